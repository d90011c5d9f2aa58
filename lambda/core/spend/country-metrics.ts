/** Who counts messages by country: each has metrics of its own. */
export type CountryService = "sns" | "end-user-messaging";

/** A country for which ListMetrics gives messages of SNS, by Country and SMSType. */
export interface SnsCountry {
  /** ISO 3166-1, two letters. */
  readonly country: string;
  readonly smsType: string;
}

/** A country for which ListMetrics gives metrics of AWS End User Messaging, by IsoCountryCode. */
export interface EndUserMessagingCountry {
  /** ISO 3166-1, two letters. */
  readonly country: string;
  /** Whether any of its texts expects message feedback: only then two metrics more are asked for. */
  readonly hasFeedback: boolean;
}

export type CountryMetric = SnsCountry | EndUserMessagingCountry;

/** What a metric of one country tells. */
export type CountryReads =
  "messages" | "success" | "delivered" | "blocked" | "expecting" | "confirmed";

export interface CountryMetricQuery {
  readonly reads: CountryReads;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Sum" | "Average";
  /** Whether it is compared with two weeks before; else a day is enough. */
  readonly isHistory: boolean;
}

export const serviceOf = (metric: CountryMetric): CountryService =>
  "smsType" in metric ? "sns" : "end-user-messaging";

/**
 * Country and SMSType are in public use, not in AWS's list of this metric's dimensions
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html), which is why the
 * other service is asked too.
 */
const ofSns = ({ country, smsType }: SnsCountry): readonly CountryMetricQuery[] => {
  const common = { namespace: "AWS/SNS", dimensions: { Country: country, SMSType: smsType } };
  return [
    {
      ...common,
      reads: "messages",
      metricName: "NumberOfMessagesPublished",
      statistic: "Sum",
      isHistory: true,
    },
    {
      ...common,
      reads: "success",
      metricName: "SMSSuccessRate",
      statistic: "Average",
      isHistory: false,
    },
  ];
};

/** https://docs.aws.amazon.com/sms-voice/latest/userguide/monitoring-cloudwatch.html */
function ofEndUserMessaging({ country, hasFeedback }: EndUserMessagingCountry) {
  const query = (
    reads: CountryReads,
    metricName: string,
    dimensions: Readonly<Record<string, string>> = {},
  ): CountryMetricQuery => ({
    reads,
    namespace: "AWS/SMSVoice",
    metricName,
    dimensions: { IsoCountryCode: country, ...dimensions },
    statistic: "Sum",
    isHistory: reads === "messages",
  });
  const feedback = [
    query("expecting", "NumberOfTextMessagesExpectingFeedback"),
    query("confirmed", "NumberOfTextMessagesWithFeedback", { MessageFeedbackStatus: "RECEIVED" }),
  ];
  return [
    query("messages", "NumberOfTextMessagePartsSent"),
    query("delivered", "NumberOfTextMessagePartsDelivered"),
    query("blocked", "TextMessagesBlockedByProtect"),
    ...(hasFeedback ? feedback : []),
  ];
}

/** The metrics to ask for about one country. */
export const queriesOfCountry = (metric: CountryMetric): readonly CountryMetricQuery[] =>
  "smsType" in metric ? ofSns(metric) : ofEndUserMessaging(metric);
