import { parseConfig } from "../../../../lambda/core/model/config";
import { detect, type Deps } from "../../../../lambda/core/engine";
import type { Finding, FindingStep } from "../../../../lambda/core/findings/finding";
import { sweep } from "../../../../lambda/core/findings/sweep";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { burst, MIDNIGHT, requestsAt, ruleOf, TEST_KEY } from "../../../support/observations";
import { newDeps } from "../../../support/workers";

const W = MINUTE_MS;
const QUIET = 5 * MINUTE_MS;
const rule = ruleOf(burst(3, W), { gapMs: QUIET });
const depsOf = (settings: object = {}): Deps =>
  newDeps([rule], undefined, parseConfig({ quietMinutes: 5, ...settings }));

const found = async (deps: Deps): Promise<readonly Finding[]> =>
  (await deps.findings.read(TEST_KEY))?.findings ?? [];

const many = (count: number, fromMs: number, stepMs = 1) =>
  requestsAt(Array.from({ length: count }, (_, i) => fromMs + i * stepMs));

const kinds = (steps: readonly FindingStep[]): readonly string[] => steps.map(({ kind }) => kind);

test("escalations come at ten and a hundred times the threshold, once each", async () => {
  const deps = depsOf();
  const notified: string[] = [];
  for (const [i, batch] of [10, 19, 1, 100, 169, 1, 50].entries()) {
    const { steps } = await detect(many(batch, MIDNIGHT + i * 1000), MIDNIGHT + i * 1000, deps);
    notified.push(kinds(steps).join());
  }
  expect(notified).toEqual(["opened", "", "escalated", "", "", "escalated", ""]);
  expect(await found(deps)).toMatchObject([{ level: 2, severity: "critical", steps: 3 }]);
});

test("money escalates too", async () => {
  const deps = depsOf({ escalateAtUsd: [1.5], assumedPriceUsd: 0.5 });
  await detect(many(2, MIDNIGHT), MIDNIGHT, deps);
  const { steps } = await detect(many(1, MIDNIGHT + 50), MIDNIGHT, deps);
  expect(kinds(steps)).toEqual(["opened"]);
  expect(steps[0]?.finding).toMatchObject({ level: 1, money: { usd: 1.5 } });
});

test("every step is a whole copy with the next number", async () => {
  const deps = depsOf();
  const first = await detect(many(3, MIDNIGHT), MIDNIGHT, deps);
  const second = await detect(many(40, MIDNIGHT + 100), MIDNIGHT + 200, deps);
  expect(
    [...first.steps, ...second.steps].map(({ sequence, finding }) => [sequence, finding.steps]),
  ).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(second.steps[0]?.finding).toEqual((await found(deps))[0]);
});

test("a hit that bridges two findings ends the younger with a last step", async () => {
  const deps = depsOf();
  const first = await detect(many(3, MIDNIGHT), MIDNIGHT + 1, deps);
  const far = MIDNIGHT + 2 * QUIET;
  const second = await detect(many(3, far), MIDNIGHT + 2, deps);
  expect(await found(deps)).toHaveLength(2);
  const bridge = await detect(many(3, MIDNIGHT + QUIET), MIDNIGHT + 3, deps);
  const [older, younger] = [first.steps[0]!.finding, second.steps[0]!.finding];
  expect(bridge.steps).toMatchObject([
    { kind: "merged", sequence: 2, into: older.id, finding: { id: younger.id, status: "closed" } },
  ]);
  expect(await found(deps)).toMatchObject([
    { id: older.id, firstSeen: MIDNIGHT, lastSeen: far + 2, count: 9, status: "open" },
  ]);
});

test("reopening tells nobody and keeps the id", async () => {
  const deps = depsOf();
  const { steps } = await detect(many(3, MIDNIGHT), MIDNIGHT, deps);
  expect(kinds(await sweep(MIDNIGHT + HOUR_MS, deps))).toEqual(["closed"]);
  const again = await detect(many(3, MIDNIGHT + 1000), MIDNIGHT + HOUR_MS, deps);
  expect(again.steps).toEqual([]);
  expect(await found(deps)).toMatchObject([
    { id: steps[0]?.finding.id, status: "open", count: 6, steps: 2 },
  ]);
});

