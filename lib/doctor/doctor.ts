import { Aws, Duration, Stack, Validations } from "aws-cdk-lib";
import { Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Grant } from "aws-cdk-lib/aws-iam";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { HEALTH_ACTIONS, type HealthAction } from "../../lambda/adapters/aws/health/ask";
import type { DoctorConfig } from "../../lambda/core/health/doctor-config";
import type { DoctorEnv } from "../../lambda/doctor/env";
import { version } from "../../package.json";
import type { DeployConfig } from "../config";
import { type FunctionDefaults, NodeFunction } from "../constructs/node-function";
import type { Operations } from "../constructs/operations";
import { publish } from "../constructs/outputs";
import type { Tables } from "../constructs/tables";
import { atLeast, silenceIsGood, type Watch } from "../constructs/watches";

export interface DoctorProps {
  readonly operations: Operations;
  readonly defaults: FunctionDefaults;
  readonly tables: Tables;
  readonly undelivered: IQueue;
  /** Who hears what turned bad, and who what was learned. */
  readonly pipeline: ITopic;
  readonly onCall: ITopic;
  readonly config: DeployConfig;
}

const EVERY = Duration.days(1);
const SPEND = "SmsPumpingSpend";
const PROTECT = "SmsPumpingProtect";

/** A run and its two repetitions take a few minutes: two failures are no passing trouble. */
const errors = ({ function: doctor }: NodeFunction): Watch => ({
  metric: doctor.metricErrors({ period: Duration.hours(1), statistic: Stats.SUM }),
  threshold: 2,
  comparisonOperator: atLeast,
  evaluationPeriods: 1,
  ...silenceIsGood,
  name: "doctor-errors",
  meaning: "The daily checks keep failing: nobody hears of gaps in the protection.",
  first: "read the last ERROR in the function's log, and run smspump doctor.",
  runbook: "pipeline-errors.md",
});

const arn = (service: string, resource: string): string =>
  `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;

const configurationOf = (config: DeployConfig): DoctorConfig => ({
  detector: config.detector,
  version,
  addresses: {
    "on-call": config.onCallEmails,
    "cost-owner": config.costOwnerEmails,
    pipeline: config.pipelineEmails,
    drills: config.drillEmails,
  },
  spend: SPEND,
  protect: PROTECT,
  otherRegions: config.spendRegions,
  ...(config.detector.dashboardUrl !== undefined && {
    dashboardUrl: config.detector.dashboardUrl,
  }),
  ...(config.allowedCountries !== undefined && {
    countries: { countries: config.allowedCountries, mode: config.protectMode },
  }),
});

type Narrowed = readonly (readonly [
  actions: readonly HealthAction[],
  resources: readonly string[],
])[];

/** What can be limited to the stack's own resources, or to one kind. */
const narrowed = (stackName: string): Narrowed => [
  [
    ["events:DescribeRule", "events:ListTargetsByRule"],
    [arn("events", `rule/${stackName}-*`), arn("events", `rule/*/${stackName}-*`)],
  ],
  [["sns:ListSubscriptionsByTopic"], [arn("sns", `${stackName}-*`), arn("sns", `${SPEND}-*`)]],
  [
    [
      "cognito-idp:DescribeUserPool",
      "cognito-idp:GetUserPoolMfaConfig",
      "cognito-idp:GetWebACLForResource",
      "cognito-idp:ListUserPoolClients",
    ],
    [arn("cognito-idp", "userpool/*")],
  ],
];

/** Each day: looks at the account as `smspump doctor` does, and tells what turned bad. */
export class Doctor extends Construct {
  readonly doctor: NodeFunction;

  constructor(scope: Construct, id: string, props: DoctorProps) {
    super(scope, id);
    const { operations, defaults, tables, pipeline, onCall, config } = props;
    this.doctor = new NodeFunction(this, "Doctor", {
      defaults,
      configuration: configurationOf(config),
      name: "doctor",
      description: "Checks each day whether the account is protected, and tells what turned bad",
      timeout: Duration.minutes(10),
      memoryMb: 256,
      environment: {
        STATE_TABLE: tables.state.tableName,
        PIPELINE_TOPIC_ARN: pipeline.topicArn,
        ON_CALL_TOPIC_ARN: onCall.topicArn,
        DETECTION_STACK: Stack.of(this).stackName,
      } satisfies DoctorEnv,
    });
    this.#allow(props);
    this.#schedule(props);
    operations.addAlarm(errors(this.doctor));
    publish(this, { DoctorFunctionName: this.doctor.function.functionName });
  }

  #allow({ tables, pipeline, onCall }: DoctorProps): void {
    const grantee = this.doctor.role;
    tables.grantState(grantee, "GetItem", "PutItem", "Query", "UpdateItem");
    const resourceArns = [pipeline.topicArn, onCall.topicArn];
    Grant.addToPrincipal({ grantee, actions: ["sns:Publish"], resourceArns });
    const own = narrowed(Stack.of(this).stackName);
    for (const [actions, resources] of own) {
      Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [...resources] });
    }
    const taken: readonly string[] = ["dynamodb:Query", ...own.flatMap(([actions]) => actions)];
    const others = HEALTH_ACTIONS.filter((action) => !taken.includes(action));
    Grant.addToPrincipal({ grantee, actions: others, resourceArns: ["*"] });
    this.#acknowledge(["*", ...own.flatMap(([, resources]) => resources)]);
  }

  #acknowledge(resources: readonly string[]): void {
    const reason =
      "reads trails, limits, alarms, stacks and user pools of the account, whose names only AWS knows";
    const named = resources.map((each) =>
      each
        .replace(Aws.PARTITION, "<AWS::Partition>")
        .replace(Aws.REGION, "<AWS::Region>")
        .replace(Aws.ACCOUNT_ID, "<AWS::AccountId>"),
    );
    Validations.of(this.doctor.role).acknowledge(
      ...named.map((each) => ({ id: `AwsSolutions-IAM5[Resource::${each}]`, reason })),
    );
  }

  #schedule({ undelivered }: DoctorProps): void {
    const target = new LambdaFunction(this.doctor.function, {
      deadLetterQueue: undelivered,
      retryAttempts: 2,
      maxEventAge: Duration.hours(2),
    });
    new Rule(this, "Schedule", {
      description: "When the detector checks whether the account is protected",
      schedule: Schedule.rate(EVERY),
      targets: [target],
    });
  }
}
