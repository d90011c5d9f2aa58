import type { Template } from "aws-cdk-lib/assertions";

/** A resource as it stands in a template, as far as the posture reads it. */
export interface PlainResource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export type Resources = Readonly<Record<string, PlainResource>>;

export const resourcesIn = (template: Template): Resources =>
  (template.toJSON() as { readonly Resources: Resources }).Resources;

/** Lines by the thing that they are about; logical ids stand without their hashes. */
type Lines = Readonly<Record<string, readonly string[]>>;

/** All that decides who may do what, what is encrypted, and what is kept: of every resource. */
export interface Posture {
  /** What each role may do. */
  readonly roles: Lines;
  /** Who may take on each role, and what it has besides its one policy. */
  readonly trust: Lines;
  /** Policies of queues, topics, buckets and buses. */
  readonly resourcePolicies: Lines;
  /** Who may call functions. */
  readonly invokers: Lines;
  readonly encryption: Lines;
  /** Where goes what fails. */
  readonly deadLetters: Lines;
  /** What becomes of what holds data, when it is deleted and when it is replaced. */
  readonly removal: Lines;
}

const withoutHashes = (text: string): string => text.replace(/[0-9A-F]{8}(?![0-9A-Za-z])/g, "");

/** A value as one short text: references by the names of what they refer to. */
function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).sort().join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const {
    Ref: ref,
    "Fn::GetAtt": attribute,
    "Fn::Join": join,
    "Fn::ImportValue": imported,
  } = value as Readonly<Record<string, unknown>>;
  if (typeof ref === "string") return withoutHashes(ref);
  if (typeof imported === "string") return `import ${withoutHashes(imported)}`;
  if (Array.isArray(attribute)) return withoutHashes(attribute.join(".")).replace(/\.Arn$/, "");
  if (Array.isArray(join)) return (join[1] as readonly unknown[]).map(text).join(String(join[0]));
  return Object.entries(value)
    .map(([key, inner]) => `${key} ${text(inner)}`)
    .join(" and ");
}

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Principal?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

const listed = (value: unknown): string =>
  Array.isArray(value) && value.length > 1 ? text(value) : text([value].flat()[0]);

const READ_KEYS = ["Sid", "Effect", "Action", "Principal", "Resource", "Condition"];

/* Keys that are not read show up as they are: NotAction, NotPrincipal, NotResource. */
function statementText(statement: Statement): string {
  const { Effect, Action, Principal, Resource, Condition } = statement;
  const more = Object.entries(statement).filter(([key]) => !READ_KEYS.includes(key));
  const parts = [
    `${text(Effect)} ${listed(Action)}`,
    ...(Principal === undefined ? [] : [`to ${text(Principal)}`]),
    ...(Resource === undefined ? [] : [`on ${listed(Resource)}`]),
    ...(Condition === undefined ? [] : [`if ${text(Condition)}`]),
    ...(more.length === 0 ? [] : [`and ${text(Object.fromEntries(more))}`]),
  ];
  return parts.join(" ");
}

const statementsIn = (document: unknown): readonly string[] =>
  (document as { readonly Statement: readonly Statement[] }).Statement.map(statementText).sort();

type Reader = (id: string, properties: Readonly<Record<string, unknown>>) => readonly string[];

/** What a reader says of each resource of a type; one that says nothing is left out. */
function read(resources: Resources, readers: Readonly<Record<string, Reader>>): Lines {
  const lines = Object.entries(resources).flatMap(([id, { Type, Properties = {} }]) => {
    const found = readers[Type]?.(id, Properties) ?? [];
    return found.length === 0 ? [] : [[withoutHashes(id), found] as const];
  });
  return Object.fromEntries(lines);
}

const property = (name: string, value: unknown): readonly string[] =>
  value === undefined ? [] : [`${name} ${text(value)}`];

const properties = (from: Readonly<Record<string, unknown>>, ...names: readonly string[]) =>
  names.flatMap((name) => property(name, from[name]));

const policyOf =
  (attachedTo: string): Reader =>
  (_, { PolicyDocument, ...rest }) => [
    `of ${listed(rest[attachedTo])}`,
    ...statementsIn(PolicyDocument),
  ];

const targetsOf: Reader = (_, { Targets }) =>
  (Targets as readonly Readonly<Record<string, unknown>>[]).map(
    ({ Arn, DeadLetterConfig }) => `${text(Arn)} else ${text(DeadLetterConfig)}`,
  );

