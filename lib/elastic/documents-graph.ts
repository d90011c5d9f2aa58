import { GraphWidget, type IWidget, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { FROM_ZERO, THIRD } from "../constructs/dashboard";
import { PERIOD } from "../constructs/watches";

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

/** What Elastic has taken, and what it has refused for good. */
export const documentsGraph = (): IWidget =>
  new GraphWidget({
    ...THIRD,
    title: "Documents in Elastic",
    left: [documents("DocumentsStored", "stored"), documents("DocumentsRejected", "rejected")],
    leftYAxis: FROM_ZERO,
  });
