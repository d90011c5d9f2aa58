import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseConfig } from "../../lambda/core/config";
import { parseRecord } from "../../lambda/core/sources";
import {
  cognitoCall,
  eventBridge,
  publishToNumber,
  TOPIC_ARN,
  type CloudTrailRecord,
} from "../support/records";
import {
  connect,
  DescribeAlarmsCommand,
  eventually,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListRulesCommand,
  QueryCommand,
  SetAlarmStateCommand,
  TestEventPatternCommand,
  UpdateFunctionConfigurationCommand,
  type Cloud,
  type Mail,
} from "./cloud";
import { deploy, type Outputs } from "./deployment";
import { startEmulator, type Emulator } from "./emulator";

const FIXTURES = join(__dirname, "..", "fixtures", "cloudtrail");
const MINUTE_MS = 60_000;
const DRILL_CLIENT = "smspump-drill-client";

const run = promisify(execFile);

let emulator: Emulator;
let outputs: Outputs;
let outputsFile: string;
let cloud: Cloud;
let onCall: () => Promise<readonly Mail[]>;
let drills: () => Promise<readonly Mail[]>;
let costOwner: () => Promise<readonly Mail[]>;

const output = (name: string): string => outputs.SmsPumpingDetection?.[name] ?? "";
const about = (mails: readonly Mail[], text: string): readonly Mail[] =>
  mails.filter(({ subject, body }) => subject.includes(text) || body.includes(text));

const envelopes = (records: readonly CloudTrailRecord[]): string[] =>
  records.map((record) => JSON.stringify(eventBridge(record)));

/** The first validation test: 15 publishes to one number in 5 seconds. */
const publishBurst = (): CloudTrailRecord[] => {
  const start = Date.now() - MINUTE_MS;
  return Array.from({ length: 15 }, (_, i) =>
    publishToNumber({
      at: start + i * 333,
      ip: "198.51.100.23",
      user: "deploy-bot",
      id: `pub-${start}-${i}`,
    }),
  );
};

/** The second: 20 ForgotPassword calls in 10 seconds, throttled after the fifth. */
const forgotPasswordFlood = (ip: string, label: string): CloudTrailRecord[] => {
  const start = Date.now() - MINUTE_MS;
  return Array.from({ length: 20 }, (_, i) =>
    cognitoCall({
      at: start + i * 500,
      ip,
      id: `${label}-${start}-${i}`,
      action: "ForgotPassword",
      outcome: i < 5 ? "success" : "throttled",
      clientId: `client${label}`,
    }),
  );
};

beforeAll(async () => {
  emulator = await startEmulator();
  ({ outputs, outputsFile } = deploy(emulator));
  cloud = connect(emulator);
  onCall = await cloud.inbox(output("OnCallTopicArn"), "on-call-inbox");
  drills = await cloud.inbox(output("DrillsTopicArn"), "drills-inbox");
  const spend = outputs.SmsPumpingSpend?.CostOwnerTopicArn ?? "";
  costOwner = await cloud.inbox(spend, "cost-owner-inbox");
}, 300_000);

afterAll(() => {
  emulator.stop();
});

