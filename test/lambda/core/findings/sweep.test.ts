import { parseConfig } from "../../../../lambda/core/model/config";
import { detect, type Deps } from "../../../../lambda/core/engine";
import { sweep } from "../../../../lambda/core/findings/sweep";
import { HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { burst, MIDNIGHT, requestsAt, ruleOf, TEST_KEY } from "../../../support/observations";
import { newDeps } from "../../../support/workers";

/** The gap, and the minute for which an arrival may stay unwritten. */
const QUIET = 31 * MINUTE_MS;
const depsOf = (windowMs = MINUTE_MS, settings: object = {}): Deps =>
  newDeps([ruleOf(burst(3, windowMs))], undefined, parseConfig(settings));

const run = (fromMs: number) => requestsAt([0, 1, 2].map((ms) => fromMs + ms));

test("a finding closes when nothing has arrived for the session gap", async () => {
  const deps = depsOf();
  await detect(run(MIDNIGHT), MIDNIGHT + 9000, deps);
  expect(await sweep(MIDNIGHT + 9000 + QUIET - 1, deps)).toEqual([]);
  const steps = await sweep(MIDNIGHT + 9000 + QUIET, deps);
  expect(steps).toMatchObject([
    { kind: "closed", sequence: 2, finding: { status: "closed", count: 3 } },
  ]);
  expect(await sweep(MIDNIGHT + HOUR_MS, deps)).toEqual([]);
  expect(await deps.findings.open()).toEqual([]);
});

test("it is the arrival that counts and not the event's time", async () => {
  const deps = depsOf();
  await detect(run(MIDNIGHT - 24 * HOUR_MS), MIDNIGHT, deps);
  expect(await sweep(MIDNIGHT + QUIET - 1, deps)).toEqual([]);
  expect(await sweep(MIDNIGHT + QUIET, deps)).toHaveLength(1);
});

test("a rule with a longer window is quiet for as long as its window", async () => {
  const deps = depsOf(4 * HOUR_MS);
  await detect(run(MIDNIGHT), MIDNIGHT, deps);
  expect(await sweep(MIDNIGHT + 4 * HOUR_MS + MINUTE_MS - 1, deps)).toEqual([]);
  expect(await sweep(MIDNIGHT + 4 * HOUR_MS + MINUTE_MS, deps)).toHaveLength(1);
});

test("of the findings of one key only those close that are over", async () => {
  const deps = depsOf();
  await detect(run(MIDNIGHT), MIDNIGHT, deps);
  await detect(run(MIDNIGHT + HOUR_MS), MIDNIGHT + QUIET - 1, deps);
  const steps = await sweep(MIDNIGHT + QUIET, deps);
  expect(steps.map(({ finding }) => finding.firstSeen)).toEqual([MIDNIGHT]);
  expect((await deps.findings.read(TEST_KEY))?.findings.map(({ status }) => status).sort()).toEqual(
    ["closed", "open"],
  );
  expect(await deps.findings.open()).toEqual([TEST_KEY]);
});

test("where a new hit is faster the finding stays open", async () => {
  const deps = depsOf();
  await detect(run(MIDNIGHT), MIDNIGHT, deps);
  const { findings } = deps;
  const late: Deps = {
    ...deps,
    findings: {
      ...findings,
      write: async (head, steps) => {
        await detect(run(MIDNIGHT + 100), MIDNIGHT + HOUR_MS, deps);
        return findings.write(head, steps);
      },
    },
  };
  expect(await sweep(MIDNIGHT + HOUR_MS, late)).toEqual([]);
  expect((await findings.read(TEST_KEY))?.findings).toMatchObject([
    { status: "open", lastSeen: MIDNIGHT + 102 },
  ]);
});

test("money that only the last tally finds still escalates, before the finding closes", async () => {
  const deps = depsOf(MINUTE_MS, { escalateAtUsd: [1], assumedPriceUsd: 0.2 });
  await detect(run(MIDNIGHT), MIDNIGHT, deps);
  const more = await detect(run(MIDNIGHT + 1000), MIDNIGHT + 1000, deps);
  expect(more.steps).toEqual([]);
  const steps = await sweep(MIDNIGHT + HOUR_MS, deps);
  expect(steps).toMatchObject([
    { kind: "escalated", sequence: 2, finding: { level: 1, severity: "high", status: "open" } },
    { kind: "closed", sequence: 3, finding: { level: 1, severity: "high", money: { usd: 1.2 } } },
  ]);
  expect((await deps.findings.read(TEST_KEY))?.findings).toEqual([steps[1]?.finding]);
});

test("there is nothing to sweep where nothing is open", async () => {
  expect(await sweep(MIDNIGHT, depsOf())).toEqual([]);
});
