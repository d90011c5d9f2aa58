import { Duration, Validations } from "aws-cdk-lib";
import { Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Grant } from "aws-cdk-lib/aws-iam";
import type { NodeFunction } from "../constructs/node-function";
import type { Operations } from "../constructs/operations";
import type { Tables } from "../constructs/tables";
import { atLeast, silenceIsGood, type Watch } from "../constructs/watches";
import { CANARY_OVERDUE } from "../../lambda/core/model/canary";
import { SPEND_NAMESPACE } from "../../lambda/core/model/spend-metric";
import type { DetectEnv } from "../../lambda/detect/env";
import type { SweepEnv } from "../../lambda/sweep/env";

export interface CanaryProps {
  readonly operations: Operations;
  readonly tables: Tables;
  /** Notes the call that comes back. */
  readonly detect: NodeFunction;
  /** Makes the call, and misses it. */
  readonly sweep: NodeFunction;
  readonly everyMinutes: number;
}

/* The sweep publishes it only while a call is missing: silence is good, and a sweep that does not run
   or fails has alarms of its own. */
const overdueCall = (everyMinutes: number): Watch => ({
  metric: new Metric({
    namespace: SPEND_NAMESPACE,
    metricName: CANARY_OVERDUE,
    dimensionsMap: { service: "sweep" },
    period: Duration.minutes(Math.max(5, everyMinutes)),
    statistic: Stats.MAXIMUM,
  }),
  threshold: 1,
  comparisonOperator: atLeast,
  // One calm run in between tells nobody that it is over.
  evaluationPeriods: 3,
  datapointsToAlarm: 1,
  ...silenceIsGood,
  name: "canary",
  meaning:
    "A harmless call that the stack makes each hour has not come back as an event for 30 minutes: attacks go unseen. Likely the trail is stopped or logs no read management events, the rule SnsSettings is disabled, or the queue or the detector is stuck.",
  first:
    "aws cloudtrail describe-trails, then aws cloudtrail get-trail-status --name <trail>: IsLogging must be true.",
  runbook: "pipeline-canary.md",
});

/**
 * Whether CloudTrail's events still reach the detector: a drill, which enters behind trail and rule,
 * cannot tell.
 */
export function addCanary({ operations, tables, detect, sweep, everyMinutes }: CanaryProps): void {
  const ofDetect = { CANARY_ROLE_ARN: sweep.role.roleArn } satisfies Partial<DetectEnv>;
  const ofSweep = { CANARY: "on" } satisfies Partial<SweepEnv>;
  for (const [name, value] of Object.entries(ofDetect)) detect.function.addEnvironment(name, value);
  for (const [name, value] of Object.entries(ofSweep)) sweep.function.addEnvironment(name, value);
  tables.grantState(sweep.role, "UpdateItem");
  Grant.addToPrincipal({
    grantee: sweep.role,
    actions: ["sns:GetSMSSandboxAccountStatus"],
    resourceArns: ["*"],
  });
  Validations.of(sweep.role).acknowledge({
    id: "AwsSolutions-IAM5[Resource::*]",
    reason: "an account's sandbox status is no resource that a policy could name",
  });
  operations.addAlarm(overdueCall(everyMinutes));
}
