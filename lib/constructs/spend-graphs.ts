import { Duration } from "aws-cdk-lib";
import {
  Color,
  GraphWidget,
  MathExpression,
  Metric,
  Stats,
  type GraphWidgetProps,
  type HorizontalAnnotation,
  type IWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { SPEND_NAMESPACE, type SpendMetricName } from "../../lambda/core/spend/spend-metrics";
import type { SpendSettings } from "../../lambda/core/spend/spend-settings";

export interface SpendGraphsProps {
  readonly settings: SpendSettings;
  /** Where texts are sent; the dashboard's own Region unless told. */
  readonly region?: string | undefined;
}

/** A third of a dashboard's width. */
export const THIRD = { width: 8, height: 6 } as const;
export const FROM_ZERO = { min: 0, showUnits: false } as const;
const FINE = Duration.minutes(5);
const HOUR = Duration.hours(1);

const ours = (metricName: SpendMetricName, label: string, region?: string): Metric =>
  new Metric({
    namespace: SPEND_NAMESPACE,
    metricName,
    label,
    statistic: Stats.MAXIMUM,
    period: FINE,
    ...(region !== undefined && { region }),
  });

/** Countries come and go, so that they are looked for when the dashboard is looked at. */
const byCountry = (metricName: string, statistic: string, region?: string): MathExpression =>
  new MathExpression({
    expression: `SEARCH('{AWS/SNS,Country,SMSType} MetricName="${metricName}"', '${statistic}', ${HOUR.toSeconds()})`,
    label: "",
    period: HOUR,
    ...(region !== undefined && { searchRegion: region }),
  });

const line = (value: number, label: string, color: string): HorizontalAnnotation => ({
  value,
  label,
  color,
});

const limitLines = ({ monthlyBudgetUsd, spendLimitUsd }: SpendSettings): HorizontalAnnotation[] => [
  line(monthlyBudgetUsd, "budget", Color.ORANGE),
  ...(spendLimitUsd === undefined ? [] : [line(spendLimitUsd, "limit of AWS", Color.RED)]),
];

/** Without dimensions, as the alarms read it. */
const spentThisMonth = (region?: string): Metric =>
  new Metric({
    namespace: "AWS/SNS",
    metricName: "SMSMonthToDateSpentUSD",
    label: "spent this month",
    statistic: Stats.MAXIMUM,
    period: FINE,
    ...(region !== undefined && { region }),
  });

type Graph = (title: string, props: GraphWidgetProps) => GraphWidget;

const graphIn =
  (region: string | undefined): Graph =>
  (title, props) =>
    new GraphWidget({
      ...THIRD,
      title: region === undefined ? title : `${title}, ${region}`,
      ...(region !== undefined && { region }),
      leftYAxis: FROM_ZERO,
      rightYAxis: FROM_ZERO,
      ...props,
    });

/** A figure, and how much it is of what it may be. */
const against = (
  figure: SpendMetricName,
  ofAllowed: SpendMetricName,
  region?: string,
): GraphWidgetProps => ({
  left: [ours(figure, "now", region)],
  right: [ours(ofAllowed, "of what is allowed", region)],
  rightAnnotations: [line(1, "out of line", Color.RED)],
});

/** What texts cost in one Region, and where they go: two rows. */
export function spendGraphs({ settings, region }: SpendGraphsProps): readonly IWidget[] {
  const graph = graphIn(region);
  return [
    graph("Spent this month, USD", {
      left: [
        spentThisMonth(region),
        ours("ProjectedMonthEndUsd", "month end at this pace", region),
      ],
      leftAnnotations: limitLines(settings),
    }),
    graph("Spent in an hour, USD", against("SpentLastHourUsd", "HourlySpendOfAllowed", region)),
    graph("Hours until the limit", {
      left: [ours("HoursToSpendLimit", "hours at this pace", region)],
      leftAnnotations: [line(settings.limitHours, "on-call is told", Color.RED)],
    }),
    graph("Messages by country, an hour", {
      left: [byCountry("NumberOfMessagesPublished", Stats.SUM, region)],
    }),
    graph("Delivered share by country", {
      left: [byCountry("SMSSuccessRate", Stats.AVERAGE, region)],
      leftYAxis: { ...FROM_ZERO, max: 1 },
    }),
    graph(
      "Straight to phones, 5 minutes",
      against("DirectPublishes", "DirectPublishesOfAllowed", region),
    ),
  ];
}
