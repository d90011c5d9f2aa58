import type { SQSRecord } from "aws-lambda";
import { memoryDeps } from "../../../lambda/adapters/deps";
import { parseConfig } from "../../../lambda/core/model/config";
import { cognitoSmsBurst } from "../../../lambda/core/rules/cognito-sms-burst";
import type { Deps } from "../../../lambda/core/engine";
import { DAY_MS, MINUTE_MS } from "../../../lambda/core/model/time";
import type { DeferredEvaluation } from "../../../lambda/core/counting/deferred-evaluation";
import { detectBatch, type DetectDeps } from "../../../lambda/detect/batch";
import { memoryCanaryStore } from "../../../lambda/adapters/memory/outcomes";
import type { CanaryStore } from "../../../lambda/core/model/canary";
import { CANARY, canaryRecord } from "../../support/canary-record";
import { fixture } from "../../support/fixtures";
import { outbox } from "../../support/incidents";
import { ACCOUNT, CLIENT_ID, cognitoCall, eventBridge } from "../../support/records";
import { keptTelemetry, type Measured } from "../../support/telemetry";

const MAIN_ARN = "arn:aws:sqs:us-east-1:111122223333:main";
const API_CALL = "AWS API Call via CloudTrail";
const DRILLS_ARN = "arn:aws:sqs:us-east-1:111122223333:drills";
const START = Date.parse("2026-11-17T04:51:00Z");
const NOW = START + 20 * MINUTE_MS;
const TARGET = `client:${CLIENT_ID}`;
const LIVE = `${ACCOUNT}/live`;

const sqs = (body: unknown, messageId: string, eventSourceARN = MAIN_ARN): SQSRecord =>
  ({
    messageId,
    eventSourceARN,
    body: typeof body === "string" ? body : JSON.stringify(body),
  }) as SQSRecord;

const envelopes = (count: number, ip = "203.0.113.7", more: object = {}) =>
  Array.from({ length: count }, (_, i) => ({
    ...eventBridge(cognitoCall({ at: START + i * 1000, ip, medium: "SMS" })),
    ...more,
  }));

const flood = (count: number, ip?: string, arn?: string, more?: object): SQSRecord[] =>
  envelopes(count, ip, more).map((body, i) => sqs(body, `${ip ?? "m"}-${i}`, arn));

interface Given {
  readonly change?: (deps: Deps) => Partial<DetectDeps>;
  readonly remainingMs?: () => number;
  readonly nowMs?: number;
}

