import { type Asked, type Answer, standIn, type StandIn } from "./http-stand-in";

/** A stack as CloudFormation has it. */
interface Stack {
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Physical ids and types by logical id. */
  readonly resources: Readonly<Record<string, readonly [physicalId: string, type: string]>>;
}

interface Trail {
  readonly arn: string;
  readonly isLogging: boolean;
  readonly advanced?: readonly object[];
  readonly basic?: readonly object[];
}

/** What one Region of an account holds, in the services' own words. */
export interface Region {
  readonly stacks: Readonly<Record<string, Stack>>;
  readonly trails: readonly Trail[];
  /** State and number of targets by `bus|name`, or by the name of a rule on the default bus. */
  readonly rules: Readonly<Record<string, readonly [state: string, targets: number]>>;
  readonly subscriptions: Readonly<Record<string, readonly object[]>>;
  readonly alarms: readonly Readonly<Record<string, unknown>>[];
  /** Epoch seconds and value, by `namespace name dimension=value …`. */
  readonly metrics: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly smsAttributes: Readonly<Record<string, string>>;
  readonly spendLimits: readonly object[];
  readonly accountAttributes: Readonly<Record<string, string>>;
  /** Statuses by country, by `configuration capability`. */
  readonly countryRules: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pools: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly poolMfa: Readonly<Record<string, object>>;
  readonly poolClients: Readonly<Record<string, readonly string[]>>;
  readonly webAcls: Readonly<Record<string, string>>;
  /** Event names by event source, the newest first. */
  readonly history: Readonly<Record<string, readonly string[]>>;
  readonly items: readonly Readonly<Record<string, Readonly<Record<string, string>>>>[];
}

/** How AWS behaves beyond answering. */
export interface Manners {
  /** IAM actions that are refused. */
  readonly denied?: readonly string[];
  /** Actions of the API whose first call is throttled. */
  readonly throttled?: readonly string[];
}

type Input = Readonly<Record<string, unknown>>;

/** A service's error, by its name. */
class Fault extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** One entry a page, so that whoever reads the first page only misses the rest. */
function page<T>(
  all: readonly T[],
  token: unknown,
): { readonly one: readonly T[]; readonly next?: string } {
  const start = typeof token === "string" ? Number(token) : 0;
  const isMore = start + 1 < all.length;
  return { one: all.slice(start, start + 1), ...(isMore && { next: String(start + 1) }) };
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function stackOf({ stacks }: Region, name: unknown): Stack & { readonly name: string } {
  const stack = stacks[text(name)];
  // CloudFormation has no error of its own for this.
  if (stack === undefined) {
    throw new Fault("ValidationError", `Stack with id ${text(name)} does not exist`);
  }
  return { ...stack, name: text(name) };
}

const ruleKey = ({ Name, Rule, EventBusName }: Input): string =>
  [EventBusName, Name ?? Rule].flatMap((part) => (part === undefined ? [] : text(part))).join("|");

function ruleOf({ rules }: Region, input: Input): readonly [string, number] {
  const rule = rules[ruleKey(input)];
  if (rule === undefined) throw new Fault("ResourceNotFoundException", "Rule does not exist.");
  return rule;
}

interface MetricQuery {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
    };
  };
}

function metricResult({ metrics }: Region, { Id, MetricStat }: MetricQuery, input: Input): object {
  const { Namespace, MetricName, Dimensions = [] } = MetricStat.Metric;
  const name = [
    Namespace,
    MetricName,
    ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort(),
  ].join(" ");
  const points = (metrics[name] ?? []).filter(
    ([at]) => at >= Number(input.StartTime) && at < Number(input.EndTime),
  );
  return {
    Id,
    StatusCode: "Complete",
    Timestamps: points.map(([at]) => at),
    Values: points.map(([, value]) => value),
  };
}

type Service = readonly [
  iamAction: string,
  protocol: "json" | "xml",
  answer: (region: Region, input: Input) => object,
];

const xml = true;
const service = (
  iamAction: string,
  answer: (region: Region, input: Input) => object,
  isXml = false,
): Service => [iamAction, isXml ? "xml" : "json", answer];

