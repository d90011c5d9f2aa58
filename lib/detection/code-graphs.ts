import { Duration } from "aws-cdk-lib";
import {
  GraphWidget,
  MathExpression,
  Metric,
  Stats,
  type IMetric,
  type IWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import {
  CLIENT_DIMENSION,
  CODES_CONFIRMED,
  CODES_REQUESTED,
} from "../../lambda/core/counting/codes-by-client";
import { SPEND_NAMESPACE } from "../../lambda/core/model/spend-metric";
import { FROM_ZERO, THIRD } from "../constructs/dashboard";

export interface CodeGraphsProps {
  /** App clients that the configuration names. */
  readonly clients: readonly string[];
}

type CodeMetric = typeof CODES_REQUESTED | typeof CODES_CONFIRMED;

const PERIOD = Duration.hours(1);

/** Powertools' own dimension, and whose it is: `lambda/detect` measures codes. */
const SERVICE = { service: "detect" } as const;

/** Each line of the rate has two metrics behind it, and a graph bears 500 in all. */
const MOST_RATES = 50;

const search = (metric: CodeMetric): string =>
  `SEARCH('{${SPEND_NAMESPACE},${CLIENT_DIMENSION},service} MetricName="${metric}"', 'Sum', ${PERIOD.toSeconds()})`;

const byClient = (metric: CodeMetric, label: string): IMetric =>
  new MathExpression({ expression: search(metric), label, period: PERIOD });

const codesOf = (metricName: CodeMetric, client: string): Metric =>
  new Metric({
    namespace: SPEND_NAMESPACE,
    metricName,
    dimensionsMap: { ...SERVICE, [CLIENT_DIMENSION]: client },
    statistic: Stats.SUM,
    period: PERIOD,
  });

/** Ids of metrics must differ in the whole graph. */
const rateOf = (client: string, index: number): IMetric =>
  new MathExpression({
    expression: `100 * confirmed${index} / requested${index}`,
    usingMetrics: {
      [`confirmed${index}`]: codesOf(CODES_CONFIRMED, client),
      [`requested${index}`]: codesOf(CODES_REQUESTED, client),
    },
    label: client,
    period: PERIOD,
  });

/**
 * CloudWatch divides one series by another, and does not pair the series of two searches: so the
 * searches are added up first.
 */
const rateOfAll = (): IMetric =>
  new MathExpression({
    expression: `100 * SUM(${search(CODES_CONFIRMED)}) / SUM(${search(CODES_REQUESTED)})`,
    label: "all clients",
    period: PERIOD,
  });

/**
 * Codes that were asked for and typed in by app client, and the share of the two: of all together,
 * and of the first 50 clients that the configuration names.
 */
export const codeGraphs = ({ clients }: CodeGraphsProps): readonly IWidget[] => [
  new GraphWidget({
    ...THIRD,
    title: "Codes by app client, an hour",
    left: [byClient(CODES_REQUESTED, "requested"), byClient(CODES_CONFIRMED, "confirmed")],
    leftYAxis: FROM_ZERO,
  }),
  new GraphWidget({
    ...THIRD,
    title: "Confirmation rate by app client, %",
    left: [rateOfAll(), ...clients.slice(0, MOST_RATES).map(rateOf)],
    leftYAxis: FROM_ZERO,
  }),
];
