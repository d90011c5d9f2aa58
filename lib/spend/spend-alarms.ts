import { Duration } from "aws-cdk-lib";
import { ComparisonOperator, Metric, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { NotifiedAlarm } from "../../lambda/core/spend/guard-config";
import type { DeployConfig } from "../config";
import { RunbookAlarm, type RunbookAlarmProps } from "../constructs/runbook-alarm";

export interface SpendAlarmsProps extends Pick<
  DeployConfig,
  "monthlyBudgetUsd" | "spendLimitUsd" | "budgetShares" | "limitShares" | "smsVoiceSpend"
> {
  readonly costOwner: ITopic;
  readonly onCall: ITopic;
  readonly runbookUrl?: string | undefined;
}

/** A metric that holds what messages of one kind have cost since the month began. */
interface Spend {
  /** What stands in front of the alarms' names. */
  readonly prefix: string;
  /** What is paid for, as the subject of a sentence. */
  readonly messages: string;
  readonly namespace: string;
  readonly metricName: string;
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html */
const SNS: Spend = {
  prefix: "",
  messages: "Text messages by Amazon SNS",
  namespace: "AWS/SNS",
  metricName: "SMSMonthToDateSpentUSD",
};

/**
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/monitoring-cloudwatch.html. Whether it
 * counts what SNS sends is not confirmed, so the two are never added up.
 */
const END_USER_MESSAGING: Spend = {
  prefix: "end-user-messaging-",
  messages: "Text messages by AWS End User Messaging",
  namespace: "AWS/SMSVoice",
  metricName: "TextMessageMonthlySpend",
};

/**
 * What AWS End User Messaging counts apart from texts. Each kind has a limit of its own
 * (https://docs.aws.amazon.com/sms-voice/latest/userguide/notify-spend-limits.html), so that alarms
 * on the limit for texts would say something untrue of them.
 */
const OTHER_KINDS: readonly Spend[] = [
  {
    prefix: "voice-messages-",
    messages: "Voice messages by AWS End User Messaging",
    namespace: "AWS/SMSVoice",
    metricName: "VoiceMessageMonthlySpend",
  },
  {
    prefix: "media-messages-",
    messages: "Media messages by AWS End User Messaging",
    namespace: "AWS/SMSVoice",
    metricName: "MediaMessageMonthlySpend",
  },
  {
    prefix: "notify-messages-",
    messages: "Messages by AWS End User Messaging Notify",
    namespace: "AWS/SMSVoice",
    metricName: "NotifyMessageMonthlySpend",
  },
];

type Common = Omit<RunbookAlarmProps, "name" | "meaning" | "first" | "runbook" | "tell">;

const atShare = ({ namespace, metricName }: Spend, share: number, of: number): Common => ({
  /* By itself, not by Topic.metricSMSMonthToDateSpentUSD(): that adds a dimension, under which AWS
     publishes nothing. A sum only grows, so its maximum is its latest value. */
  metric: new Metric({
    namespace,
    metricName,
    statistic: Stats.MAXIMUM,
    period: Duration.minutes(5),
  }),
  threshold: Math.round(share * of) / 100,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  evaluationPeriods: 1,
  /* AWS publishes the sum now and then, and nothing in quiet hours. Taking silence for "not
     breaching" would end the alarm in each gap and e-mail again after it; so it keeps its state,
     until the first, small value of a new month. */
  treatMissingData: TreatMissingData.IGNORE,
});

/** CloudWatch's own alarms, straight to SNS: they work when all else here is broken. */
export class SpendAlarms extends Construct {
  /**
   * Those on SNS, largest shares first. The spend guard's figures are of SNS: beside an alarm of End
   * User Messaging they would speak of other money.
   */
  readonly notified: readonly NotifiedAlarm[];

  constructor(scope: Construct, id: string, props: SpendAlarmsProps) {
    super(scope, id);
    const alarmsOf = (spend: Spend): readonly RunbookAlarm[] => [
      ...this.#budget(spend, props),
      ...this.#limit(spend, props),
    ];
    this.notified = alarmsOf(SNS)
      .map(({ notified }) => notified)
      .reverse();
    if (!props.smsVoiceSpend) return;
    alarmsOf(END_USER_MESSAGING);
    for (const kind of OTHER_KINDS) this.#budget(kind, props);
  }

  #budget(
    spend: Spend,
    { monthlyBudgetUsd: budget, costOwner, ...props }: SpendAlarmsProps,
  ): readonly RunbookAlarm[] {
    return props.budgetShares.map((share) => {
      const name = `${spend.prefix}budget-${share}-percent`;
      return new RunbookAlarm(this, name, {
        ...atShare(spend, share, budget),
        name,
        meaning: `${spend.messages} have used ${share} % of this month's budget of $${budget}.`,
        first: "compare with the day of the month, and ask on-call whether an incident is open.",
        runbook: "spend-budget.md",
        runbookUrl: props.runbookUrl,
        tell: [costOwner],
      });
    });
  }

  #limit(
    spend: Spend,
    { spendLimitUsd: limit, costOwner, onCall, ...props }: SpendAlarmsProps,
  ): readonly RunbookAlarm[] {
    if (limit === undefined) return [];
    return props.limitShares.map((share) => {
      const name = `${spend.prefix}limit-${share}-percent`;
      return new RunbookAlarm(this, name, {
        ...atShare(spend, share, limit),
        name,
        meaning: `${spend.messages} have used ${share} % of the limit of $${limit} that AWS enforces: at 100 % real users get no more codes.`,
        first: "stop an attack if there is one, else raise the limit.",
        runbook: "spend-limit.md",
        runbookUrl: props.runbookUrl,
        tell: [costOwner, onCall],
      });
    });
  }
}
