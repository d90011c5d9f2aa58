import {
  AlarmStatusWidget,
  GraphWidget,
  Stats,
  type IAlarm,
  type IWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { FROM_ZERO, THIRD } from "./dashboard";
import type { NodeFunction } from "./node-function";
import { PERIOD } from "./watches";

export interface HealthGraphsProps {
  /** By the names that the lines get. */
  readonly functions: ReadonlyMap<string, NodeFunction>;
  readonly queues: ReadonlyMap<string, IQueue>;
  readonly alarms: readonly IAlarm[];
}

/** Whether all that finds attacks is well. */
export const healthGraphs = ({
  functions,
  queues,
  alarms,
}: HealthGraphsProps): readonly IWidget[] => [
  new GraphWidget({
    ...THIRD,
    title: "Failures of functions, age of queues",
    left: [...functions].map(([name, { function: watched }]) =>
      watched.metricErrors({ label: `${name} errors`, period: PERIOD, statistic: Stats.SUM }),
    ),
    right: [...queues].map(([name, queue]) =>
      queue.metricApproximateAgeOfOldestMessage({
        label: `${name} oldest message, s`,
        period: PERIOD,
        statistic: Stats.MAXIMUM,
      }),
    ),
    leftYAxis: FROM_ZERO,
    rightYAxis: FROM_ZERO,
  }),
  new AlarmStatusWidget({ ...THIRD, title: "The detector's own alarms", alarms: [...alarms] }),
];
