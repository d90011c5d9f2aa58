import { type Answer, type Asked, standIn, type StandIn } from "./http-stand-in";

/** A stack as CloudFormation knows it. */
export interface AccountStack {
  readonly name: string;
  readonly region: string;
  readonly status?: string;
  readonly outputs?: Readonly<Record<string, string>>;
}

/** What is in an account, and what it refuses. Each may change between two requests. */
export interface Account {
  stacks: readonly AccountStack[];
  /** ARNs of subscriptions, or what SNS writes in their place, by topic. */
  subscriptions: Readonly<Record<string, readonly string[]>>;
  /** Actions that are not allowed. */
  denied: readonly string[];
  /** How many requests are still answered with Throttling. */
  throttled: number;
  /** Each request as `service:Action region key`. */
  readonly requests: string[];
}

const PAGE = 2;
const XML = { "content-type": "text/xml" };

const failure = (status: number, code: string, message: string): Answer => ({
  status,
  headers: XML,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
});

const success = (action: string, result: string): Answer => ({
  status: 200,
  headers: XML,
  body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
});

/** A page of two in a list, and the token of the next one: AWS never tells everything at once. */
function page<T>(
  list: string,
  all: readonly T[],
  token: string | null,
  show: (item: T) => string,
): string {
  const from = Number(token ?? 0);
  const more = from + PAGE < all.length ? `<NextToken>${from + PAGE}</NextToken>` : "";
  return `<${list}>${all
    .slice(from, from + PAGE)
    .map(show)
    .join("")}</${list}>${more}`;
}

const member = (fields: Readonly<Record<string, string>>): string =>
  `<member>${Object.entries(fields)
    .map(([key, value]) => `<${key}>${value}</${key}>`)
    .join("")}</member>`;

const DATE = "2026-11-01T00:00:00Z";

function describeStacks({ stacks }: Account, region: string, name: string): Answer {
  const stack = stacks.find((each) => each.name === name && each.region === region);
  if (stack === undefined) {
    return failure(400, "ValidationError", `Stack with id ${name} does not exist`);
  }
  const outputs = Object.entries(stack.outputs ?? {}).map(([OutputKey, OutputValue]) =>
    member({ OutputKey, OutputValue }),
  );
  return success(
    "DescribeStacks",
    `<Stacks>${member({
      StackName: name,
      CreationTime: DATE,
      StackStatus: stack.status ?? "CREATE_COMPLETE",
      ...(outputs.length > 0 && { Outputs: outputs.join("") }),
    })}</Stacks>`,
  );
}

function answerOf(account: Account, region: string, form: URLSearchParams): Answer {
  const action = form.get("Action") ?? "";
  const token = form.get("NextToken");
  switch (action) {
    case "DescribeStacks":
      return describeStacks(account, region, form.get("StackName") ?? "");
    case "ListStacks": {
      const here = account.stacks.filter((stack) => stack.region === region);
      const list = page("StackSummaries", here, token, ({ name, status = "CREATE_COMPLETE" }) =>
        member({ StackName: name, StackStatus: status, CreationTime: DATE }),
      );
      return success(action, list);
    }
    case "ListSubscriptionsByTopic": {
      const arns = account.subscriptions[form.get("TopicArn") ?? ""];
      if (arns === undefined) return failure(404, "NotFound", "Topic does not exist");
      const list = page("Subscriptions", arns, token, (SubscriptionArn) =>
        member({ SubscriptionArn }),
      );
      return success(action, list);
    }
    default:
      return failure(400, "InvalidAction", `no such action: ${action}`);
  }
}

/** EventBridge and DynamoDB name their operation in a header; both hold nothing. */
const EMPTY: Readonly<Record<string, object>> = {
  DescribeEventBus: { Name: "findings" },
  PutEvents: { FailedEntryCount: 0, Entries: [] },
  Query: { Items: [], Count: 0 },
  GetItem: {},
};

/** What signs a request: its key, Region and service. */
function scopeOf({ headers }: Asked): readonly [string, string, string] {
  const found = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? "");
  const [, key = "", region = "", service = ""] = found ?? [];
  return [key, region, service];
}

function answerTo(account: Account, asked: Asked): Answer {
  const [key, region, service] = scopeOf(asked);
  const target = String(asked.headers["x-amz-target"] ?? "").split(".")[1];
  const form = new URLSearchParams(asked.body.toString("utf8"));
  const action = target ?? form.get("Action") ?? "";
  account.requests.push(`${service}:${action} ${region} ${key}`);
  if (account.throttled > 0) {
    account.throttled--;
    return failure(400, "Throttling", "Rate exceeded");
  }
  if (account.denied.includes(action)) {
    return failure(
      403,
      "AccessDenied",
      `User: arn:aws:iam::1:user/ana is not authorized: ${action}`,
    );
  }
  return target === undefined
    ? answerOf(account, region, form)
    : { status: 200, body: EMPTY[target] ?? {} };
}

/**
 * A stand-in for CloudFormation and SNS (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html),
 * with pages of two, refusals and throttling.
 */
export async function awsAccount(): Promise<{
  readonly account: Account;
  readonly server: StandIn;
}> {
  const account: Account = {
    stacks: [],
    subscriptions: {},
    denied: [],
    throttled: 0,
    requests: [],
  };
  return { account, server: await standIn((asked) => answerTo(account, asked)) };
}
