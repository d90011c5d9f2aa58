/** The namespace of the metrics that the spend guard publishes, without dimensions. */
export const SPEND_NAMESPACE = "SmsPumping";

/** Names of those metrics. CloudWatch has no unit for money, so dollars have none. */
export const SPEND_METRICS = [
  "SpentLastHourUsd",
  "SpentLast24HoursUsd",
  "HourlySpendOfAllowed",
  "ProjectedMonthEndUsd",
  "HoursToSpendLimit",
  "SpendLimitUsd",
  "DirectPublishes",
  "DirectPublishesOfAllowed",
  "CountryMessagesOfAllowed",
  "NewCountries",
  "LowestSuccessRate",
  "ProjectedMonthEndOfLimit",
  "SpendMetricSilentHours",
] as const;

export type SpendMetricName = (typeof SPEND_METRICS)[number];

/** Those that alarms stand on. */
export const ALARM_METRICS = [
  "HourlySpendOfAllowed",
  "HoursToSpendLimit",
  "DirectPublishesOfAllowed",
  "ProjectedMonthEndUsd",
  "NewCountries",
  "CountryMessagesOfAllowed",
  "ProjectedMonthEndOfLimit",
] as const satisfies readonly SpendMetricName[];
