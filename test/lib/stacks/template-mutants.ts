import type { Resources } from "../posture";

export type MutantKind = "IAM" | "encryption" | "dead letters" | "removal";

/** A template with one change for the worse. */
export interface TemplateMutant {
  readonly change: string;
  readonly mutant: () => Resources;
}

type Node = Record<string, unknown>;
type Path = readonly (string | number)[];

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

const at = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>((node, key) => (isNode(node) ? node[key] : undefined), root);

/** All places of a template that have a key, with their paths. */
function placesWith(key: string, node: unknown, path: Path = []): readonly Path[] {
  if (!isNode(node)) return [];
  const inner = Object.entries(node).flatMap(([name, value]) =>
    placesWith(key, value, [...path, name]),
  );
  return key in node ? [path, ...inner] : inner;
}

/** Changes a copy at a path; a value of `undefined` takes the key away. */
function mutant(resources: Resources, path: Path, value: unknown): TemplateMutant {
  const shown = value === undefined ? "gone" : JSON.stringify(value);
  return {
    change: `${path.join(".")}: ${shown}`,
    mutant: () => {
      const copy = structuredClone(resources);
      const parent = at(copy, path.slice(0, -1)) as Node | unknown[];
      const key = path.at(-1)!;
      if (Array.isArray(parent) && value === undefined) parent.splice(Number(key), 1);
      else if (value === undefined) Reflect.deleteProperty(parent, key);
      else (parent as Node)[key] = value;
      return copy;
    },
  };
}

/** Those of the values that differ from what is there. */
const others = (resources: Resources, path: Path, ...values: readonly unknown[]) =>
  values
    .filter((value) => JSON.stringify(value) !== JSON.stringify(at(resources, path)))
    .map((value) => mutant(resources, path, value));

const withOneMore = (value: unknown, more: unknown): readonly unknown[] => [
  ...[value].flat(),
  more,
];

/** Less of a condition: one operator, one key or one value's meaning at a time. */
function conditionMutants(resources: Resources, path: Path): readonly TemplateMutant[] {
  const condition = at(resources, path);
  if (!isNode(condition)) return [];
  return [
    mutant(resources, path, undefined),
    ...Object.entries(condition).flatMap(([operator, keys]) => [
      ...others(resources, [...path, operator], undefined),
      ...Object.keys(keys as Node).flatMap((key) =>
        others(resources, [...path, operator, key], undefined, "*", "other"),
      ),
    ]),
  ];
}

function statementMutants(resources: Resources, path: Path): readonly TemplateMutant[] {
  const { Effect, Action, Resource, Principal } = at(resources, path) as Node;
  const own = (key: string): Path => [...path, key];
  return [
    mutant(resources, path, undefined),
    ...others(resources, own("Effect"), Effect === "Allow" ? "Deny" : "Allow"),
    ...others(resources, own("Action"), "*", withOneMore(Action, "s3:GetObject")),
    ...(Array.isArray(Action)
      ? Action.map((_, i) => mutant(resources, [...own("Action"), i], undefined))
      : []),
    ...(Resource === undefined
      ? []
      : others(resources, own("Resource"), "*", withOneMore(Resource, "arn:aws:s3:::other"))),
    ...(Principal === undefined
      ? []
      : others(resources, own("Principal"), "*", { AWS: "*" }, { Service: "ec2.amazonaws.com" })),
    ...conditionMutants(resources, own("Condition")),
  ];
}

const byType = (resources: Resources, type: string): readonly (readonly [string, Node])[] =>
  Object.entries(resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties = {} }]) => [id, Properties] as const);

function iamMutants(resources: Resources): readonly TemplateMutant[] {
  const more = (type: string, key: string, ...values: readonly unknown[]) =>
    byType(resources, type).flatMap(([id]) =>
      others(resources, [id, "Properties", key], ...values),
    );
  return [
    ...placesWith("Effect", resources).flatMap((path) => statementMutants(resources, path)),
    ...more("AWS::IAM::Role", "ManagedPolicyArns", ["arn:aws:iam::aws:policy/AdministratorAccess"]),
    ...more("AWS::IAM::Role", "Policies", [{ PolicyName: "more", PolicyDocument: {} }]),
    ...more("AWS::IAM::Policy", "Roles", ["another"]),
    ...more("AWS::SQS::QueuePolicy", "Queues", ["another"]),
    ...more("AWS::SNS::TopicPolicy", "Topics", ["another"]),
    ...more("AWS::S3::BucketPolicy", "Bucket", "another"),
    ...more("AWS::Events::EventBus", "Policy", { Statement: [] }),
    ...more("AWS::Lambda::Permission", "Principal", "*", "s3.amazonaws.com"),
    ...more("AWS::Lambda::Permission", "SourceArn", undefined, "arn:aws:events:::rule/other"),
    ...more("AWS::Lambda::Permission", "Action", "lambda:*"),
  ];
}

