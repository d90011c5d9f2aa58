import fc from "fast-check";
import { memoryDeps } from "../../../../lambda/adapters/deps";
import { detect, type Deps } from "../../../../lambda/core/engine";
import { severityAt } from "../../../../lambda/core/findings/escalation";
import type { Finding } from "../../../../lambda/core/findings/finding";
import { sweep } from "../../../../lambda/core/findings/sweep";
import { parseConfig } from "../../../../lambda/core/model/config";
import type { Observation } from "../../../../lambda/core/model/observation";
import type { Measure } from "../../../../lambda/core/model/measure";
import type { Severity } from "../../../../lambda/core/model/rule";
import { DAY_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { burst, CLIENT, IP, LIVE, MIDNIGHT, request, ruleOf } from "../../../support/observations";
import { outbox } from "../../../support/incidents";
import { runs } from "../../../support/runs";

const config = parseConfig({
  escalateAtUsd: [],
  userPools: { "eu-west-1_Example": { delivers: "both", clients: ["app"] } },
});

/** What became of a request: it may have sent a text, or its error says that it did not. */
type Fate = "sent" | "refused" | "unsure";

const FATES: Readonly<Record<Fate, Partial<Observation>>> = {
  sent: { outcome: "success", delivery: "sms" },
  refused: { outcome: "failure", delivery: "sms", isUnsent: true },
  unsure: { outcome: "failure", delivery: "sms" },
};

interface Hit {
  readonly atMs: number;
  readonly fate: Fate;
}

interface Flood {
  readonly measure: Measure;
  readonly severity: Severity;
  readonly hits: readonly Hit[];
  /** Where batches end, in the order of arrival. */
  readonly cuts: readonly number[];
  readonly order: readonly number[];
}

const fate = fc.oneof(
  { weight: 60, arbitrary: fc.constant<Fate>("refused") },
  { weight: 1, arbitrary: fc.constantFrom<Fate>("sent", "unsure") },
);

const windowed: fc.Arbitrary<Measure> = fc
  .record({
    threshold: fc.integer({ min: 2, max: 5 }),
    windowMs: fc.constantFrom(60, 2000),
  })
  .map(({ threshold, windowMs }) => burst(threshold, windowMs));

const summed: fc.Arbitrary<Measure> = fc
  .integer({ min: 2, max: 10 })
  .map((threshold) => ({ kind: "volume", threshold, windowMs: MINUTE_MS, times: 3 }));

const floodOf = (measure: fc.Arbitrary<Measure>): fc.Arbitrary<Flood> =>
  fc.record({
    measure,
    severity: fc.constantFrom<Severity>("low", "medium", "high"),
    hits: fc.array(fc.record({ atMs: fc.nat(900), fate }), {
      minLength: 2,
      maxLength: 100,
      size: "max",
    }),
    cuts: fc.array(fc.nat(100), { maxLength: 20, size: "max" }),
    order: fc.array(fc.nat(1000), { minLength: 100, maxLength: 100 }),
  });

const observationsOf = ({ hits }: Flood): readonly Observation[] =>
  hits.map(({ atMs, fate: own }, i) =>
    request({ id: `e${i}`, atMs: MIDNIGHT + atMs, ...FATES[own] }),
  );

/** The findings as they end, after the batches have come in the given order, some of them twice. */
async function ended(
  flood: Flood,
  change: (deps: Deps) => Deps = (deps) => deps,
): Promise<readonly Finding[]> {
  const rule = ruleOf(flood.measure, { severity: flood.severity });
  const deps = change({ ...memoryDeps(config, outbox().mailer), rules: [rule], config });
  const arriving = observationsOf(flood)
    .map((observation, i) => ({ observation, place: flood.order[i]! }))
    .sort((a, b) => a.place - b.place)
    .map(({ observation }) => observation);
  const ends = [...new Set([...flood.cuts, arriving.length])].sort((a, b) => a - b);
  let begin = 0;
  for (const [i, end] of ends.entries()) {
    await detect(arriving.slice(Math.min(begin, arriving.length), end), MIDNIGHT + 1000 + i, deps);
    begin = end;
  }
  await sweep(MIDNIGHT + DAY_MS, deps);
  const key = { scope: LIVE, target: CLIENT, ruleId: rule.id, entity: { type: "ip", value: IP } };
  return (await deps.findings.read(key as Finding))?.findings ?? [];
}

const isMild = (severity: Severity): boolean => severity === "low" || severity === "medium";

/** By the definition: what of the requests from the first to the last may have sent a text. */
function check(flood: Flood, finding: Finding): void {
  const { firstSeen, lastSeen, level, sentNothing, severity, severityIfSent } = finding;
  const spanMs = flood.measure.windowMs;
  const chunkOf = (atMs: number): number => Math.floor(atMs / spanMs);
  const within = flood.hits.filter(
    ({ atMs }) => MIDNIGHT + atMs >= firstSeen && MIDNIGHT + atMs <= lastSeen,
  );
  const nearby = flood.hits.filter(
    ({ atMs }) =>
      chunkOf(MIDNIGHT + atMs) >= chunkOf(firstSeen) &&
      chunkOf(MIDNIGHT + atMs) <= chunkOf(lastSeen),
  );
  const isRefused = (hits: readonly Hit[]): boolean => hits.every((hit) => hit.fate === "refused");
  if (sentNothing === true) expect(isRefused(within)).toBe(true);
  if (isRefused(nearby)) expect(sentNothing).toBe(true);
  const full = severityAt(flood.severity, level);
  expect(severityIfSent).toBe(sentNothing === true ? full : undefined);
  expect(severity).toBe(sentNothing === true && !isMild(full) ? "medium" : full);
}

const property = (measure: fc.Arbitrary<Measure>, change?: (deps: Deps) => Deps) =>
  fc.asyncProperty(floodOf(measure), async (flood) => {
    for (const finding of await ended(flood, change)) check(flood, finding);
  });

test("a finding says that it sent nothing where that is certain, whatever comes first", async () => {
  await fc.assert(property(windowed), { numRuns: runs(800) });
});

test("one of minute sums does as well", async () => {
  await fc.assert(property(summed), { numRuns: runs(500) });
});

describe("an engine is caught", () => {
  const isCaught = async (change: (deps: Deps) => Deps, measure = windowed): Promise<boolean> => {
    const given = property(measure, change);
    const { failed } = await fc.check(given, { numRuns: runs(1500), endOnFailure: true });
    return failed;
  };

  test("that takes all that overflows for refused", async () => {
    const change = ({ windows, ...deps }: Deps): Deps => ({
      ...deps,
      windows: {
        ...windows,
        cut: (key, cut) => windows.cut(key, { ...cut, unsentOverflow: cut.tokens.length }),
      },
    });
    expect(await isCaught(change)).toBe(true);
  });

  test("that forgets which of the overflow was refused", async () => {
    const change = ({ windows, ...deps }: Deps): Deps => ({
      ...deps,
      windows: {
        ...windows,
        cut: (key, cut) => windows.cut(key, { ...cut, unsentOverflow: undefined }),
      },
    });
    expect(await isCaught(change)).toBe(true);
  });

  test("that counts what it cannot tell as refused in its sums", async () => {
    const change = ({ minutes, ...deps }: Deps): Deps => ({
      ...deps,
      minutes: {
        ...minutes,
        add: (key, addition) => minutes.add(key, { ...addition, unsent: addition.requests }),
      },
    });
    expect(await isCaught(change, summed)).toBe(true);
  });
});

describe("a flood that begins refused", () => {
  const HOUR_OLD = 60 * MINUTE_MS;
  const flood = (count: number, startMs: number, own: Fate, id: string): readonly Observation[] =>
    Array.from({ length: count }, (_, i) =>
      request({ id: `${id}${i}`, atMs: MIDNIGHT + startMs + i * 1000, ...FATES[own] }),
    );
  const newDeps = (): Deps => ({
    ...memoryDeps(config, outbox().mailer),
    rules: [ruleOf(burst(10, 5 * MINUTE_MS), { severity: "high", gapMs: HOUR_OLD })],
    config,
  });
  const stepsOf = async (batch: readonly Observation[], deps: Deps, atMs: number) =>
    (await detect(batch, MIDNIGHT + atMs, deps)).steps.map(({ kind, finding }) => [
      kind,
      finding.severity,
    ]);

  test("escalates with the first text, at once, however long it has gone on", async () => {
    const deps = newDeps();
    expect(await stepsOf(flood(20, 0, "refused", "a"), deps, MINUTE_MS)).toEqual([
      ["opened", "medium"],
    ]);
    expect(await stepsOf(flood(20, MINUTE_MS, "refused", "b"), deps, HOUR_OLD)).toEqual([]);
    const late = HOUR_OLD + 1000;
    expect(await stepsOf(flood(1, 2 * MINUTE_MS, "unsure", "c"), deps, late)).toEqual([
      ["escalated", "high"],
    ]);
    expect(await stepsOf(flood(20, 3 * MINUTE_MS, "refused", "d"), deps, late + 1000)).toEqual([]);
  });

  test("is as grave as ever where a text came first", async () => {
    const deps = newDeps();
    const first = flood(1, 0, "sent", "a");
    expect(await stepsOf([...first, ...flood(20, 1000, "refused", "b")], deps, 1)).toEqual([
      ["opened", "high"],
    ]);
  });

  test("escalates at its end where only the last count finds the text", async () => {
    const deps = newDeps();
    await detect(flood(20, 0, "refused", "a"), MIDNIGHT + MINUTE_MS, deps);
    const [key] = await deps.findings.open();
    const lost = { ...newDeps(), windows: deps.windows };
    await detect(flood(1, 10_500, "sent", "b"), MIDNIGHT + MINUTE_MS, lost);
    const steps = await sweep(MIDNIGHT + DAY_MS, deps);
    expect(steps.map(({ kind, finding }) => [kind, finding.severity])).toEqual([
      ["escalated", "high"],
      ["closed", "high"],
    ]);
    expect((await deps.findings.read(key!))?.findings).toMatchObject([
      { sentNothing: undefined, severityIfSent: undefined },
    ]);
  });
});

test("refused changes of settings are as grave as ever: they are no texts that failed", async () => {
  const rule = ruleOf(burst(2, MINUTE_MS), {
    severity: "high",
    isHit: ({ kind }) => kind === "setting-changed",
  });
  const deps = { ...memoryDeps(config, outbox().mailer), rules: [rule], config };
  const changes = [0, 1].map((i) =>
    request({ id: `s${i}`, atMs: MIDNIGHT + i, kind: "setting-changed", ...FATES.refused }),
  );
  const { steps } = await detect(changes, MIDNIGHT + 1000, deps);
  expect(steps).toMatchObject([{ finding: { severity: "high", sentNothing: undefined } }]);
});