/** What is understood, by the action's name. Whatever writes is not. */
const SERVICES: Readonly<Record<string, Service>> = {
  DescribeStacks: service(
    "cloudformation:DescribeStacks",
    (region, { StackName }) => {
      const { name, status, outputs } = stackOf(region, StackName);
      return {
        Stacks: [
          {
            StackName: name,
            StackId: `arn:aws:cloudformation:eu-west-1:111122223333:stack/${name}/1`,
            StackStatus: status,
            CreationTime: "2026-11-01T00:00:00Z",
            Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({
              OutputKey,
              OutputValue,
            })),
          },
        ],
      };
    },
    xml,
  ),
  ListStackResources: service(
    "cloudformation:ListStackResources",
    (region, { StackName, NextToken }) => {
      const all = Object.entries(stackOf(region, StackName).resources);
      const { one, next } = page(all, NextToken);
      return {
        NextToken: next,
        StackResourceSummaries: one.map(([LogicalResourceId, [PhysicalResourceId, type]]) => ({
          LogicalResourceId,
          PhysicalResourceId,
          ResourceType: type,
          ResourceStatus: "CREATE_COMPLETE",
          LastUpdatedTimestamp: "2026-11-01T00:00:00Z",
        })),
      };
    },
    xml,
  ),
  DescribeRule: service("events:DescribeRule", (region, input) => {
    const [State] = ruleOf(region, input);
    return { Name: input.Name, State };
  }),
  ListTargetsByRule: service("events:ListTargetsByRule", (region, input) => {
    const [, targets] = ruleOf(region, input);
    return { Targets: Array.from({ length: targets }, (_, i) => ({ Id: `t${i}`, Arn: "arn" })) };
  }),
  ListSubscriptionsByTopic: service(
    "sns:ListSubscriptionsByTopic",
    ({ subscriptions }, { TopicArn, NextToken }) => {
      const { one, next } = page(subscriptions[text(TopicArn)] ?? [], NextToken);
      return { Subscriptions: one, NextToken: next };
    },
    xml,
  ),
  GetSMSAttributes: service(
    "sns:GetSMSAttributes",
    ({ smsAttributes }) => ({ attributes: new Map(Object.entries(smsAttributes)) }),
    xml,
  ),
  DescribeAlarms: service(
    "cloudwatch:DescribeAlarms",
    ({ alarms }, { AlarmNamePrefix, NextToken }) => {
      const wanted = alarms.filter(({ AlarmName }) =>
        text(AlarmName).startsWith(text(AlarmNamePrefix)),
      );
      const { one, next } = page(wanted, NextToken);
      const isComposite = one.some((alarm) => "AlarmRule" in alarm);
      return { [isComposite ? "CompositeAlarms" : "MetricAlarms"]: one, NextToken: next };
    },
  ),
  GetMetricData: service("cloudwatch:GetMetricData", (region, input) => {
    const { one, next } = page(input.MetricDataQueries as readonly MetricQuery[], input.NextToken);
    return {
      MetricDataResults: one.map((query) => metricResult(region, query, input)),
      NextToken: next,
    };
  }),
  DescribeTrails: service("cloudtrail:DescribeTrails", ({ trails }) => ({
    trailList: trails.map(({ arn }) => ({ Name: arn.split("/")[1], TrailARN: arn })),
  })),
  GetTrailStatus: service("cloudtrail:GetTrailStatus", ({ trails }, { Name }) => ({
    IsLogging: trails.find(({ arn }) => arn === Name)?.isLogging,
  })),
  GetEventSelectors: service("cloudtrail:GetEventSelectors", ({ trails }, { TrailName }) => {
    const trail = trails.find(({ arn }) => arn === TrailName);
    return { AdvancedEventSelectors: trail?.advanced, EventSelectors: trail?.basic };
  }),
  LookupEvents: service("cloudtrail:LookupEvents", ({ history }, input) => {
    const [attribute] = input.LookupAttributes as readonly { readonly AttributeValue: string }[];
    const { one, next } = page(history[attribute?.AttributeValue ?? ""] ?? [], input.NextToken);
    const Events = one.map((EventName) => ({ EventName, EventTime: Number(input.EndTime) - 60 }));
    return { Events, NextToken: next };
  }),
  ListUserPools: service("cognito-idp:ListUserPools", ({ pools }, { NextToken }) => {
    const { one, next } = page(Object.keys(pools), NextToken);
    return { UserPools: one.map((Id) => ({ Id })), NextToken: next };
  }),
  DescribeUserPool: service("cognito-idp:DescribeUserPool", ({ pools }, { UserPoolId }) => ({
    UserPool: pools[text(UserPoolId)],
  })),
  GetUserPoolMfaConfig: service(
    "cognito-idp:GetUserPoolMfaConfig",
    ({ poolMfa }, { UserPoolId }) => poolMfa[text(UserPoolId)] ?? {},
  ),
  ListUserPoolClients: service(
    "cognito-idp:ListUserPoolClients",
    ({ poolClients }, { UserPoolId, NextToken }) => {
      const { one, next } = page(poolClients[text(UserPoolId)] ?? [], NextToken);
      return { UserPoolClients: one.map((ClientId) => ({ ClientId })), NextToken: next };
    },
  ),
  GetWebACLForResource: service("wafv2:GetWebACLForResource", ({ webAcls }, { ResourceArn }) => {
    const ARN = webAcls[text(ResourceArn)];
    return ARN === undefined ? {} : { WebACL: { ARN, Name: "acl", Id: "1" } };
  }),
  DescribeSpendLimits: service(
    "sms-voice:DescribeSpendLimits",
    ({ spendLimits }, { NextToken }) => {
      const { one, next } = page(spendLimits, NextToken);
      return { SpendLimits: one, NextToken: next };
    },
  ),
  DescribeAccountAttributes: service(
    "sms-voice:DescribeAccountAttributes",
    ({ accountAttributes }, { NextToken }) => {
      const { one, next } = page(Object.entries(accountAttributes), NextToken);
      return { AccountAttributes: one.map(([Name, Value]) => ({ Name, Value })), NextToken: next };
    },
  ),
  GetProtectConfigurationCountryRuleSet: service(
    "sms-voice:GetProtectConfigurationCountryRuleSet",
    ({ countryRules }, { ProtectConfigurationId, NumberCapability }) => {
      const rules = countryRules[`${text(ProtectConfigurationId)} ${text(NumberCapability)}`];
      if (rules === undefined) throw new Fault("ValidationException", "not in this Region");
      const all = Object.entries(rules).map(([code, ProtectStatus]) => [code, { ProtectStatus }]);
      return { CountryRuleSet: Object.fromEntries(all) as object };
    },
  ),
  Query: service("dynamodb:Query", ({ items }, { ExpressionAttributeValues }) => {
    const values = ExpressionAttributeValues as Readonly<Record<string, { readonly S: string }>>;
    const [first, last] = [values[":first"]?.S ?? "", values[":last"]?.S ?? "~"];
    const sortKey = (item: Region["items"][number]): string => item.sk?.S ?? "";
    return {
      Items: items.filter(
        (item) =>
          item.pk?.S === values[":pk"]?.S && sortKey(item) >= first && sortKey(item) <= last,
      ),
    };
  }),
};

