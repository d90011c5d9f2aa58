import { memoryLearningStore } from "../../../lambda/adapters/memory/counting";
import { activeRules } from "../../../lambda/core/rules/active-rule";
import { parseConfig } from "../../../lambda/core/model/config";
import { detect, evaluateDeferred, type Deps } from "../../../lambda/core/engine";
import type { Finding } from "../../../lambda/core/findings/finding";
import type { Observation } from "../../../lambda/core/model/observation";
import { catalogue } from "../../../lambda/core/rules";
import { cognitoSmsBurst } from "../../../lambda/core/rules/cognito-sms-burst";
import { DAY_MS, MINUTE_MS } from "../../../lambda/core/model/time";
import {
  ACCOUNT,
  burst,
  confirmationsAt,
  IP,
  MIDNIGHT,
  request,
  requestsAt,
  ruleOf,
  TEST_KEY,
  unconfirmedBurst,
} from "../../support/observations";
import { gated, mortal, newDeps } from "../../support/workers";

const W = 5 * MINUTE_MS;
const NOW = MIDNIGHT + 10 * MINUTE_MS;
const RUN = requestsAt([0, 1000, 2000].map((ms) => MIDNIGHT + ms));

const found = async (deps: Deps): Promise<readonly Finding[]> =>
  (await deps.findings.read(TEST_KEY))?.findings ?? [];

