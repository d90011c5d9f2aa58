import { SNSClient } from "@aws-sdk/client-sns";
import { memoryCanaryStore } from "../../../lambda/adapters/memory/outcomes";
import { memoryDeps } from "../../../lambda/adapters/deps";
import { parseConfig } from "../../../lambda/core/model/config";
import { MINUTE_MS } from "../../../lambda/core/model/time";
import { detectBatch, type DetectDeps } from "../../../lambda/detect/batch";
import { runCanary, snsCanaryCall } from "../../../lambda/sweep/canary";
import { detectionTemplate, idOf, arnOf, resourcesOf } from "../../lib/synth";
import { CANARY, canaryRecord } from "../../support/canary-record";
import { messagesOf, type TemplateRule, type Trail } from "../../support/cloudtrail-road";
import { standIn, type Answer, type StandIn } from "../../support/http-stand-in";
import { outbox } from "../../support/incidents";
import { keptTelemetry } from "../../support/telemetry";

const template = detectionTemplate();
const RULES = Object.entries(resourcesOf(template, "AWS::Events::Rule")).map(
  ([id, { Properties }]) => ({ id, rule: Properties }),
);
const LIVE = arnOf(idOf(template, "AWS::SQS::Queue", "DetectorLiveQueue"));
const START = Date.parse("2026-11-17T04:51:00Z");
const LOGGING: Trail = { isLogging: true, readWriteType: "All" };

/** What happens to trail, rules and detector at a moment, counted in minutes from the start. */
interface World {
  readonly trailAt?: (minute: number) => Trail;
  readonly rulesAt?: (minute: number) => readonly TemplateRule[];
  readonly isDetecting?: boolean;
}

/** The template's rules, those of some ids changed. */
const rulesWith = (start: string, changes: Partial<TemplateRule>): readonly TemplateRule[] => {
  const changed = RULES.filter(({ id }) => id.startsWith(start));
  expect(changed).toHaveLength(1);
  return RULES.map(({ id, rule }) => (id.startsWith(start) ? { ...rule, ...changes } : rule));
};
const deployed = RULES.map(({ rule }) => rule);

/** Lets sweeps run every five minutes; a call's record takes four to arrive. */
async function play(hours: number, world: World = {}) {
  const { trailAt = () => LOGGING, rulesAt = () => deployed, isDetecting = true } = world;
  const store = memoryCanaryStore();
  const ofSweep = keptTelemetry();
  const ofDetect = keptTelemetry();
  const stores = memoryDeps(parseConfig({}), outbox().mailer);
  const detectDeps: DetectDeps = {
    ...stores,
    ...ofDetect.telemetry,
    deferEvaluations: () => Promise.resolve(),
    drillsQueueArn: "arn:aws:sqs:us-east-1:111122223333:drills",
    clients: new Set(),
    canary: { identity: CANARY, store },
  };
  const told: number[] = [];
  const settings: string[] = [];
  for (let minute = 0; minute < hours * 60; minute += 5) {
    const nowMs = START + minute * MINUTE_MS;
    const call = async (): Promise<void> => {
      const messages = messagesOf(canaryRecord(nowMs), trailAt(minute), rulesAt(minute));
      for (const { message, target } of messages) {
        expect(target).toEqual(LIVE);
        const moment = { nowMs: nowMs + 4 * MINUTE_MS, remainingMs: () => 60_000 };
        if (!isDetecting) continue;
        expect(await detectBatch({ Records: [message] }, moment, detectDeps)).toEqual({
          batchItemFailures: [],
        });
      }
    };
    const before = ofSweep.measured.length;
    await runCanary(nowMs, { store, call }, ofSweep.telemetry);
    if (ofSweep.measured.length > before) told.push(minute);
  }
  for (const head of await stores.findings.ofTarget("111122223333/live", "sms-settings")) {
    settings.push(...head.findings.map(({ ruleId }) => ruleId));
  }
  return { told, settings, measured: ofDetect.measured };
}

