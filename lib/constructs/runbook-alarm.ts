import { Stack } from "aws-cdk-lib";
import { Alarm, type AlarmProps } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";

export interface RunbookAlarmProps extends Pick<
  AlarmProps,
  | "metric"
  | "threshold"
  | "comparisonOperator"
  | "evaluationPeriods"
  | "datapointsToAlarm"
  | "treatMissingData"
> {
  /** Name after the stack's, in the subject of the e-mail. */
  readonly name: string;
  /** What is wrong, as a sentence. */
  readonly meaning: string;
  /** What to do before reading on, as a sentence. */
  readonly first: string;
  /** File name under `docs/runbooks`. */
  readonly runbook: string;
  /** @default - the path in this project */
  readonly runbookUrl?: string | undefined;
  readonly tell: readonly ITopic[];
}

/** An alarm whose e-mail says what to do. */
export class RunbookAlarm extends Construct {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id);
    const { name, meaning, first, runbook, runbookUrl, tell, ...alarmProps } = props;
    const alarm = new Alarm(this, "Alarm", {
      ...alarmProps,
      alarmName: `${Stack.of(this).stackName}-${name}`,
      alarmDescription: `${meaning} First: ${first} Runbook: ${runbookUrl ?? "docs/runbooks"}/${runbook}`,
    });
    for (const topic of tell) alarm.addAlarmAction(new SnsAction(topic));
  }
}
