import { GraphWidget, type IWidget, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { FROM_ZERO, THIRD } from "../constructs/dashboard";
import { PERIOD } from "../constructs/watches";

/** As `lambda/pagerduty` measures them. */
const pages = (metricName: string, label: string): Metric =>
  new Metric({
    namespace: "SmsPumping",
    metricName,
    dimensionsMap: { service: "pagerduty" },
    label,
    period: PERIOD,
    statistic: Stats.SUM,
  });

/** What PagerDuty has taken, and what it has refused for good. */
export const pagesGraph = (): IWidget =>
  new GraphWidget({
    ...THIRD,
    title: "Events for PagerDuty",
    left: [pages("PagesSent", "taken"), pages("PagesRefused", "refused")],
    leftYAxis: FROM_ZERO,
  });