test("a redelivery leaves a closed finding as it is", async () => {
  const deps = depsOf();
  await detect(many(3, MIDNIGHT), MIDNIGHT, deps);
  await sweep(MIDNIGHT + HOUR_MS, deps);
  const before = await deps.findings.read(TEST_KEY);
  await detect(many(3, MIDNIGHT), MIDNIGHT + DAY_MS, deps);
  expect(await deps.findings.read(TEST_KEY)).toEqual(before);
});

test("hits that come late into a closed finding are counted and closed again", async () => {
  const deps = depsOf();
  await detect(many(10, MIDNIGHT), MIDNIGHT, deps);
  await detect(many(3, MIDNIGHT + W), MIDNIGHT, deps);
  await detect(many(3, MIDNIGHT + 2 * W), MIDNIGHT, deps);
  await sweep(MIDNIGHT + HOUR_MS, deps);
  const late = requestsAt([MIDNIGHT + W + 1], { userAgent: "late" }).map((each) => ({
    ...each,
    id: "late",
  }));
  expect((await detect(late, MIDNIGHT + HOUR_MS, deps)).steps).toEqual([]);
  expect(await found(deps)).toMatchObject([{ status: "open", count: 17, peak: 10 }]);
  const steps = await sweep(MIDNIGHT + 2 * HOUR_MS, deps);
  expect(steps).toMatchObject([{ kind: "closed", sequence: 3, finding: { count: 17 } }]);
});

test("findings are forgotten 30 days after their last hit", async () => {
  const deps = depsOf();
  await detect(many(3, MIDNIGHT), MIDNIGHT, deps);
  await sweep(MIDNIGHT + HOUR_MS, deps);
  const nearly = MIDNIGHT + 30 * DAY_MS;
  await detect(many(3, nearly), nearly, deps);
  expect(await found(deps)).toHaveLength(2);
  await sweep(nearly + HOUR_MS, deps);
  await detect(many(3, nearly + DAY_MS), nearly + DAY_MS, deps);
  expect(await found(deps)).toHaveLength(2);
});

test("who loses the race for a finding starts over", async () => {
  const deps: Deps = { ...depsOf(), isExact: true };
  let rivals = 0;
  const { findings } = deps;
  const contested: Deps = {
    ...deps,
    findings: {
      ...findings,
      write: async (head, steps) => {
        if (rivals++ < 3) await detect(many(3, MIDNIGHT + rivals * 10), MIDNIGHT, deps);
        return findings.write(head, steps);
      },
    },
  };
  await detect(many(3, MIDNIGHT), MIDNIGHT, contested);
  expect(await found(deps)).toMatchObject([
    { firstSeen: MIDNIGHT, lastSeen: MIDNIGHT + 32, steps: 1 },
  ]);
});

test("refuses to lose what fired when it loses every race", async () => {
  const deps = depsOf();
  const beaten: Deps = {
    ...deps,
    findings: { ...deps.findings, write: () => Promise.resolve(false) },
  };
  await expect(detect(many(3, MIDNIGHT), MIDNIGHT, beaten)).rejects.toThrow(/test-burst changed/);
});

test("a long finding is tallied seldom, and when it closes", async () => {
  const deps = depsOf();
  let tallies = 0;
  const { windows } = deps;
  const watched: Deps = {
    ...deps,
    windows: {
      ...windows,
      read: (key, first, last) => {
        if (last - first > 3) tallies++;
        return windows.read(key, first, last);
      },
    },
  };
  for (let minute = 0; minute < 120; minute++) {
    await detect(many(3, MIDNIGHT + minute * W), MIDNIGHT + minute * W, watched);
  }
  expect(tallies).toBeGreaterThan(5);
  expect(tallies).toBeLessThan(40);
  const [open] = await found(deps);
  expect(open?.count).toBeLessThan(360);
  await sweep(MIDNIGHT + DAY_MS, deps);
  expect(await found(deps)).toMatchObject([{ count: 360, status: "closed" }]);
});
