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
import { GROWN_TIMES, spendAlarms, type SpendAlarm } from "../../lambda/core/spend/spend-alarms";
import { SPEND_NAMESPACE } from "../../lambda/core/model/spend-metric";
import type { SpendSettings } from "../../lambda/core/spend/spend-settings";
import { RunbookAlarm, runbookText, type RunbookText } from "../constructs/runbook-alarm";

export interface FigureAlarmsProps {
  readonly settings: SpendSettings;
  readonly onCall: ITopic;
  readonly runbookUrl?: string | undefined;
  /** Whether one alarm above the others pages; else each of these does so itself. */
  readonly compositeAlarm: boolean;
}

type Text = Pick<RunbookText, "meaning" | "first">;

function textOf(id: SpendAlarm["id"], settings: SpendSettings): Text {
  const { limitHours, monthlyBudgetUsd, newCountryMessages } = settings;
  switch (id) {
    case "money-fast":
      return {
        meaning: "Texts have cost far more in the last hour than is usual at this time of day.",
        first: "see whether an incident is open, and stop the attack if there is one.",
      };
    case "money-growing":
      return {
        meaning: `An attack or launch has grown since its page: texts cost ${GROWN_TIMES * settings.timesUsual} times what is usual at this time of day.`,
        first: "see whether an incident is open, and stop the attack if there is one.",
      };
    case "limit-near":
      return {
        meaning: `At the present pace AWS stops all texts within ${limitHours} hours: logins will be cut off.`,
        first:
          "stop an attack if there is one, else raise the limit now: support may take two days.",
      };
    case "direct-volume":
      return {
        meaning:
          "Far more texts are sent straight to phone numbers than is usual at this time of day; CloudTrail does not show them.",
        first: "ask which program sends, and see which countries the texts go to.",
      };
    case "month-over-budget":
      return {
        meaning: `At the pace of the last week the month will end above its budget of $${monthlyBudgetUsd}.`,
        first: "see on the dashboard whether a day stands out or all days grow.",
      };
    case "new-country":
      return {
        meaning: `A country that had next to no texts in 14 days has got ${newCountryMessages} or more in 24 hours.`,
        first: "ask whether you have customers there, and block the country if not.",
      };
    case "country-volume":
      return {
        meaning: "Far more texts go to one country than is usual at this time of day.",
        first: "see which country it is, and block it if you have no customers there.",
      };
    case "month-over-limit":
      return {
        meaning:
          "At the pace of the last week AWS stops all texts before the month ends: the limit is reached.",
        first: "ask AWS Support to raise the limit today: it may take two days.",
      };
  }
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
      ...textOf(alarm.id, settings),
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
