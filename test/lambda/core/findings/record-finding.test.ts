import { parseConfig } from "../../../../lambda/core/model/config";
import { detect } from "../../../../lambda/core/engine";
import type { World } from "../../../../lambda/core/world";
import type { Finding, FindingStep } from "../../../../lambda/core/findings/finding";
import { sweep } from "../../../../lambda/core/findings/sweep";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import {
  burst,
  CLIENT,
  IP,
  LIVE,
  MIDNIGHT,
  requestsAt,
  ruleOf,
} from "../../../support/observations";
import { newWorld } from "../../../support/workers";

const W = MINUTE_MS;
const QUIET = 5 * MINUTE_MS;
const rule = ruleOf(burst(3, W), { quietMs: QUIET });
const KEY = {
  scope: LIVE,
  target: CLIENT,
  ruleId: "test-burst",
  entity: { type: "ip", value: IP },
} as const;

const worldOf = (settings: object = {}): World =>
  newWorld([rule], undefined, parseConfig({ quietMinutes: 5, ...settings }));

const found = async (world: World): Promise<readonly Finding[]> =>
  (await world.findings.read(KEY))?.findings ?? [];

const many = (count: number, fromMs: number, stepMs = 1) =>
  requestsAt(Array.from({ length: count }, (_, i) => fromMs + i * stepMs));

const kinds = (steps: readonly FindingStep[]): readonly string[] => steps.map(({ kind }) => kind);

test("escalations come at ten and a hundred times the threshold, once each", async () => {
  const world = worldOf();
  const told: string[] = [];
  for (const [i, batch] of [10, 19, 1, 100, 169, 1, 50].entries()) {
    const { steps } = await detect(many(batch, MIDNIGHT + i * 1000), MIDNIGHT + i * 1000, world);
    told.push(kinds(steps).join());
  }
  expect(told).toEqual(["opened", "", "escalated", "", "", "escalated", ""]);
  expect(await found(world)).toMatchObject([{ level: 2, severity: "critical", steps: 3 }]);
});

test("money escalates too", async () => {
  const world = worldOf({ escalateAtUsd: [1.5], assumedPriceUsd: 0.5 });
  await detect(many(2, MIDNIGHT), MIDNIGHT, world);
  const { steps } = await detect(many(1, MIDNIGHT + 50), MIDNIGHT, world);
  expect(kinds(steps)).toEqual(["opened"]);
  expect(steps[0]?.finding).toMatchObject({ level: 1, money: { usd: 1.5 } });
});

test("every step is a whole copy with the next number", async () => {
  const world = worldOf();
  const first = await detect(many(3, MIDNIGHT), MIDNIGHT, world);
  const second = await detect(many(40, MIDNIGHT + 100), MIDNIGHT + 200, world);
  expect(
    [...first.steps, ...second.steps].map(({ sequence, finding }) => [sequence, finding.steps]),
  ).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(second.steps[0]?.finding).toEqual((await found(world))[0]);
});

test("a hit that bridges two findings ends the younger with a last step", async () => {
  const world = worldOf();
  const first = await detect(many(3, MIDNIGHT), MIDNIGHT + 1, world);
  const far = MIDNIGHT + 2 * QUIET;
  const second = await detect(many(3, far), MIDNIGHT + 2, world);
  expect(await found(world)).toHaveLength(2);
  const bridge = await detect(many(3, MIDNIGHT + QUIET), MIDNIGHT + 3, world);
  const [older, younger] = [first.steps[0]!.finding, second.steps[0]!.finding];
  expect(bridge.steps).toMatchObject([
    { kind: "merged", sequence: 2, into: older.id, finding: { id: younger.id, status: "closed" } },
  ]);
  expect(await found(world)).toMatchObject([
    { id: older.id, firstSeen: MIDNIGHT, lastSeen: far + 2, count: 9, status: "open" },
  ]);
});

