import { detect, type Deps } from "../../../../lambda/core/engine";
import type { Finding, FindingStep } from "../../../../lambda/core/findings/finding";
import { sweep } from "../../../../lambda/core/findings/sweep";
import { parseConfig } from "../../../../lambda/core/model/config";
import { DAY_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { burst, MIDNIGHT, requestsAt, ruleOf, TEST_KEY } from "../../../support/observations";
import { newDeps } from "../../../support/workers";

const GAP = 5 * MINUTE_MS;
const rule = ruleOf(burst(3, 2 * MINUTE_MS), { gapMs: GAP });
const HALF_WINDOW = MINUTE_MS;

/** A world that counts how often a head is written. */
function watched(isExact = false) {
  const deps = newDeps([rule], undefined, parseConfig({ quietMinutes: 5 }), isExact);
  const written: (readonly FindingStep[])[] = [];
  const findings: Deps["findings"] = {
    ...deps.findings,
    write: (head, steps) => {
      written.push(steps);
      return deps.findings.write(head, steps);
    },
  };
  return { deps: { ...deps, findings }, written };
}

const found = async (deps: Deps): Promise<readonly Finding[]> =>
  (await deps.findings.read(TEST_KEY))?.findings ?? [];

/** Three requests within three milliseconds, of which the last fires. */
const three = (atMs: number) => requestsAt([atMs - 2, atMs - 1, atMs]);

const hit = (atMs: number) => requestsAt([atMs]);

/** A request each second, each in a batch of its own that arrives at once. */
async function flood(deps: Deps, seconds: number): Promise<number> {
  for (let i = 0; i < seconds; i++) {
    const atMs = MIDNIGHT + i * 1000;
    await detect(hit(atMs), atMs, deps);
  }
  return MIDNIGHT + (seconds - 1) * 1000;
}

test("a flood writes its head when it is tallied or grows graver, and else once a minute", async () => {
  const { deps, written } = watched();
  await flood(deps, 600);
  const quiet = written.filter((steps) => steps.length === 0);
  expect(written.length - quiet.length).toBeGreaterThan(1);
  expect(quiet.length).toBeGreaterThan(5);
  expect(quiet.length).toBeLessThanOrEqual(12);
});

test("its last step tells the true end, count and peak all the same", async () => {
  const { deps } = watched();
  const endMs = await flood(deps, 335);
  const [unwritten] = await found(deps);
  expect(unwritten?.lastSeen).toBeLessThan(endMs);
  const [closing] = (await sweep(MIDNIGHT + DAY_MS, deps)).slice(-1);
  expect(closing).toMatchObject({
    kind: "closed",
    finding: { firstSeen: MIDNIGHT, lastSeen: endMs, count: 335, peak: 120 },
  });
  expect(await found(deps)).toEqual([closing?.finding]);
});

test("where every observation comes once each change is written", async () => {
  const { deps, written } = watched(true);
  const endMs = await flood(deps, 30);
  expect(written).toHaveLength(28);
  expect(await found(deps)).toMatchObject([{ lastSeen: endMs, peak: 30 }]);
});

test.each([
  ["a minute of the clock later", MINUTE_MS, 30_000],
  ["more than a minute of its own time later", 1, MINUTE_MS + 1],
  ["before it began", 1, -30_000],
])("what fires %s is written", async (_name, clockMs, eventMs) => {
  const { deps, written } = watched();
  await detect(three(MIDNIGHT + HALF_WINDOW), MIDNIGHT, deps);
  await detect(three(MIDNIGHT + HALF_WINDOW + eventMs), MIDNIGHT + clockMs, deps);
  expect(written).toHaveLength(2);
});

describe("an end that is later than it was written", () => {
  /** Of the second three nothing is written. */
  async function begun() {
    const { deps, written } = watched();
    await detect(three(MIDNIGHT), MIDNIGHT, deps);
    const endMs = MIDNIGHT + 40_000;
    await detect(three(endMs), MIDNIGHT + 1, deps);
    expect(written).toHaveLength(1);
    return { deps, endMs };
  }

  test("joins what lies at most the gap after it", async () => {
    const { deps, endMs } = await begun();
    await detect(three(endMs + GAP), MIDNIGHT + 2, deps);
    expect(await found(deps)).toMatchObject([{ firstSeen: MIDNIGHT - 2, lastSeen: endMs + GAP }]);
  });

  test("leaves alone what lies a millisecond more after it", async () => {
    const { deps, endMs } = await begun();
    await detect(three(endMs + GAP + 1), MIDNIGHT + 2, deps);
    expect(await found(deps)).toHaveLength(2);
    await sweep(MIDNIGHT + DAY_MS, deps);
    const ends = (await found(deps)).map(({ lastSeen }) => lastSeen).sort();
    expect(ends).toEqual([endMs, endMs + GAP + 1]);
  });

  test("joins it when it closes, where both were counted at the same moment", async () => {
    const { deps } = watched();
    await detect(three(MIDNIGHT), MIDNIGHT, deps);
    const endMs = MIDNIGHT + 40_000;
    const { findings } = deps;
    const slow: Deps = {
      ...deps,
      findings: {
        ...findings,
        write: async (head, steps) => {
          await detect(three(endMs), MIDNIGHT + 1, deps);
          return findings.write(head, steps);
        },
      },
    };
    await detect(three(endMs + GAP), MIDNIGHT + 2, slow);
    expect(await found(deps)).toHaveLength(2);
    const steps = await sweep(MIDNIGHT + DAY_MS, deps);
    expect(steps.map(({ kind }) => kind)).toEqual(["merged", "closed"]);
    expect(await found(deps)).toMatchObject([
      { status: "closed", firstSeen: MIDNIGHT - 2, lastSeen: endMs + GAP, count: 9 },
    ]);
  });
});

test("a finding whose rule has been switched off closes as it was written", async () => {
  const { deps } = watched();
  await flood(deps, 30);
  const [unwritten] = await found(deps);
  await sweep(MIDNIGHT + DAY_MS, { ...deps, rules: [] });
  expect(await found(deps)).toMatchObject([{ status: "closed", lastSeen: unwritten?.lastSeen }]);
});