/** The type of whatever may have a policy of its own that no reader knows. */
const UNKNOWN_POLICIES =
  /^AWS::(IAM::(?!Role$|Policy$)|SecretsManager::(?!Secret$)|KMS::|Lambda::Url|.*Grant)/;

export function postureOf(resources: Resources): Posture {
  for (const { Type } of Object.values(resources)) {
    if (UNKNOWN_POLICIES.test(Type)) throw new Error(`${Type}: the posture does not know it`);
  }
  return {
    roles: read(resources, { "AWS::IAM::Policy": policyOf("Roles") }),
    trust: read(resources, {
      "AWS::IAM::Role": (_, { AssumeRolePolicyDocument, ...rest }) => [
        ...statementsIn(AssumeRolePolicyDocument),
        ...properties(rest, ...Object.keys(rest)),
      ],
    }),
    resourcePolicies: read(resources, {
      "AWS::SQS::QueuePolicy": policyOf("Queues"),
      "AWS::SNS::TopicPolicy": policyOf("Topics"),
      "AWS::S3::BucketPolicy": policyOf("Bucket"),
      "AWS::Events::EventBus": (_, { Policy }) => statementsIn(Policy),
    }),
    invokers: read(resources, {
      "AWS::Lambda::Permission": (_, all) => properties(all, ...Object.keys(all)),
    }),
    encryption: read(resources, {
      "AWS::SQS::Queue": (_, all) => [
        `SSE ${text(all.SqsManagedSseEnabled)}`,
        ...properties(all, "KmsMasterKeyId"),
      ],
      "AWS::SNS::Topic": (_, all) => properties(all, "KmsMasterKeyId"),
      "AWS::DynamoDB::Table": (_, all) => properties(all, "SSESpecification"),
      "AWS::Logs::LogGroup": (_, all) => properties(all, "KmsKeyId"),
      "AWS::Events::EventBus": (_, all) => properties(all, "KmsKeyIdentifier"),
      "AWS::Lambda::Function": (_, all) => properties(all, "KmsKeyArn"),
      "AWS::SecretsManager::Secret": (_, all) =>
        properties(all, "KmsKeyId", "ReplicaRegions", "GenerateSecretString"),
      "AWS::CloudTrail::Trail": (_, all) => properties(all, "KMSKeyId", "EnableLogFileValidation"),
      "AWS::S3::Bucket": (_, all) =>
        properties(all, "BucketEncryption", "PublicAccessBlockConfiguration", "AccessControl"),
    }),
    deadLetters: read(resources, {
      "AWS::SQS::Queue": (_, all) =>
        properties(all, "RedrivePolicy", "RedriveAllowPolicy", "MessageRetentionPeriod"),
      "AWS::Events::Rule": targetsOf,
      "AWS::Lambda::EventSourceMapping": (_, all) => [
        `${text(all.EventSourceArn)} to ${text(all.FunctionName)}`,
        ...properties(all, "DestinationConfig"),
      ],
      "AWS::Lambda::Function": (_, all) => properties(all, "DeadLetterConfig"),
      "AWS::Lambda::EventInvokeConfig": (_, all) => properties(all, "DestinationConfig"),
    }),
    removal: Object.fromEntries(
      Object.entries(resources).flatMap(
        ([id, { DeletionPolicy: deleted, UpdateReplacePolicy: replaced, Properties = {} }]) => {
          const found = [
            ...property("deleted", deleted),
            ...property("replaced", replaced),
            ...properties(
              Properties,
              "PointInTimeRecoverySpecification",
              "DeletionProtectionEnabled",
            ),
          ];
          return found.length === 0 ? [] : [[withoutHashes(id), found]];
        },
      ),
    ),
  };
}

const SECTIONS = [
  "roles",
  "trust",
  "resourcePolicies",
  "invokers",
  "encryption",
  "deadLetters",
  "removal",
] as const satisfies readonly (keyof Posture)[];

/** Where a template is not as it is written down, one line each: `+` it has and should not, `-` it lacks. */
export function departures(resources: Resources, expected: Posture): readonly string[] {
  const found = postureOf(resources);
  return SECTIONS.flatMap((section) => {
    const flat = (lines: Lines) =>
      Object.entries(lines).flatMap(([thing, own]) =>
        own.map((line) => `${section} ${thing}: ${line}`),
      );
    const [has, wants] = [flat(found[section]), flat(expected[section])];
    return [
      ...has.filter((line) => !wants.includes(line)).map((line) => `+ ${line}`),
      ...wants.filter((line) => !has.includes(line)).map((line) => `- ${line}`),
      ...(has.length > new Set(has).size ? [`+ ${section}: something stands twice`] : []),
    ];
  });
}
