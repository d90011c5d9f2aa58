import { Stack } from "aws-cdk-lib";
import { Alarm, type AlarmProps } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { NotifiedAlarm } from "../../lambda/core/spend/guard-config";

/** What the e-mail of an alarm tells. */
export interface RunbookText {
  /** What is wrong, as a sentence. */
  readonly meaning: string;
  /** What to do before reading on, as a sentence. */
  readonly first: string;
  /** File name under `docs/runbooks`. */
  readonly runbook: string;
  /** @default - the path in this project */
  readonly runbookUrl?: string | undefined;
}

const runbookPath = ({ runbook, runbookUrl }: RunbookText): string =>
  `${runbookUrl ?? "docs/runbooks"}/${runbook}`;

export const runbookText = (text: RunbookText): string =>
  `${text.meaning} First: ${text.first} Runbook: ${runbookPath(text)}`;

type Evaluated = Pick<
  AlarmProps,
  | "metric"
  | "threshold"
  | "comparisonOperator"
  | "evaluationPeriods"
  | "datapointsToAlarm"
  | "treatMissingData"
>;

export interface RunbookAlarmProps extends Evaluated, RunbookText {
  /** Name after the stack's, in the subject of the e-mail. */
  readonly name: string;
  readonly tell: readonly ITopic[];
}

/** An alarm whose e-mail says what to do. */
export class RunbookAlarm extends Construct {
  readonly alarm: Alarm;
  /** What an e-mail of our own says of it. */
  readonly notified: NotifiedAlarm;

  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id);
    const { name, tell, ...evaluated } = props;
    this.alarm = new Alarm(this, "Alarm", {
      ...evaluated,
      alarmName: `${Stack.of(this).stackName}-${name}`,
      alarmDescription: runbookText(props),
    });
    this.notified = { id: name, meaning: props.meaning, runbook: runbookPath(props) };
    for (const topic of tell) this.alarm.addAlarmAction(new SnsAction(topic));
  }
}