/** A detector on stores in memory. */
function detector(config: object = {}) {
  const stores = memoryDeps(parseConfig(config), outbox().mailer);
  const looks: DeferredEvaluation[] = [];
  const clients = new Set<string>();
  const { telemetry, logs, measured } = keptTelemetry();
  const run = async (records: readonly SQSRecord[], given: Given = {}): Promise<string[]> => {
    const { change, remainingMs = () => 60_000, nowMs = NOW } = given;
    const deps = {
      ...stores,
      ...change?.(stores),
      ...telemetry,
      deferEvaluations: (all: readonly DeferredEvaluation[]) => {
        looks.push(...all);
        return Promise.resolve();
      },
      drillsQueueArn: DRILLS_ARN,
      clients,
    };
    const moment = { nowMs, remainingMs };
    const { batchItemFailures } = await detectBatch({ Records: [...records] }, moment, deps);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  const findings = async (scope = LIVE, target = TARGET) =>
    (await stores.findings.ofTarget(scope, target)).flatMap((head) => head.findings);
  const burstOf = async (value: string, scope = LIVE) =>
    (await findings(scope)).filter(
      ({ ruleId, entity }) => ruleId === "cognito-sms-burst" && entity.value === value,
    );
  return { run, looks, logs, measured, findings, burstOf };
}

/** Stores that fail for one address. */
const failingFor =
  (value: string) =>
  ({ windows }: Deps): Partial<Deps> => ({
    windows: {
      ...windows,
      add: (key, addition) =>
        key.entity.value === value
          ? Promise.reject(new Error("throttled"))
          : windows.add(key, addition),
    },
  });

/** The same stores, noting how often a window of five minutes is written for an address. */
function counted(change: (deps: Deps) => Partial<Deps>) {
  const writes: string[] = [];
  return {
    change: (deps: Deps): Partial<Deps> => {
      const { windows = deps.windows } = change(deps);
      return {
        windows: {
          ...windows,
          add: (key, addition) => {
            if (key.spanMs === 5 * MINUTE_MS) writes.push(key.entity.value);
            return windows.add(key, addition);
          },
        },
      };
    },
    tried: (value: string): number => writes.filter((each) => each === value).length,
  };
}

describe("a batch of messages", () => {
  test("that is sound is counted and acknowledged", async () => {
    const { run, burstOf, measured } = detector();
    expect(await run(flood(12))).toEqual([]);
    expect(await burstOf("203.0.113.7")).toMatchObject([{ count: 12, status: "open" }]);
    expect(measured).toContainEqual({ name: "Observations", dimension: "cognito-api", value: 12 });
    expect(measured.filter(({ name }) => name === "SecondsToStep").length).toBeGreaterThan(0);
  });

  test("is read by what is known of the user pools", async () => {
    const signIns = Array.from({ length: 12 }, (_, i) => {
      const call = cognitoCall({ action: "InitiateAuth", at: START + i * 1000 });
      return sqs(eventBridge({ ...call, responseElements: null }), `s-${i}`);
    });
    const pool = { delivers: "both", smsMfa: true, clients: [CLIENT_ID] } as const;
    const inventory = () => Promise.resolve({ pool: { ...pool, clients: [...pool.clients] } });
    const blind = detector();
    await blind.run(signIns);
    expect(await blind.burstOf("203.0.113.7")).toEqual([]);
    const { run, burstOf } = detector();
    await run(signIns, { change: () => ({ inventory }) });
    expect(await burstOf("203.0.113.7")).toMatchObject([{ count: 12 }]);
  });

  test("names app clients by what is known of the user pools", async () => {
    const refused = Array.from({ length: 12 }, (_, i) =>
      sqs(
        eventBridge(cognitoCall({ at: START + i * 1000, outcome: "ForbiddenException" })),
        `${i}`,
      ),
    );
    const pool = { delivers: "both", smsMfa: false, clients: [CLIENT_ID] } as const;
    const inventory = () => Promise.resolve({ pool: { ...pool, clients: [...pool.clients] } });
    const blind = detector();
    await blind.run(refused);
    expect((await blind.findings()).length).toBe(0);
    expect((await blind.findings(LIVE, "cognito:unnamed")).length).toBeGreaterThan(0);
    const { run, findings } = detector();
    await run(refused, { change: () => ({ inventory }) });
    expect((await findings()).length).toBeGreaterThan(0);
  });

  test("that is delivered again changes nothing", async () => {
    const { run, burstOf } = detector();
    const records = flood(12);
    await run(records);
    const before = await burstOf("203.0.113.7");
    expect(await run(records)).toEqual([]);
    expect(await burstOf("203.0.113.7")).toMatchObject([{ id: before[0]!.id, count: 12 }]);
  });

  test("hands back a malformed record and counts its neighbours", async () => {
    const { run, burstOf, measured, logs } = detector();
    const [first, ...rest] = flood(12);
    const broken = { "detail-type": "AWS API Call via CloudTrail", detail: "gone" };
    const records = [first!, sqs("{not JSON", "bad-1"), ...rest, sqs(broken, "bad-2")];
    expect(await run(records)).toEqual(["bad-1", "bad-2"]);
    expect(await burstOf("203.0.113.7")).toMatchObject([{ count: 12 }]);
    expect(measured).toContainEqual({ name: "Malformed", value: 2 });
    expect(JSON.stringify(logs)).not.toContain("not JSON}");
  });

  test("hands back only what a store refuses", async () => {
    const { run, burstOf } = detector();
    const records = [...flood(12), ...flood(3, "198.51.100.9")];
    const failed = await run(records, { change: failingFor("198.51.100.9") });
    expect(failed).toEqual(["198.51.100.9-0", "198.51.100.9-1", "198.51.100.9-2"]);
    expect(await burstOf("203.0.113.7")).toMatchObject([{ count: 12 }]);
  });

  test.each([0, 37, 99])("finds the one of 100 that fails, at %i, in halves", async (position) => {
    const { run, burstOf, logs } = detector();
    const bad = flood(1, "198.51.100.9");
    const records = flood(99).toSpliced(position, 0, ...bad);
    const { change, tried } = counted(failingFor("198.51.100.9"));
    expect(await run(records, { change })).toEqual(["198.51.100.9-0"]);
    expect(await burstOf("203.0.113.7")).toMatchObject([{ count: 99 }]);
    // Seven halvings at most lead from 100 to one; beside each half that fails one succeeds.
    expect(tried("198.51.100.9")).toBeLessThanOrEqual(8);
    expect(tried("203.0.113.7")).toBeLessThanOrEqual(14);
    expect(logs.filter(({ level }) => level === "error")).toHaveLength(1);
  });

  test("is counted in two halves after one call that failed", async () => {
    const { run, burstOf } = detector();
    let failures = 1;
    const { change, tried } = counted(({ windows }) => ({
      windows: {
        ...windows,
        add: (key, addition) =>
          failures-- > 0 ? Promise.reject(new Error("throttled")) : windows.add(key, addition),
      },
    }));
    const tenfold = 10 * cognitoSmsBurst.measure.threshold;
    expect(await run(flood(tenfold), { change })).toEqual([]);
    expect(await burstOf("203.0.113.7")).toMatchObject([{ count: tenfold }]);
    expect(tried("203.0.113.7")).toBe(3);
  });

  test("hands back what there is no time left for", async () => {
    const { run, burstOf } = detector();
    const records = [...flood(16), ...flood(16, "198.51.100.9")];
    const change = failingFor("198.51.100.9");
    const idsOf = (all: readonly SQSRecord[]) => all.map(({ messageId }) => messageId);
    expect(await run(records, { change, remainingMs: () => 4000 })).toEqual(idsOf(records));
    const clock = [60_000, 4000];
    const remainingMs = (): number => clock.shift() ?? 4000;
    expect(await run(records, { change, remainingMs })).toEqual(idsOf(records.slice(16)));
    expect(await burstOf("203.0.113.7")).toMatchObject([{ count: 16 }]);
  });

  test("acknowledges what no source wants", async () => {
    const { run, measured } = detector();
    const records = [
      sqs(fixture("wrappings/eventbridge-other"), "other"),
      sqs({ hello: "world" }, "unknown"),
    ];
    expect(await run(records)).toEqual([]);
    expect(measured.filter(({ name }) => name === "Observations")).toEqual([]);
  });

  test("reads a CloudTrail event in the envelope of EventBridge", async () => {
    const { run, measured } = detector();
    const record = sqs(fixture("wrappings/eventbridge-api-call"), "api-call");
    expect(await run([record], { nowMs: Date.parse("2026-11-23T00:00:00Z") })).toEqual([]);
    expect(measured).toContainEqual({ name: "Observations", dimension: "cognito-api", value: 1 });
  });

  test("hands back a record whose clock is more than a day ahead", async () => {
    const { run } = detector();
    const [record] = flood(1);
    expect(await run([record!], { nowMs: START - DAY_MS - MINUTE_MS })).toEqual(["m-0"]);
    expect(await run([record!], { nowMs: START - DAY_MS + MINUTE_MS })).toEqual([]);
  });
});

describe("codes by app client", () => {
  const codesIn = (measured: readonly Measured[]) =>
    measured.filter(({ name }) => name.startsWith("Codes"));
  const confirmation = sqs(
    eventBridge(cognitoCall({ at: START, action: "ConfirmForgotPassword" })),
    "confirmed",
  );

  test("are measured, with a 0 where none was confirmed", async () => {
    const { run, measured } = detector();
    await run(flood(12));
    await run([...flood(2), confirmation]);
    expect(codesIn(measured)).toEqual([
      { name: "CodesRequested", dimension: CLIENT_ID, value: 12 },
      { name: "CodesConfirmed", dimension: CLIENT_ID, value: 0 },
      { name: "CodesRequested", dimension: CLIENT_ID, value: 2 },
      { name: "CodesConfirmed", dimension: CLIENT_ID, value: 1 },
    ]);
  });

  test("are not measured for drills, alone or beside live traffic", async () => {
    const { run, measured } = detector();
    await run(flood(12, "203.0.113.7", DRILLS_ARN));
    expect(codesIn(measured)).toEqual([]);
    await run([...flood(12, "203.0.113.7", DRILLS_ARN), ...flood(3)]);
    expect(codesIn(measured)).toContainEqual(
      expect.objectContaining({ name: "CodesRequested", value: 3 }),
    );
  });

  test("of clients that the caller has invented are none, and make no metric", async () => {
    const { run, measured } = detector();
    const calls = Array.from({ length: 200 }, (_, i) =>
      cognitoCall({ at: START, clientId: `invented${i}`, outcome: "ResourceNotFoundException" }),
    );
    await run(calls.map((call, i) => sqs(eventBridge(call), `i${i}`)));
    expect(measured).toContainEqual(expect.objectContaining({ name: "Observations", value: 200 }));
    expect(codesIn(measured)).toEqual([]);
  });

  test("of a record that comes again count when it is counted, not at each try", async () => {
    const { run, measured } = detector();
    const records = [...flood(4), ...flood(3, "198.51.100.9")];
    await run(records, { change: failingFor("198.51.100.9") });
    await run(records.slice(4));
    const requested = codesIn(measured).filter(({ name }) => name === "CodesRequested");
    expect(requested.map(({ value }) => value)).toEqual([4, 3]);
  });
});

describe("a drill", () => {
  const named = { resources: ["drill:weekly-47"] };

  test("is what comes by the drills queue, under the name in its envelope", async () => {
    const { run, findings, burstOf } = detector();
    await run(flood(12, "203.0.113.7", DRILLS_ARN, named));
    expect(await findings()).toEqual([]);
    const scope = `${ACCOUNT}/drill:weekly-47`;
    expect(await burstOf("203.0.113.7", scope)).toMatchObject([{ count: 12, drill: "weekly-47" }]);
  });

  test("may be an alarm on spend too, and stays one", async () => {
    const { run, findings } = detector({ ownResources: ["SmsPumpingSpend-*"] });
    const event = fixture("cloudwatch/drill-money-fast");
    const nowMs = Date.parse("2026-11-22T03:12:00Z");
    expect(await run([sqs(event, "alarm", DRILLS_ARN)], { nowMs })).toEqual([]);
    expect(await findings(LIVE, "spend#us-east-1")).toEqual([]);
    expect(await findings(`${ACCOUNT}/drill:money-1`, "spend#us-east-1")).toMatchObject([
      {
        ruleId: "sms-spend",
        drill: "money-1",
        entity: { type: "alarm", value: "SmsPumpingSpend-money-fast" },
      },
    ]);
  });

  test("cannot be claimed by an event on the main queue", async () => {
    const { run, burstOf } = detector();
    await run(flood(12, "203.0.113.7", MAIN_ARN, named));
    const [finding] = await burstOf("203.0.113.7");
    expect(finding).toMatchObject({ scope: LIVE });
    expect(finding!.drill).toBeUndefined();
  });

  test("does not add up with live traffic nor with another drill", async () => {
    const { run, findings } = detector();
    const other = { resources: ["drill:other"] };
    await run([
      ...flood(6),
      ...flood(6, "203.0.113.7", DRILLS_ARN, named),
      ...flood(6, "203.0.113.7", DRILLS_ARN, other),
    ]);
    for (const scope of [LIVE, `${ACCOUNT}/drill:weekly-47`, `${ACCOUNT}/drill:other`]) {
      expect(await findings(scope)).toEqual([]);
    }
  });

  test.each([
    ["no resources", {}],
    ["a resource of another kind", { resources: ["canary"] }],
    ["a name that is no name", { resources: ["drill:a#b/live"] }],
    ["a name that is too long", { resources: [`drill:${"x".repeat(65)}`] }],
    ["resources that are no list", { resources: "drill:weekly-47" }],
  ])("with %s is unnamed", async (_, more) => {
    const { run, burstOf } = detector();
    await run(flood(12, "203.0.113.7", DRILLS_ARN, more));
    expect(await burstOf("203.0.113.7", `${ACCOUNT}/drill:unnamed`)).toHaveLength(1);
  });

  test("is read in the envelope of the fixture", async () => {
    const { run, measured } = detector();
    const nowMs = Date.parse("2026-11-23T00:00:00Z");
    const record = sqs(fixture("wrappings/eventbridge-drill"), "drill", DRILLS_ARN);
    expect(await run([record], { nowMs })).toEqual([]);
    expect(measured.filter(({ name }) => name === "Malformed")).toEqual([]);
    // Counted as arriving it would hide that the trail is off.
    expect(measured.filter(({ name }) => name === "Observations")).toEqual([]);
  });
});

describe("a deferred evaluation", () => {
  /** An address that confirmed the day before, so that its hits are judged three minutes later. */
  async function delayed() {
    const given = detector();
    const confirmed = cognitoCall({ at: START - DAY_MS, action: "ConfirmForgotPassword" });
    await given.run([sqs(eventBridge(confirmed), "known")]);
    await given.run(flood(12), { nowMs: START + 12_000 });
    const looks = given.looks.splice(0);
    return { ...given, sent: looks };
  }

  test("is sent where the verdict falls due later", async () => {
    const { sent, burstOf } = await delayed();
    expect(sent.length).toBeGreaterThan(0);
    expect(await burstOf("203.0.113.7")).toEqual([]);
  });

  test("that comes when it is due leads to the finding", async () => {
    const { run, sent, burstOf, looks } = await delayed();
    const nowMs = Math.max(...sent.map(({ dueAtMs }) => dueAtMs));
    expect(
      await run(
        sent.map((deferred, i) => sqs({ deferred }, `l${i}`)),
        { nowMs },
      ),
    ).toEqual([]);
    expect(await burstOf("203.0.113.7")).toMatchObject([{ count: 12 }]);
    expect(looks).toEqual([]);
  });

  test("that comes too early is sent again", async () => {
    const { run, sent, burstOf, looks } = await delayed();
    const records = sent.map((deferred, i) => sqs({ deferred }, `l${i}`));
    expect(await run(records, { nowMs: START + 13_000 })).toEqual([]);
    expect(looks).toEqual(sent);
    expect(await burstOf("203.0.113.7")).toEqual([]);
  });

  test("is refused where a part of it is missing, and leaves its neighbours alone", async () => {
    const { run, sent, burstOf } = await delayed();
    const nowMs = Math.max(...sent.map(({ dueAtMs }) => dueAtMs));
    const keyless = { ...sent[0]!, key: undefined };
    const records = [
      sqs({ deferred: keyless }, "keyless"),
      sqs({ deferred: null }, "null"),
      ...sent.map((deferred, i) => sqs({ deferred }, `l${i}`)),
    ];
    expect(await run(records, { nowMs })).toEqual(["keyless", "null"]);
    expect(await burstOf("203.0.113.7")).toHaveLength(1);
  });

  test.each([
    ["a due time in the far future", { dueAtMs: NOW + 30 * DAY_MS }],
    ["a due time before 1970", { dueAtMs: -1 }],
    ["a megabyte of indices", { indices: Array.from({ length: 100_000 }, (_, i) => i) }],
    ["an index that is none", { indices: [-1] }],
    ["a rule's name of a megabyte", { ruleId: "x".repeat(1_000_000) }],
  ])("is refused with %s, and is not sent again", async (_, change) => {
    const { run, sent, looks } = await delayed();
    expect(await run([sqs({ deferred: { ...sent[0]!, ...change } }, "odd")])).toEqual(["odd"]);
    expect(looks).toEqual([]);
  });

  test.each([0, -1, 1e15])("is refused with a span of %d ms", async (spanMs) => {
    const { run, sent } = await delayed();
    const { key } = sent[0]!;
    expect(await run([sqs({ deferred: { ...sent[0]!, key: { ...key, spanMs } } }, "odd")])).toEqual(
      ["odd"],
    );
  });

  test("is read in the form that versions before 0.2 wrote", async () => {
    const { run, sent, burstOf } = await delayed();
    const nowMs = Math.max(...sent.map(({ dueAtMs }) => dueAtMs));
    const old = sent.map(({ evidenceContext, ...rest }, i) =>
      sqs({ lookAgain: { ...rest, origin: evidenceContext } }, `l${i}`),
    );
    expect(await run(old, { nowMs })).toEqual([]);
    expect(await burstOf("203.0.113.7")).toMatchObject([{ count: 12, accounts: [ACCOUNT] }]);
  });

  test("counts for nothing on the drills queue", async () => {
    const { run, sent, burstOf } = await delayed();
    const nowMs = Math.max(...sent.map(({ dueAtMs }) => dueAtMs));
    const records = sent.map((deferred, i) => sqs({ deferred }, `l${i}`, DRILLS_ARN));
    expect(await run(records, { nowMs })).toEqual([]);
    expect(await burstOf("203.0.113.7")).toEqual([]);
  });
});

describe("the stack's own call", () => {
  const came = (atMs: number, arn?: string) =>
    sqs({ "detail-type": API_CALL, detail: canaryRecord(atMs) }, `canary-${atMs}`, arn);
  const waitingFor = (store: CanaryStore) => ({
    change: () => ({ canary: { identity: CANARY, store } }),
  });

  test("is noted by the time of the latest, and counts nowhere", async () => {
    const { run, measured } = detector();
    const store = memoryCanaryStore();
    expect(await run([came(START + 1000), came(START)], waitingFor(store))).toEqual([]);
    expect((await store.read()).seenAtMs).toBe(START + 1000);
    expect(measured).toEqual([]);
  });

  test("is not noted where it came as a drill: that enters behind trail and rule", async () => {
    const { run } = detector();
    const store = memoryCanaryStore();
    expect(await run([came(START, DRILLS_ARN)], waitingFor(store))).toEqual([]);
    expect(await store.read()).toEqual({});
  });

  test("takes no flood beside it along, and comes again where it could not be noted", async () => {
    const { run, burstOf } = detector();
    const failing = { ...memoryCanaryStore(), seen: () => Promise.reject(new Error("throttled")) };
    const batch = [...flood(12, "203.0.113.7"), came(START)];
    expect(await run(batch, waitingFor(failing))).toEqual([`canary-${START}`]);
    expect(await burstOf("203.0.113.7")).toMatchObject([{ count: 12 }]);
  });
});