function encryptionMutants(resources: Resources): readonly TemplateMutant[] {
  const each = (type: string, keys: Path, ...values: readonly unknown[]) =>
    byType(resources, type).flatMap(([id]) =>
      others(resources, [id, "Properties", ...keys], ...values),
    );
  return [
    ...each("AWS::SQS::Queue", ["SqsManagedSseEnabled"], undefined, false),
    ...each("AWS::SQS::Queue", ["KmsMasterKeyId"], "alias/aws/sqs"),
    ...each("AWS::SNS::Topic", ["KmsMasterKeyId"], "alias/aws/sns"),
    ...each("AWS::DynamoDB::Table", ["SSESpecification"], { SSEEnabled: false }),
    ...each("AWS::Logs::LogGroup", ["KmsKeyId"], "key"),
    ...each("AWS::CloudTrail::Trail", ["EnableLogFileValidation"], undefined, false),
    ...each("AWS::S3::Bucket", ["BucketEncryption"], undefined),
    ...each("AWS::S3::Bucket", ["AccessControl"], "PublicRead"),
    ...each("AWS::S3::Bucket", ["PublicAccessBlockConfiguration"], undefined),
    ...placesWith("BlockPublicAcls", resources).flatMap((path) =>
      Object.keys(at(resources, path) as Node).flatMap((key) =>
        others(resources, [...path, key], undefined, false),
      ),
    ),
    ...placesWith("SSEAlgorithm", resources).flatMap((path) =>
      others(resources, [...path, "SSEAlgorithm"], undefined, "aws:kms"),
    ),
  ];
}

function deadLetterMutants(resources: Resources): readonly TemplateMutant[] {
  const each = (key: string, ...values: readonly unknown[]) =>
    placesWith(key, resources).flatMap((path) => others(resources, [...path, key], ...values));
  return [
    ...each("RedrivePolicy", undefined),
    ...each("maxReceiveCount", undefined, 1),
    ...each("deadLetterTargetArn", undefined, "arn:aws:sqs:::other"),
    ...each("MessageRetentionPeriod", undefined, 60),
    ...each("DeadLetterConfig", undefined, { Arn: "arn:aws:sqs:::other" }),
    ...each("DestinationConfig", undefined, {}),
    ...each("EventSourceArn", "arn:aws:sqs:::other"),
    ...byType(resources, "AWS::Events::Rule").flatMap(([id]) => [
      ...others(resources, [id, "Properties", "Targets", 0, "Arn"], "arn:aws:sqs:::other"),
      ...others(resources, [id, "Properties", "Targets", 0, "DeadLetterConfig"], { Arn: "other" }),
      ...others(resources, [id, "Properties", "Targets"], []),
    ]),
  ];
}

const removalMutants = (resources: Resources): readonly TemplateMutant[] => [
  ...Object.keys(resources).flatMap((id) =>
    ["DeletionPolicy", "UpdateReplacePolicy"].flatMap((key) =>
      others(resources, [id, key], undefined, "Delete", "Retain", "Snapshot"),
    ),
  ),
  ...placesWith("PointInTimeRecoveryEnabled", resources).flatMap((path) =>
    others(resources, [...path, "PointInTimeRecoveryEnabled"], undefined, false),
  ),
];

/** Every change for the worse, one at a time. */
export const templateMutants = (
  resources: Resources,
): Readonly<Record<MutantKind, readonly TemplateMutant[]>> => ({
  IAM: iamMutants(resources),
  encryption: encryptionMutants(resources),
  "dead letters": deadLetterMutants(resources),
  removal: removalMutants(resources),
});