describe("the deployed patterns", () => {
  const fixtures = readdirSync(FIXTURES).flatMap((service) =>
    readdirSync(join(FIXTURES, service)).map((file) => {
      const path = join(FIXTURES, service, file);
      return {
        name: `${service}/${file}`,
        record: JSON.parse(readFileSync(path, "utf8")) as CloudTrailRecord,
      };
    }),
  );

  const matching = async (event: object): Promise<string[]> => {
    const { Rules = [] } = await cloud.events.send(new ListRulesCommand({}));
    const names: string[] = [];
    for (const { Name = "", EventPattern } of Rules) {
      if (EventPattern === undefined) continue;
      const { Result } = await cloud.events.send(
        new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) }),
      );
      if (Result === true) names.push(Name);
    }
    return names;
  };

  test("take every call that a source reads, in its true envelope, once", async () => {
    const config = parseConfig({
      smsTopics: [TOPIC_ARN],
      ownResources: ["SmsPumpingDetection-*", "SmsPumpingSpend-*"],
      userPools: { "us-east-1_EXAMPLE01": { delivers: "sms", smsMfa: true } },
    });
    const context = { config, fallbackId: "fixture", latestMs: Infinity };
    const wanted = fixtures.filter(({ record }) =>
      parseRecord(record, context).some(({ kind }) => kind === "observations"),
    );
    expect(wanted.length).toBeGreaterThan(10);
    for (const { name, record } of wanted) {
      expect([name, await matching(eventBridge(record))]).toEqual([name, [expect.any(String)]]);
    }
  });

  test("leave other services, other calls and other sources alone", async () => {
    const [{ record } = { record: publishBurst()[0]! }] = fixtures;
    const envelope = eventBridge(record);
    expect(await matching({ ...envelope, source: "aws.s3" })).toEqual([]);
    expect(await matching({ ...envelope, source: "sms-pumping" })).toEqual([]);
    expect(await matching({ ...envelope, "detail-type": "Scheduled Event" })).toEqual([]);
    const other = { ...record, eventName: "ListUserPools" };
    expect(await matching({ ...envelope, detail: other })).toEqual([]);
  });
});

describe("an attack on the main queue", () => {
  test("is one e-mail, whatever is delivered twice; poison ends with the dead letters", async () => {
    const publishes = envelopes(publishBurst());
    const floods = envelopes(forgotPasswordFlood("198.51.100.24", "flood"));
    await cloud.send(output("QueueUrl"), [
      ...publishes,
      "this is not JSON",
      ...floods,
      ...floods.slice(0, 7),
      ...publishes.slice(3, 6),
    ]);
    const mails = await eventually(
      onCall,
      (all) => about(all, "deploy-bot").length > 0 && about(all, "clientflood").length > 0,
    );
    expect(about(mails, "deploy-bot")).toHaveLength(1);
    expect(about(mails, "clientflood")).toHaveLength(1);
    expect(about(mails, "clientflood")[0]?.body).toMatch(
      /^ONGOING since .*\n20 code requests from 1 address/,
    );

    const dead = (): Promise<string> =>
      cloud.attribute(output("DeadLetterQueueUrl"), "ApproximateNumberOfMessages");
    expect(await eventually(dead, (count) => count === "1", 120_000)).toBe("1");

    await cloud.send(output("QueueUrl"), floods);
    const idle = async (): Promise<string> =>
      `${await cloud.attribute(output("QueueUrl"), "ApproximateNumberOfMessages")}/${await cloud.attribute(output("QueueUrl"), "ApproximateNumberOfMessagesNotVisible")}`;
    expect(await eventually(idle, (counts) => counts === "0/0")).toBe("0/0");
    expect(about(await onCall(), "clientflood")).toHaveLength(1);
  });

  test("from a thousand addresses is one e-mail, not a thousand", async () => {
    const start = Date.now() - 2 * MINUTE_MS;
    const botnet = Array.from({ length: 1000 }, (_, i) =>
      cognitoCall({
        at: start + i * 60,
        ip: `198.18.${Math.floor(i / 250)}.${(i % 250) + 1}`,
        userAgent: "python-requests/2.31.0",
        id: `bot-${start}-${i}`,
        action: "SignUp",
        clientId: "clientbotnet",
      }),
    );
    await cloud.send(output("QueueUrl"), envelopes(botnet));
    const mails = await eventually(onCall, (all) => about(all, "clientbotnet").length > 0, 120_000);
    expect(about(mails, "clientbotnet").map(({ subject }) => subject)).toHaveLength(1);
  });

  test("is not lost while a table cannot be reached", async () => {
    const FunctionName = output("DetectFunctionName");
    const { Environment } = await cloud.lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName }),
    );
    const Variables = Environment?.Variables ?? {};
    const set = (table: string) =>
      cloud.lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName,
          Environment: { Variables: { ...Variables, STATE_TABLE: table } },
        }),
      );
    await set("no-such-table");
    await cloud.send(output("QueueUrl"), envelopes(forgotPasswordFlood("203.0.113.50", "outage")));
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect(about(await onCall(), "clientoutage")).toHaveLength(0);
    await set(Variables.STATE_TABLE ?? "");
    const mails = await eventually(onCall, (all) => about(all, "clientoutage").length > 0, 120_000);
    expect(about(mails, "clientoutage")).toHaveLength(1);
  });
});

