import { GraphWidget, type IWidget, MathExpression } from "aws-cdk-lib/aws-cloudwatch";
import { FROM_ZERO, THIRD } from "../constructs/dashboard";
import { PERIOD } from "../constructs/watches";

/** As `lambda/detect` measures it; `service` is Powertools' own dimension. */
const BY_RULE = `SEARCH('{SmsPumping,rule,service} MetricName="FindingSteps"', 'Sum', ${PERIOD.toSeconds()})`;

/** What was found, by rule. */
export const findingsGraph = (): IWidget =>
  new GraphWidget({
    ...THIRD,
    title: "Findings by rule",
    left: [new MathExpression({ expression: BY_RULE, label: "", period: PERIOD })],
    leftYAxis: FROM_ZERO,
  });
