import type { ALARM_METRICS } from "../model/spend-metric";
import type { SpendSettings } from "./spend-settings";

/** An alarm on one of our metrics. */
export interface SpendAlarm {
  readonly id:
    | "money-fast"
    | "money-growing"
    | "limit-near"
    | "direct-volume"
    | "month-over-budget"
    | "new-country"
    | "country-volume"
    | "month-over-limit";
  readonly metric: (typeof ALARM_METRICS)[number];
  readonly statistic: "Maximum" | "Minimum";
  readonly comparison: ">=" | "<=";
  readonly threshold: number;
  readonly periodMinutes: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  /**
   * What a period without data means:
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
   */
  readonly missingData: "notBreaching" | "ignore";
  /** Why missing data mean that. */
  readonly missingDataReason: string;
  /** Who gets an e-mail of the guard about it. */
  readonly tells: readonly "cost-owner"[];
  /** Whether it sets off the composite, which pages on-call. */
  readonly joinsComposite: boolean;
  /** Whether it pages on-call by itself: what has grown since the composite's page is news. */
  readonly pagesAgain?: true;
}

/**
 * Each figure covers its own span, late data included, so that one data point raises the alarm; and
 * all of so many hours must be calm to end it, so that an attack about the line pages once.
 */
const atOnce = (calmHours: number) =>
  ({ periodMinutes: 5, evaluationPeriods: calmHours * 12, datapointsToAlarm: 1 }) as const;

/** What an hour costs, or five minutes hold, in units of what they may: 1 is the line. */
const ofAllowed = (calmHours: number) =>
  ({ statistic: "Maximum", comparison: ">=", threshold: 1, ...atOnce(calmHours) }) as const;

/** An attack that follows the customers' day falls below the line each night, and is the same one. */
const PAGE_CALM_HOURS = 12;

/** A country that is pumped in bursts is told once a day. */
const NEWS_CALM_HOURS = 24;

const moneyFast: SpendAlarm = {
  id: "money-fast",
  metric: "HourlySpendOfAllowed",
  ...ofAllowed(PAGE_CALM_HOURS),
  missingData: "notBreaching",
  missingDataReason:
    "AWS publishes the sum with the messages: silence means that nothing is sent, and the attack is over",
  tells: ["cost-owner"],
  joinsComposite: true,
};

/** How far above the line it pages once more. */
export const GROWN_TIMES = 5;

const moneyGrowing: SpendAlarm = {
  ...moneyFast,
  id: "money-growing",
  threshold: GROWN_TIMES,
  tells: [],
  joinsComposite: false,
  pagesAgain: true,
};

const limitNear = ({ limitHours }: SpendSettings): SpendAlarm => ({
  id: "limit-near",
  metric: "HoursToSpendLimit",
  statistic: "Minimum",
  comparison: "<=",
  threshold: limitHours,
  ...atOnce(PAGE_CALM_HOURS),
  missingData: "notBreaching",
  missingDataReason:
    "nothing is published when the month ends before the limit, or nothing is spent; once the limit is reached, 0 is",
  tells: ["cost-owner"],
  joinsComposite: true,
});

const directVolume: SpendAlarm = {
  id: "direct-volume",
  metric: "DirectPublishesOfAllowed",
  ...ofAllowed(PAGE_CALM_HOURS),
  missingData: "notBreaching",
  missingDataReason: "AWS counts publishes only where there are some: silence is no volume",
  tells: [],
  joinsComposite: true,
};

/** By the hour, and only when it lasts: what a raise takes is days, so that hours are no matter. */
const SLOWLY = { periodMinutes: 60, evaluationPeriods: 24, datapointsToAlarm: 6 } as const;

const monthOverBudget = ({ monthlyBudgetUsd }: SpendSettings): SpendAlarm => ({
  id: "month-over-budget",
  metric: "ProjectedMonthEndUsd",
  statistic: "Minimum",
  comparison: ">=",
  threshold: monthlyBudgetUsd,
  ...SLOWLY,
  missingData: "ignore",
  missingDataReason:
    "a silent night has no new projection, and ending the alarm in it would tell the cost owner again each morning",
  tells: ["cost-owner"],
  joinsComposite: false,
});

const newCountry: SpendAlarm = {
  id: "new-country",
  metric: "NewCountries",
  ...ofAllowed(NEWS_CALM_HOURS),
  missingData: "notBreaching",
  missingDataReason: "nothing is published while no country is new",
  tells: ["cost-owner"],
  joinsComposite: false,
};

const countryVolume: SpendAlarm = {
  id: "country-volume",
  metric: "CountryMessagesOfAllowed",
  ...ofAllowed(PAGE_CALM_HOURS),
  missingData: "notBreaching",
  missingDataReason:
    "AWS lists no country where nothing is sent: silence is no volume, and the guard's own failure has alarms",
  tells: [],
  joinsComposite: true,
};

const monthOverLimit: SpendAlarm = {
  id: "month-over-limit",
  metric: "ProjectedMonthEndOfLimit",
  statistic: "Minimum",
  comparison: ">=",
  threshold: 1,
  ...SLOWLY,
  missingData: "ignore",
  missingDataReason:
    "a silent night has no new projection, and ending the alarm in it would tell the cost owner again each morning",
  tells: ["cost-owner"],
  joinsComposite: false,
};

/** The alarms that stand on our metrics. */
export const spendAlarms = (settings: SpendSettings): readonly SpendAlarm[] => [
  moneyFast,
  moneyGrowing,
  limitNear(settings),
  directVolume,
  monthOverBudget(settings),
  newCountry,
  countryVolume,
  monthOverLimit,
];
