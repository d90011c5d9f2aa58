import { Duration } from "aws-cdk-lib";
import {
  AlarmStatusWidget,
  GraphWidget,
  MathExpression,
  Metric,
  Stats,
  type IAlarm,
  type IWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { codeGraphs } from "./code-graphs";
import type { NodeFunction } from "./node-function";
import { FROM_ZERO, THIRD } from "./spend-graphs";

export interface PipelineGraphsProps {
  readonly functions: Readonly<Record<string, NodeFunction>>;
  /** Queues that functions work off, dead-letter queues left out. */
  readonly workQueues: Readonly<Record<string, IQueue>>;
  readonly alarms: readonly IAlarm[];
  /** @default - none: app clients that the configuration names */
  readonly clients?: readonly string[];
  /** @default false - whether findings are forwarded to Elastic */
  readonly hasElastic?: boolean;
}

const PERIOD = Duration.minutes(5);

/** As `lambda/detect` measures it; `service` is Powertools' own dimension. */
const FINDINGS_BY_RULE = `SEARCH('{SmsPumping,rule,service} MetricName="FindingSteps"', 'Sum', ${PERIOD.toSeconds()})`;

const labelled = <T, R>(
  things: Readonly<Record<string, T>>,
  each: (thing: T, label: string) => R,
): R[] => Object.entries(things).map(([label, thing]) => each(thing, label));

/** As `lambda/forward` measures them. */
const documents = (metricName: string, label: string): Metric =>
  new Metric({
    namespace: "SmsPumping",
    metricName,
    dimensionsMap: { service: "forward" },
    label,
    period: PERIOD,
    statistic: Stats.SUM,
  });

const elasticGraph = (): IWidget =>
  new GraphWidget({
    ...THIRD,
    title: "Documents in Elastic",
    left: [documents("DocumentsStored", "stored"), documents("DocumentsRejected", "rejected")],
    leftYAxis: FROM_ZERO,
  });

/** What was found, and whether all that finds it is well. */
export const pipelineGraphs = (props: PipelineGraphsProps): readonly IWidget[] => [
  new GraphWidget({
    ...THIRD,
    title: "Findings by rule",
    left: [new MathExpression({ expression: FINDINGS_BY_RULE, label: "", period: PERIOD })],
    leftYAxis: FROM_ZERO,
  }),
  ...codeGraphs({ clients: props.clients ?? [] }),
  new GraphWidget({
    ...THIRD,
    title: "Failures of functions, age of queues",
    left: labelled(props.functions, ({ function: watched }, label) =>
      watched.metricErrors({ label: `${label} errors`, period: PERIOD, statistic: Stats.SUM }),
    ),
    right: labelled(props.workQueues, (queue, label) =>
      queue.metricApproximateAgeOfOldestMessage({
        label: `${label} oldest message, s`,
        period: PERIOD,
        statistic: Stats.MAXIMUM,
      }),
    ),
    leftYAxis: FROM_ZERO,
    rightYAxis: FROM_ZERO,
  }),
  new AlarmStatusWidget({
    ...THIRD,
    title: "The detector's own alarms",
    alarms: [...props.alarms],
  }),
  ...(props.hasElastic === true ? [elasticGraph()] : []),
];