const batches = (all: readonly Observation[], size: number): readonly (readonly Observation[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  );

test("a run of as many hits as the threshold opens one finding", async () => {
  const deps = newDeps([ruleOf(burst(3, W))]);
  const { steps } = await detect(RUN, NOW, deps);
  expect(steps.map(({ kind, sequence, atMs }) => [kind, sequence, atMs])).toEqual([
    ["opened", 1, NOW],
  ]);
  expect(await found(deps)).toMatchObject([
    {
      ...TEST_KEY,
      firstSeen: MIDNIGHT,
      openedAt: MIDNIGHT + 2000,
      lastSeen: MIDNIGHT + 2000,
      count: 3,
      paid: 3,
      peak: 3,
      status: "open",
      severity: "medium",
      notify: "page",
      attack: ["T1496.003"],
      money: { usd: 0.3, isEstimate: true },
      accounts: [ACCOUNT],
      regions: ["eu-west-1"],
      eventIds: RUN.map(({ id }) => id),
      countIsUpperBound: false,
    },
  ]);
});

test("a redelivered event counts once", async () => {
  const deps = newDeps([ruleOf(burst(4, W))]);
  for (let i = 0; i < 5; i++) expect((await detect(RUN, NOW, deps)).steps).toEqual([]);
  expect(await found(deps)).toEqual([]);
});

test("a redelivered batch tells nothing new", async () => {
  const deps = newDeps([ruleOf(burst(3, W))]);
  await detect(RUN, NOW, deps);
  const [before] = await found(deps);
  expect((await detect(RUN, NOW, deps)).steps).toEqual([]);
  expect(await found(deps)).toEqual([before]);
});

test("one batch that holds nothing for any rule touches no store", async () => {
  let calls = 0;
  const deps = gated(newDeps([ruleOf(burst(3, W))]), (call) => {
    calls++;
    return call();
  });
  await detect([request({ id: "1", atMs: MIDNIGHT, delivery: "none" })], NOW, deps);
  await detect(confirmationsAt([MIDNIGHT]), NOW, deps);
  expect(calls).toBe(0);
});

test("several rules over one entity and span cost one write and one read", async () => {
  const calls: string[] = [];
  const rules = [ruleOf(burst(9, W), { id: "a" }), ruleOf(burst(10, W), { id: "b" })];
  const deps = newDeps(rules);
  const { windows } = deps;
  await detect(RUN, NOW, {
    ...deps,
    windows: {
      ...windows,
      add: (...args) => (calls.push("add"), windows.add(...args)),
      read: (...args) => (calls.push("read"), windows.read(...args)),
    },
  });
  expect(calls).toEqual(["add", "read"]);
});

test("a worker that dies anywhere is made good by the redelivery of its batch", async () => {
  let deaths = 0;
  for (let calls = 0; calls < 12; calls++) {
    const deps = newDeps([ruleOf(burst(3, W))]);
    await detect(RUN.slice(0, 2), NOW, deps);
    const process = gated(
      deps,
      mortal((call) => call(), calls),
    );
    await detect(RUN.slice(2), NOW, process).catch(() => deaths++);
    await detect(RUN.slice(2), NOW, deps);
    expect(await found(deps)).toMatchObject([{ count: 3, steps: 1, status: "open" }]);
  }
  expect(deaths).toBeGreaterThanOrEqual(5);
});

test("refuses to swallow what a store throws", async () => {
  const deps = gated(newDeps([ruleOf(burst(3, W))]), () => Promise.reject(new Error("throttled")));
  await expect(detect(RUN, NOW, deps)).rejects.toThrow("throttled");
});

test("a drill neither joins nor hides the same traffic in earnest", async () => {
  const deps = newDeps([ruleOf(burst(3, W))]);
  await detect(RUN.slice(0, 2), NOW, deps, "d1");
  expect((await detect(RUN.slice(2), NOW, deps)).steps).toEqual([]);
  const { steps } = await detect(RUN, NOW, deps, "d1");
  expect(steps.map(({ finding }) => [finding.scope, finding.drill])).toEqual([
    [`${ACCOUNT}/drill:d1`, "d1"],
  ]);
  expect((await detect(RUN, NOW, deps)).steps).toHaveLength(1);
});

const known = [confirmationsAt([MIDNIGHT - 60 * MINUTE_MS])].flat();

test("a known entity is judged when its time to confirm is over", async () => {
  const deps = newDeps([ruleOf(unconfirmedBurst(3, W, 0.2))]);
  await detect(known, MIDNIGHT, deps);
  const first = await detect(RUN, MIDNIGHT + 5000, deps);
  expect(first.steps).toEqual([]);
  const [again] = first.deferred;
  expect(again).toMatchObject({ ruleId: "test-burst", dueAtMs: MIDNIGHT + 5000 + 5 * MINUTE_MS });
  expect(JSON.parse(JSON.stringify(again))).toEqual(again);
  const early = await evaluateDeferred(again!, again!.dueAtMs - 1, deps);
  expect(early).toEqual({ steps: [], deferred: [again] });
  const { steps } = await evaluateDeferred(again!, again!.dueAtMs, deps);
  expect(steps.map(({ kind }) => kind)).toEqual(["opened"]);
  expect(steps[0]?.finding).toMatchObject({
    // The records came three seconds late.
    openedAt: again!.dueAtMs - 3000,
    eventIds: RUN.map(({ id }) => id),
  });
  expect((await evaluateDeferred(again!, again!.dueAtMs + 1, deps)).steps).toEqual([]);
});

test("what a version with a shorter grace put off is put off once more", async () => {
  const deps = newDeps([ruleOf(unconfirmedBurst(3, W, 0.2))]);
  await detect(known, MIDNIGHT, deps);
  const [look] = (await detect(RUN, MIDNIGHT + 2000, deps)).deferred;
  const earlier = { ...look!, dueAtMs: MIDNIGHT + 2000 + 3 * MINUTE_MS };
  const { steps, deferred } = await evaluateDeferred(earlier, earlier.dueAtMs, deps);
  expect(steps).toEqual([]);
  expect(deferred).toEqual([look]);
  expect((await evaluateDeferred(deferred[0]!, look!.dueAtMs, deps)).steps).toHaveLength(1);
});

test("a known entity that confirms in its time is left in peace", async () => {
  const deps = newDeps([ruleOf(unconfirmedBurst(3, W, 0.2))]);
  await detect(known, MIDNIGHT, deps);
  const { deferred: looks } = await detect(RUN, MIDNIGHT + 5000, deps);
  await detect(confirmationsAt([MIDNIGHT + 3 * MINUTE_MS]), MIDNIGHT + 3 * MINUTE_MS, deps);
  expect((await evaluateDeferred(looks[0]!, looks[0]!.dueAtMs, deps)).steps).toEqual([]);
  expect(await found(deps)).toEqual([]);
});

test("a look for a rule that no longer runs is dropped", async () => {
  const deps = newDeps([ruleOf(unconfirmedBurst(3, W, 0.2))]);
  await detect(known, MIDNIGHT, deps);
  const { deferred: looks } = await detect(RUN, MIDNIGHT + 5000, deps);
  const without = { ...deps, rules: [] };
  expect(await evaluateDeferred(looks[0]!, looks[0]!.dueAtMs, without)).toEqual({
    steps: [],
    deferred: [],
  });
});

test("windows stay small under a flood of requests", async () => {
  const deps = newDeps([ruleOf(burst(3, W))]);
  const times = Array.from({ length: 2000 }, (_, i) => MIDNIGHT + i);
  for (const batch of batches(requestsAt(times), 10)) await detect(batch, NOW, deps);
  const index = MIDNIGHT / W;
  const [chunk] = await deps.windows.read({ ...TEST_KEY, spanMs: W }, index, index);
  expect(chunk?.series["test-burst"]?.tokens.length).toBeLessThanOrEqual(12);
});

test("windows stay small under a flood of confirmations alone", async () => {
  const deps = newDeps([ruleOf(unconfirmedBurst(3, W, 0.2))]);
  const times = Array.from({ length: 3000 }, (_, i) => MIDNIGHT + i);
  for (const batch of batches(confirmationsAt(times), 50)) await detect(batch, NOW, deps);
  const index = MIDNIGHT / W;
  const [chunk] = await deps.windows.read({ ...TEST_KEY, spanMs: W }, index, index);
  const { tokens, overflow } = chunk!.series["test-burst~"]!;
  expect(tokens.length).toBeLessThanOrEqual(400);
  expect(tokens.length + overflow.reduce((sum, count) => sum + count)).toBe(3000);
});

test("a busy sender that is expected pages only above its own threshold", async () => {
  const principal = `arn:aws:iam::${ACCOUNT}:role/otp`;
  const config = parseConfig({
    expectedSenders: [{ principal, threshold: 20, owner: "a@example.com", reason: "OTP" }],
  });
  const rule = ruleOf(burst(10, W), {
    entityOf: ({ principal: who }) =>
      who === undefined ? undefined : { type: "principal", value: who },
  });
  const deps = newDeps([rule], undefined, config);
  const times = Array.from({ length: 20 }, (_, i) => MIDNIGHT + i * 100);
  const sends = requestsAt(times, { principal });
  expect((await detect(sends.slice(0, 19), NOW, deps)).steps).toEqual([]);
  const { steps } = await detect(sends.slice(19), NOW, deps);
  expect(steps[0]?.finding).toMatchObject({ count: 20, measure: burst(20, W) });
});

const mutedConfig = (pageAtTimes: number) =>
  parseConfig({
    suppressions: [
      {
        id: "k6",
        cidr: `${IP}/32`,
        expires: "2030-01-01T00:00:00Z",
        owner: "team@example.com",
        reason: "a test",
        pageAtTimes,
      },
    ],
  });

test("muted traffic is recorded and pages once it passes its multiple", async () => {
  const deps = newDeps([ruleOf(burst(3, W))], undefined, mutedConfig(4));
  const times = Array.from({ length: 12 }, (_, i) => MIDNIGHT + i);
  const quiet = await detect(requestsAt(times).slice(0, 11), NOW, deps);
  expect(
    quiet.steps.map(({ kind, finding }) => [kind, finding.notify, finding.suppressedBy]),
  ).toEqual([["opened", "record", "k6"]]);
  const loud = await detect(requestsAt(times).slice(11), NOW, deps);
  expect(loud.steps.map(({ kind, finding }) => [kind, finding.notify, finding.level])).toEqual([
    ["escalated", "page", 1],
  ]);
});

test("the catalogue's own rules run on the engine", async () => {
  const config = parseConfig({});
  const deps = newDeps(activeRules(catalogue, config));
  const { threshold } = cognitoSmsBurst.measure;
  const times = Array.from({ length: 2 * threshold }, (_, i) => MIDNIGHT + i * 400);
  const { steps } = await detect(requestsAt(times), NOW, deps);
  expect(steps.map(({ finding }) => finding.ruleId)).toEqual([
    "cognito-sms-burst",
    "cognito-network-burst",
    "cognito-ip-slow",
  ]);
});

test("what only recorded while its account was new is told once that is over", async () => {
  const volume = { kind: "volume", threshold: 10, windowMs: W, times: 3 } as const;
  const learning = memoryLearningStore();
  await learning.firstSeen(ACCOUNT, MIDNIGHT - 7 * DAY_MS + 10 * MINUTE_MS);
  const rule = ruleOf(volume, { gapMs: 30 * MINUTE_MS });
  const deps = { ...newDeps([rule]), learning };
  const seen: (readonly [number, string, string])[] = [];
  for (let minute = 0; minute < 20; minute++) {
    const atMs = MIDNIGHT + minute * MINUTE_MS;
    const hits = requestsAt(Array.from({ length: 12 }, (_, i) => atMs + i));
    const { steps } = await detect(hits, atMs + MINUTE_MS, deps);
    seen.push(...steps.map(({ kind, finding }) => [minute, kind, finding.notify] as const));
  }
  expect(seen).toEqual([
    [2, "opened", "record"],
    [10, "escalated", "page"],
  ]);
});