describe("a drill", () => {
  test("goes through the bus and reaches the drills topic only", async () => {
    const { stdout } = await run(
      process.execPath,
      [
        join(__dirname, "../../bin/smspump.cjs"),
        ...["drill", "send", "--test", "2", "--id", "e2e-1", "--watch"],
        ...["--outputs", outputsFile],
      ],
      { env: emulator.environment },
    );
    expect(stdout).toContain("sent drill e2e-1: test 2, 20 records");
    expect(stdout).toMatch(/^ +[\d.]+ s {2}finding +cognito-sms-burst by 198\.51\.100\.24$/m);
    expect(stdout).toMatch(/^ +[\d.]+ s {2}incident +\w+ revision \d+, high, on client:/m);
    expect(stdout).toMatch(/^ +[\d.]+ s {2}told +\w+ revision \d+$/m);
    const mails = await eventually(drills, (all) => about(all, DRILL_CLIENT).length > 0);
    expect(about(mails, DRILL_CLIENT)).toHaveLength(1);
    expect(mails[0]?.subject).toMatch(/^\[DRILL\] /);
    expect(about(await onCall(), DRILL_CLIENT)).toHaveLength(0);
  });
});

describe("the sweep", () => {
  test("closes a quiet incident, and the last revision is told", async () => {
    const sweepAt = async (atMs: number): Promise<void> => {
      const { FunctionError } = await cloud.lambda.send(
        new InvokeCommand({
          FunctionName: output("SweepFunctionName"),
          Payload: JSON.stringify({ time: new Date(atMs).toISOString() }),
        }),
      );
      expect(FunctionError).toBeUndefined();
    };
    const status = async (): Promise<string> => {
      const { Items = [] } = await cloud.dynamo.send(
        new QueryCommand({
          TableName: output("FindingsTableName"),
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk AND sk = :sk",
          ExpressionAttributeValues: {
            ":pk": { S: "111122223333/live#client:clientflood" },
            ":sk": { S: "i" },
          },
        }),
      );
      const head = JSON.parse(Items[0]?.body?.S ?? "{}") as {
        incidents?: { status: string }[];
      };
      return head.incidents?.[0]?.status ?? "missing";
    };
    expect(await status()).toBe("open");
    await sweepAt(Date.now() + 31 * MINUTE_MS);
    expect(await eventually(status, (now) => now === "closed")).toBe("closed");
    const mails = await eventually(
      async () => {
        await sweepAt(Date.now());
        return onCall();
      },
      (all) => about(all, "clientflood").length > 1,
      120_000,
    );
    expect(about(mails, "clientflood").map(({ body }) => body.split(/[ .]/)[0])).toEqual([
      "ONGOING",
      "OVER",
    ]);
  });
});

test("a spend alarm reaches the cost owner", async () => {
  const { MetricAlarms = [] } = await cloud.cloudwatch.send(new DescribeAlarmsCommand({}));
  const alarm = MetricAlarms.find(({ MetricName }) => MetricName === "SMSMonthToDateSpentUSD");
  expect(alarm?.Dimensions ?? []).toEqual([]);
  await cloud.cloudwatch.send(
    new SetAlarmStateCommand({
      AlarmName: alarm?.AlarmName,
      StateValue: "ALARM",
      StateReason: "end-to-end test",
    }),
  );
  const mails = await eventually(costOwner, (all) => all.length > 0);
  expect(mails).toHaveLength(1);
  expect(mails[0]?.body).toContain(alarm?.AlarmName);
});
