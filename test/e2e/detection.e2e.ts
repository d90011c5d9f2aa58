import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { DRILL_CLIENT } from "../../bin/drill/records";
import { parseConfig } from "../../lambda/core/model/config";
import { parseRecord } from "../../lambda/core/sources";
import { cognitoCall, eventBridge, TOPIC_ARN, type CloudTrailRecord } from "../support/records";
import { envelopes, forgotPasswordFlood, MINUTE_MS, publishBurst } from "./attacks";
import {
  eventually,
  GetFunctionConfigurationCommand,
  ListRulesCommand,
  QueryCommand,
  TestEventPatternCommand,
  UpdateFunctionConfigurationCommand,
  type Cloud,
} from "./cloud";
import { describeElastic } from "./elastic";
import { describeSpend } from "./spend";
import { about, openStage, type Stage } from "./stage";

const FIXTURES = join(__dirname, "..", "fixtures", "cloudtrail");

const run = promisify(execFile);

let stage: Stage;
let cloud: Cloud;
let onCall: Stage["onCall"];
const output = (name: string): string => stage.detection(name);

beforeAll(async () => {
  stage = await openStage();
  ({ cloud, onCall } = stage);
}, 300_000);

afterAll(() => stage.close());

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
    expect(await eventually(cloud.idle(output("QueueUrl")), Boolean)).toBe(true);
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
        ...["--outputs", stage.outputsFile],
      ],
      { env: stage.emulator.environment },
    );
    expect(stdout).toContain("sent drill e2e-1: test 2, 20 records");
    expect(stdout).toMatch(/^ +[\d.]+ s {2}finding +cognito-sms-burst by 198\.51\.100\.24$/m);
    expect(stdout).toMatch(/^ +[\d.]+ s {2}incident +\w+ revision \d+, high, on client:/m);
    expect(stdout).toMatch(/^ +[\d.]+ s {2}told +\w+ revision \d+$/m);
    const mails = await eventually(stage.drills, (all) => about(all, DRILL_CLIENT).length > 0);
    expect(about(mails, DRILL_CLIENT)).toHaveLength(1);
    expect(mails[0]?.subject).toMatch(/^\[DRILL\] /);
    expect(about(await onCall(), DRILL_CLIENT)).toHaveLength(0);
  });
});

describe("the sweep", () => {
  test("closes a quiet incident, and the last revision is told", async () => {
    const sweepAt = (atMs: number): Promise<void> =>
      cloud.invoke(output("SweepFunctionName"), { time: new Date(atMs).toISOString() });
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

describeSpend(() => stage);
describeElastic(() => stage);
