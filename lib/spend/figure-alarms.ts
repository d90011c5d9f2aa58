import { Duration, Stack } from "aws-cdk-lib";
import {
  AlarmRule,
  ComparisonOperator,
  CompositeAlarm,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { NotifiedAlarm } from "../../lambda/core/spend/guard-config";
import { spendAlarms, type SpendAlarm } from "../../lambda/core/spend/spend-alarms";
import { SPEND_NAMESPACE } from "../../lambda/core/model/spend-metric";
import type { SpendSettings } from "../../lambda/core/spend/spend-settings";
import { RunbookAlarm, runbookText, type RunbookText } from "../constructs/runbook-alarm";
import { ALARM_TEXTS, type Text } from "./alarm-texts";

export interface FigureAlarmsProps {
  readonly settings: SpendSettings;
  readonly onCall: ITopic;
  readonly runbookUrl?: string | undefined;
  /** Whether one alarm above the others pages; else each of these does so itself. */
  readonly compositeAlarm: boolean;
}

const PAGE: Text & Pick<RunbookText, "runbook"> = {
  meaning:
    "Money moves fast: one of the alarms money-fast, limit-near, direct-volume and country-volume is on.",
  first: "see whether an incident is open, and which of the four alarms is on.",
  runbook: "spend-page.md",
};

const MISSING = {
  notBreaching: TreatMissingData.NOT_BREACHING,
  ignore: TreatMissingData.IGNORE,
} as const;

const COMPARISON = {
  ">=": ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  "<=": ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
} as const;

/** Why missing data mean what they do stands beside the choice, in `spendAlarms`. */
const evaluated = (alarm: SpendAlarm) => ({
  metric: new Metric({
    namespace: SPEND_NAMESPACE,
    metricName: alarm.metric,
    statistic: alarm.statistic,
    period: Duration.minutes(alarm.periodMinutes),
  }),
  threshold: alarm.threshold,
  comparisonOperator: COMPARISON[alarm.comparison],
  evaluationPeriods: alarm.evaluationPeriods,
  datapointsToAlarm: alarm.datapointsToAlarm,
  treatMissingData: MISSING[alarm.missingData],
});

/** Alarms on the spend guard's own figures, and the one that pages on-call. */
export class FigureAlarms extends Construct {
  /** Those that tell the cost owner. */
  readonly notified: readonly NotifiedAlarm[];

  constructor(scope: Construct, id: string, props: FigureAlarmsProps) {
    super(scope, id);
    const all = spendAlarms(props.settings).map((alarm) => ({
      ...alarm,
      made: this.#alarm(alarm, props),
    }));
    this.notified = all.flatMap(({ tells, made }) => (tells.length > 0 ? made.notified : []));
    const paging = all.flatMap(({ joinsComposite, made }) => (joinsComposite ? made : []));
    if (props.compositeAlarm) this.#page(paging, props);
  }

  #alarm(alarm: SpendAlarm, props: FigureAlarmsProps): RunbookAlarm {
    const { settings, onCall, runbookUrl, compositeAlarm } = props;
    const pages = alarm.pagesAgain ?? (alarm.joinsComposite && !compositeAlarm);
    return new RunbookAlarm(this, alarm.id, {
      ...evaluated(alarm),
      ...ALARM_TEXTS[alarm.id](settings),
      name: alarm.id,
      runbook: `spend-${alarm.id}.md`,
      runbookUrl,
      // The cost owner hears of it from the guard, with figures and at a pace of its own.
      tell: pages ? [onCall] : [],
    });
  }

  #page(paging: readonly RunbookAlarm[], { onCall, runbookUrl }: FigureAlarmsProps): void {
    const page = new CompositeAlarm(this, "Page", {
      compositeAlarmName: `${Stack.of(this).stackName}-page`,
      alarmDescription: runbookText({ ...PAGE, runbookUrl }),
      alarmRule: AlarmRule.anyOf(...paging.map(({ alarm }) => alarm)),
    });
    page.addAlarmAction(new SnsAction(onCall));
  }
}