const escaped = (value: unknown): string =>
  String(value).replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function toXml(value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => `<member>${toXml(each)}</member>`).join("");
  if (value instanceof Map) {
    return [...value]
      .map(([key, each]) => `<entry><key>${key}</key><value>${toXml(each)}</value></entry>`)
      .join("");
  }
  if (typeof value !== "object" || value === null) return escaped(value);
  return Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => `<${key}>${toXml(each)}</${key}>`)
    .join("");
}

interface Call {
  readonly action: string;
  readonly region: string;
  readonly input: Input;
}

/** The Region stands in the signature, as AWS reads it. */
function callOf({ headers, body }: Asked): Call {
  const content = body.toString("utf8");
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "";
  const target = headers["x-amz-target"];
  if (typeof target === "string") {
    return { action: target.split(".").at(-1) ?? "", region, input: JSON.parse(content) as Input };
  }
  const form = Object.fromEntries(new URLSearchParams(content));
  return { action: form.Action ?? "", region, input: form };
}

function answerXml(action: string, result: object): Answer {
  const body = `<${action}Response><${action}Result>${toXml(result)}</${action}Result></${action}Response>`;
  return { status: 200, headers: { "content-type": "text/xml" }, body };
}

function refusal({ code, message, status }: Fault, isXml: boolean): Answer {
  if (!isXml) return { status, body: { __type: code, message } };
  const error = { Error: { Type: "Sender", Code: code, Message: message } };
  return {
    status,
    headers: { "content-type": "text/xml" },
    body: `<ErrorResponse>${toXml(error)}</ErrorResponse>`,
  };
}

const deniedName = (iamAction: string, isXml: boolean): string => {
  if (iamAction.startsWith("sns:")) return "AuthorizationError";
  return isXml ? "AccessDenied" : "AccessDeniedException";
};

export interface AwsAccount extends StandIn {
  /** IAM actions that were asked for, each once, in order. */
  readonly asked: () => readonly string[];
}

/**
 * An account of AWS, over HTTP and in the services' own protocols, for whoever only reads it: every
 * list has one entry a page, calls are refused and throttled as told, Regions are apart.
 */
export async function awsAccount(
  regions: Readonly<Record<string, Region>>,
  { denied = [], throttled = [] }: Manners = {},
): Promise<AwsAccount> {
  const asked = new Set<string>();
  const toThrottle = new Set(throttled);
  const respond = (request: Asked): Answer => {
    const { action, region: name, input } = callOf(request);
    const [iamAction, protocol, answer] = SERVICES[action] ?? [];
    if (iamAction === undefined || answer === undefined) {
      return { status: 500, body: { __type: "UnknownOperationException", message: action } };
    }
    const isXml = protocol === "xml";
    asked.add(iamAction);
    if (toThrottle.delete(action)) {
      return refusal(new Fault("ThrottlingException", "Rate exceeded"), isXml);
    }
    if (denied.includes(iamAction)) {
      const code = deniedName(iamAction, isXml);
      return refusal(new Fault(code, `not authorized to perform: ${iamAction}`, 403), isXml);
    }
    const region = regions[name];
    try {
      if (region === undefined)
        throw new Fault("ValidationError", `no Region ${name}: it does not exist`);
      const result = answer(region, input);
      return isXml ? answerXml(action, result) : { status: 200, body: result };
    } catch (error) {
      if (error instanceof Fault) return refusal(error, isXml);
      throw error;
    }
  };
  const server = await standIn(respond);
  return { ...server, asked: () => [...asked] };
}
