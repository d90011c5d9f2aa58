import { Duration, Stack, Validations } from "aws-cdk-lib";
import { ComparisonOperator, Metric, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Grant } from "aws-cdk-lib/aws-iam";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { GuardConfig } from "../../lambda/core/spend/guard-config";
import { RUN_MS } from "../../lambda/core/spend/metric-queries";
import { SPEND_NAMESPACE, type SpendMetricName } from "../../lambda/core/model/spend-metric";
import type { SpendEnv } from "../../lambda/spend/env";
import { type FunctionDefaults, NodeFunction } from "../constructs/node-function";
import type { Operations } from "../constructs/operations";
import { publish } from "../constructs/outputs";
import type { Tables } from "../constructs/tables";
import { atLeast, lasting, silenceIsGood, type Watch } from "../constructs/watches";
import type { Tuning } from "../tuning";

export interface SpendGuardProps {
  readonly operations: Operations;
  readonly defaults: FunctionDefaults;
  readonly configuration: GuardConfig;
  readonly tuning: Tuning["spend"];
  /** Where incidents find the figures; absent where no detector is. */
  readonly tables?: Tables | undefined;
  /** Who gets the e-mail that begins with money. */
  readonly costOwner: ITopic;
}

const EVERY = Duration.millis(RUN_MS);

const errors = ({ function: guard }: NodeFunction): Watch => ({
  metric: guard.metricErrors({ period: EVERY, statistic: Stats.SUM }),
  threshold: 1,
  comparisonOperator: atLeast,
  ...lasting,
  // What does not run is the other alarm's business.
  ...silenceIsGood,
  name: "guard-errors",
  meaning: "The spend guard keeps failing: its figures are old, and its alarms stay silent.",
  first: "read the last ERROR in its log.",
  runbook: "pipeline-spend-guard.md",
});

const notRunning = ({ function: guard }: NodeFunction): Watch => ({
  metric: guard.metricInvocations({ period: EVERY, statistic: Stats.SUM }),
  threshold: 1,
  comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
  evaluationPeriods: 3,
  // A function that is not called publishes nothing: here silence is the very fault.
  treatMissingData: TreatMissingData.BREACHING,
  name: "guard-not-running",
  meaning: "The spend guard has not run three times over: its alarms stay silent.",
  first: "see whether its rule is enabled.",
  runbook: "pipeline-spend-guard.md",
});

/**
 * Longer than AWS's own gaps of a few hours, and than a sum that is published once an hour and late.
 * Direct to the pipeline: the alarms on money stay silent meanwhile.
 */
const SILENT_HOURS = 6;

const metricSilent: Watch = {
  metric: new Metric({
    namespace: SPEND_NAMESPACE,
    metricName: "SpendMetricSilentHours" satisfies SpendMetricName,
    statistic: Stats.MAXIMUM,
    period: EVERY,
  }),
  threshold: SILENT_HOURS,
  comparisonOperator: atLeast,
  ...lasting,
  // Nothing is published while the sum keeps up with the texts.
  ...silenceIsGood,
  name: "guard-metric-silent",
  meaning: `Texts have been sent for ${SILENT_HOURS} hours, and AWS has not told what they cost: alarms on money stay silent.`,
  first: "see whether a spend limit is reached that the guard does not know.",
  runbook: "pipeline-spend-guard.md",
};

/** Every five minutes: AWS's metrics in, figures that people understand out. */
export class SpendGuard extends Construct {
  readonly spend: NodeFunction;

  constructor(scope: Construct, id: string, props: SpendGuardProps) {
    super(scope, id);
    const { configuration, costOwner, defaults, operations, tables, tuning } = props;
    this.spend = new NodeFunction(this, "Spend", {
      defaults,
      configuration,
      name: "spend",
      description:
        "Says what texts cost, what the month will end at, and when the limit is reached",
      timeout: Duration.seconds(tuning.timeoutSeconds),
      memoryMb: tuning.memoryMb,
      // The next run does better than a late repetition of this one.
      retryAttempts: 0,
      environment: {
        ALARM_PREFIX: `${Stack.of(this).stackName}-`,
        COST_OWNER_TOPIC_ARN: costOwner.topicArn,
        ...(tables !== undefined && { STATE_TABLE: tables.state.tableName }),
      } satisfies SpendEnv,
    });
    this.#allow(tables);
    this.#schedule();
    operations.addAlarm(errors(this.spend), { scope: this, id: "Errors" });
    operations.addAlarm(notRunning(this.spend), { scope: this, id: "NotRunning" });
    operations.addAlarm(metricSilent, { scope: this, id: "MetricSilent" });
    publish(this, { SpendFunctionName: this.spend.function.functionName });
  }

  #allow(tables: Tables | undefined): void {
    const grantee = this.spend.role;
    const readActions = ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"];
    Grant.addToPrincipal({
      grantee,
      actions: [...readActions, "sns:GetSMSAttributes", "sms-voice:DescribeSpendLimits"],
      resourceArns: ["*"],
    });
    Grant.addToPrincipal({
      grantee,
      actions: ["cloudwatch:PutMetricData"],
      resourceArns: ["*"],
      conditions: { StringEquals: { "cloudwatch:namespace": SPEND_NAMESPACE } },
    });
    Validations.of(grantee).acknowledge({
      id: "AwsSolutions-IAM5[Resource::*]",
      reason: "metrics and an account's limits are no resources that a policy could name",
    });
    tables?.grantState(grantee, "GetItem", "PutItem");
  }

  /* A run that EventBridge cannot start is made up for by the next one: the alarm below tells when
     there is none, and no queue keeps what is worth nothing later. */
  #schedule(): void {
    const target = new LambdaFunction(this.spend.function, {
      retryAttempts: 2,
      maxEventAge: EVERY,
    });
    new Rule(this, "Schedule", {
      description: "When the spend guard looks at what texts cost",
      schedule: Schedule.rate(EVERY),
      targets: [target],
    });
  }
}
