import { Duration } from "aws-cdk-lib";
import {
  Color,
  GraphWidget,
  MathExpression,
  Metric,
  Stats,
  type GraphWidgetProps,
  type HorizontalAnnotation,
  type IMetric,
  type IWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { SPEND_NAMESPACE, type SpendMetricName } from "../../lambda/core/model/spend-metric";
import type { SpendSettings } from "../../lambda/core/spend/spend-settings";
import { FROM_ZERO, THIRD } from "../constructs/dashboard";

const FINE = Duration.minutes(5);
const HOUR = Duration.hours(1);

interface Line {
  readonly label: string;
  readonly region?: string | undefined;
  readonly color?: string;
}

const ours = (metricName: SpendMetricName, { label, region, color }: Line): Metric =>
  new Metric({
    namespace: SPEND_NAMESPACE,
    metricName,
    label,
    statistic: Stats.MAXIMUM,
    period: FINE,
    ...(region !== undefined && { region }),
    ...(color !== undefined && { color }),
  });

const OF_SNS = "AWS/SNS,Country,SMSType";
const OF_END_USER_MESSAGING = "AWS/SMSVoice,IsoCountryCode";

interface ByCountry {
  readonly metricName: string;
  readonly statistic: string;
  readonly region?: string | undefined;
  readonly schema?: string;
}

/** Countries come and go, so that they are looked for when the dashboard is looked at. */
const byCountry = ({ metricName, statistic, region, schema = OF_SNS }: ByCountry): MathExpression =>
  new MathExpression({
    expression: `SEARCH('{${schema}} MetricName="${metricName}"', '${statistic}', ${HOUR.toSeconds()})`,
    label: "",
    period: HOUR,
    ...(region !== undefined && { searchRegion: region }),
  });

const line = (value: number, label: string, color: string): HorizontalAnnotation => ({
  value,
  label,
  color,
});

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

/** What AWS End User Messaging counts apart: it may or may not hold what SNS sends. */
const ofEndUserMessaging = (region?: string): readonly Metric[] =>
  (["Text", "Voice", "Media", "Notify"] as const).map(
    (kind) =>
      new Metric({
        namespace: "AWS/SMSVoice",
        metricName: `${kind}MessageMonthlySpend`,
        label: `End User Messaging: ${kind}`,
        statistic: Stats.MAXIMUM,
        period: FINE,
        ...(region !== undefined && { region }),
      }),
  );

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
  figure: IMetric,
  ofAllowed: SpendMetricName,
  region?: string,
): GraphWidgetProps => ({
  left: [figure],
  right: [ours(ofAllowed, { label: "of what is allowed", region })],
  rightAnnotations: [line(1, "out of line", Color.RED)],
});

/** The limit is the one that AWS tells, else the configured one: what the guard reckons with. */
const thisMonth = (settings: SpendSettings, region?: string): GraphWidgetProps => ({
  left: [
    spentThisMonth(region),
    ...ofEndUserMessaging(region),
    ours("ProjectedMonthEndUsd", { label: "month end at this pace", region }),
    ours("SpentLast24HoursUsd", { label: "last 24 hours", region }),
    ours("SpendLimitUsd", { label: "limit: AWS sends nothing above it", region, color: Color.RED }),
  ],
  leftAnnotations: [line(settings.monthlyBudgetUsd, "budget", Color.ORANGE)],
});

/** The lowest of all countries with enough messages stands out from the colours. */
const delivered = (region?: string): GraphWidgetProps => ({
  left: [
    byCountry({ metricName: "SMSSuccessRate", statistic: Stats.AVERAGE, region }),
    ours("LowestSuccessRate", { label: "lowest of 24 hours", region, color: Color.RED }),
  ],
  leftYAxis: { ...FROM_ZERO, max: 1 },
});

/**
 * What texts cost in one Region, and where they go: two rows.
 *
 * @param region the dashboard's own unless given
 */
function spendGraphs(settings: SpendSettings, region?: string): readonly IWidget[] {
  const graph = graphIn(region);
  const lastHour = ours("SpentLastHourUsd", { label: "now", region });
  const direct = ours("DirectPublishes", { label: "now", region });
  const countries = against(
    byCountry({ metricName: "NumberOfMessagesPublished", statistic: Stats.SUM, region }),
    "CountryMessagesOfAllowed",
    region,
  );
  const parts = byCountry({
    metricName: "NumberOfTextMessagePartsSent",
    statistic: Stats.SUM,
    region,
    schema: OF_END_USER_MESSAGING,
  });
  return [
    graph("Spent this month, USD", thisMonth(settings, region)),
    graph("Spent in an hour, USD", against(lastHour, "HourlySpendOfAllowed", region)),
    graph("Hours until the limit", {
      left: [
        ours("HoursToSpendLimit", { label: "hours at this pace", region }),
        ours("SpendMetricSilentHours", { label: "hours without AWS's sum", region }),
      ],
      right: [ours("ProjectedMonthEndOfLimit", { label: "month end of the limit", region })],
      leftAnnotations: [line(settings.limitHours, "on-call is told", Color.RED)],
      rightAnnotations: [line(1, "texts stop before", Color.ORANGE)],
    }),
    graph("Messages by country, an hour", {
      ...countries,
      left: [...(countries.left ?? []), parts],
    }),
    graph("Delivered share by country", delivered(region)),
    graph("Straight to phones, 5 minutes", against(direct, "DirectPublishesOfAllowed", region)),
  ];
}

/** The money of the dashboard's own Region, and of each other Region that sends. */
export const spendRows = (settings: SpendSettings, regions: readonly string[]) => ({
  home: spendGraphs(settings),
  others: regions.map((region) => spendGraphs(settings, region)),
});