test("reopening tells nobody and keeps the id", async () => {
  const world = worldOf();
  const { steps } = await detect(many(3, MIDNIGHT), MIDNIGHT, world);
  expect(kinds(await sweep(MIDNIGHT + HOUR_MS, world))).toEqual(["closed"]);
  const again = await detect(many(3, MIDNIGHT + 1000), MIDNIGHT + HOUR_MS, world);
  expect(again.steps).toEqual([]);
  expect(await found(world)).toMatchObject([
    { id: steps[0]?.finding.id, status: "open", count: 6, steps: 2 },
  ]);
});

test("a redelivery leaves a closed finding as it is", async () => {
  const world = worldOf();
  await detect(many(3, MIDNIGHT), MIDNIGHT, world);
  await sweep(MIDNIGHT + HOUR_MS, world);
  const before = await world.findings.read(KEY);
  await detect(many(3, MIDNIGHT), MIDNIGHT + DAY_MS, world);
  expect(await world.findings.read(KEY)).toEqual(before);
});

test("hits that come late into a closed finding are counted and closed again", async () => {
  const world = worldOf();
  await detect(many(10, MIDNIGHT), MIDNIGHT, world);
  await detect(many(3, MIDNIGHT + W), MIDNIGHT, world);
  await detect(many(3, MIDNIGHT + 2 * W), MIDNIGHT, world);
  await sweep(MIDNIGHT + HOUR_MS, world);
  const late = requestsAt([MIDNIGHT + W + 1], { userAgent: "late" }).map((each) => ({
    ...each,
    id: "late",
  }));
  expect((await detect(late, MIDNIGHT + HOUR_MS, world)).steps).toEqual([]);
  expect(await found(world)).toMatchObject([{ status: "open", count: 17, peak: 10 }]);
  const steps = await sweep(MIDNIGHT + 2 * HOUR_MS, world);
  expect(steps).toMatchObject([{ kind: "closed", sequence: 3, finding: { count: 17 } }]);
});

test("findings are forgotten 30 days after their last hit", async () => {
  const world = worldOf();
  await detect(many(3, MIDNIGHT), MIDNIGHT, world);
  await sweep(MIDNIGHT + HOUR_MS, world);
  const nearly = MIDNIGHT + 30 * DAY_MS;
  await detect(many(3, nearly), nearly, world);
  expect(await found(world)).toHaveLength(2);
  await sweep(nearly + HOUR_MS, world);
  await detect(many(3, nearly + DAY_MS), nearly + DAY_MS, world);
  expect(await found(world)).toHaveLength(2);
});

test("who loses the race for a finding starts over", async () => {
  const world = worldOf();
  let rivals = 0;
  const { findings } = world;
  const contested: World = {
    ...world,
    findings: {
      ...findings,
      write: async (head, steps) => {
        if (rivals++ < 3) await detect(many(3, MIDNIGHT + rivals * 10), MIDNIGHT, world);
        return findings.write(head, steps);
      },
    },
  };
  await detect(many(3, MIDNIGHT), MIDNIGHT, contested);
  expect(await found(world)).toMatchObject([
    { firstSeen: MIDNIGHT, lastSeen: MIDNIGHT + 32, steps: 1 },
  ]);
});

test("refuses to lose what fired when it loses every race", async () => {
  const world = worldOf();
  const beaten: World = {
    ...world,
    findings: { ...world.findings, write: () => Promise.resolve(false) },
  };
  await expect(detect(many(3, MIDNIGHT), MIDNIGHT, beaten)).rejects.toThrow(/test-burst changed/);
});

test("a long finding is tallied seldom, and when it closes", async () => {
  const world = worldOf();
  let tallies = 0;
  const { windows } = world;
  const watched: World = {
    ...world,
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
  const [open] = await found(world);
  expect(open?.count).toBeLessThan(360);
  await sweep(MIDNIGHT + DAY_MS, world);
  expect(await found(world)).toMatchObject([{ count: 360, status: "closed" }]);
});