describe("the canary's call, through the template's rules into the detector", () => {
  test("comes back each hour, tells nobody, counts for no rule and costs no metric", async () => {
    const { told, settings, measured } = await play(8);
    expect(told).toEqual([]);
    expect(settings).toEqual([]);
    expect(measured).toEqual([]);
  });

  test("is missed half an hour after the first call on a trail that is stopped", async () => {
    const { told } = await play(8, {
      trailAt: (minute) => ({ ...LOGGING, isLogging: minute < 200 }),
    });
    // Calls at 30, 90, 150 come back; that of 210 does not.
    expect(told[0]).toBe(240);
    expect(told.at(-1)).toBe(475);
  });

  test("is missed on a trail that logs no reads", async () => {
    const { told } = await play(3, {
      trailAt: () => ({ isLogging: true, readWriteType: "WriteOnly" }),
    });
    expect(told[0]).toBe(60);
  });

  test.each([
    ["disabled", { State: "DISABLED" }],
    ["enabled for less than all management events", { State: "ENABLED" }],
  ])("is missed where the rule is %s, until it is as deployed again", async (_, changes) => {
    const off = rulesWith("FeedSnsSettings", changes);
    const { told } = await play(8, {
      rulesAt: (minute) => (minute >= 100 && minute < 300 ? off : deployed),
    });
    // The call of 150 is lost; that of 330 is the first to come back.
    expect(told[0]).toBe(180);
    expect(told.at(-1)).toBe(330);
  });

  test("is missed where the detector works nothing off", async () => {
    expect((await play(2, { isDetecting: false })).told[0]).toBe(60);
  });

  test("does not depend on the other rules", async () => {
    const { told } = await play(3, {
      rulesAt: () => rulesWith("FeedSnsPublish", { State: "DISABLED" }),
    });
    expect(told).toEqual([]);
  });
});

describe("the call itself", () => {
  let service: StandIn | undefined;
  afterEach(() => service?.close());

  async function called(answer: Answer) {
    const asked: string[] = [];
    service = await standIn(({ body }) => {
      asked.push(body.toString());
      return answer;
    });
    const { telemetry, logs } = keptTelemetry();
    const client = new SNSClient({
      endpoint: service.url,
      region: "us-east-1",
      maxAttempts: 1,
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" },
    });
    await snsCanaryCall(client, telemetry)();
    return { asked, logs };
  }

  const xml = (status: number, body: string): Answer => ({
    status,
    headers: { "content-type": "text/xml" },
    body,
  });

  test("asks SNS whether the account is in the sandbox", async () => {
    const { asked, logs } = await called(
      xml(
        200,
        '<GetSMSSandboxAccountStatusResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><GetSMSSandboxAccountStatusResult><IsInSandbox>true</IsInSandbox></GetSMSSandboxAccountStatusResult></GetSMSSandboxAccountStatusResponse>',
      ),
    );
    expect(asked).toEqual([expect.stringMatching(/Action=GetSMSSandboxAccountStatus/)]);
    expect(logs).toEqual([]);
  });

  test("that is refused was made all the same: CloudTrail records refusals too", async () => {
    const { logs } = await called(
      xml(
        403,
        '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>',
      ),
    );
    expect(logs).toMatchObject([{ level: "warn" }]);
  });

  test("that nobody answers is a fault, and is not noted as made", async () => {
    const client = new SNSClient({
      endpoint: "http://127.0.0.1:1",
      region: "us-east-1",
      maxAttempts: 1,
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" },
    });
    const { telemetry } = keptTelemetry();
    const store = memoryCanaryStore();
    await store.write({ sinceMs: START });
    const canary = { store, call: snsCanaryCall(client, telemetry) };
    await expect(runCanary(START + 31 * MINUTE_MS, canary, telemetry)).rejects.toThrow();
    expect((await store.read()).calledAtMs).toBeUndefined();
  });
});
