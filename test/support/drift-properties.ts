import fc from "fast-check";
import type { baselineOf } from "../../lambda/core/counting/minutes/baseline";
import type { judgeExcess } from "../../lambda/core/counting/minutes/judge-minutes";
import type { HourCounts } from "../../lambda/core/counting/minutes/minute-count";
import { sumsOf } from "../../lambda/core/counting/minutes/sums";
import { usualShare } from "../../lambda/core/counting/minutes/usual-share";
import type { UnconfirmedExcess } from "../../lambda/core/model/measure";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { firingAt, pastsOf, type Times } from "./minute-reference";
import { hourOf } from "./minute-store-contract";
import { ruleOf } from "./observations";

export type BaselineOf = typeof baselineOf;
export type JudgeExcess = typeof judgeExcess;

const DAY = 20_700;
const MINUTES_IN_DAY = 1440;
/** The minute that is judged: noon of a day. */
const NOON = DAY * MINUTES_IN_DAY + 720;

/** How often a property met what it was made for. */
export interface DriftCoverage {
  firing: number;
  silent: number;
  /** Pasts that tell of their worst day. */
  withWorst: number;
}

export const newDriftCoverage = (): DriftCoverage => ({ firing: 0, silent: 0, withWorst: 0 });

const measureOf = (drift: UnconfirmedExcess["drift"]): UnconfirmedExcess => ({
  kind: "unconfirmed-excess",
  threshold: 200,
  windowMs: 5 * MINUTE_MS,
  spansMs: [60 * MINUTE_MS, MINUTES_IN_DAY * MINUTE_MS],
  share: 0.5,
  times: 3,
  drift,
});

function hoursOf({ requests, confirmed }: Times): readonly HourCounts[] {
  const counts = new Map<
    number,
    { requests: Record<number, number>; confirmed: Record<number, number> }
  >();
  for (const [kind, minutes] of Object.entries({ requests, confirmed })) {
    for (const minute of minutes) {
      const hour = Math.floor(minute / 60);
      const own = counts.get(hour) ?? { requests: {}, confirmed: {} };
      counts.set(hour, own);
      const list = own[kind as "requests" | "confirmed"];
      list[minute % 60] = (list[minute % 60] ?? 0) + 1;
    }
  }
  return [...counts].map(([hour, own]) => hourOf(hour, own)).sort((a, b) => a.hour - b.hour);
}

/** So many requests, evenly spaced, of which a share is typed in a minute later. */
const spread = (from: number, length: number, count: number, share: number): Times => {
  const requests = Array.from({ length: count }, (_, i) => from + Math.floor((i * length) / count));
  const isTyped = (i: number): boolean => Math.floor((i + 1) * share) > Math.floor(i * share);
  return { requests, confirmed: requests.filter((_, i) => isTyped(i)).map((minute) => minute + 1) };
};

const together = (parts: readonly Times[]): Times => ({
  requests: parts.flatMap(({ requests }) => requests).sort((a, b) => a - b),
  confirmed: parts.flatMap(({ confirmed }) => confirmed).sort((a, b) => a - b),
});

const dayArbitrary = fc.record({
  count: fc.constantFrom(0, 29, 30, 30, 45, 60, 60, 90),
  share: fc.constantFrom(0.2, 0.6, 0.7, 0.75, 0.8),
});

/** Two weeks, of which some days say little. */
const historyArbitrary = fc
  .array(dayArbitrary, { minLength: 14, maxLength: 14 })
  .map((days) =>
    together(
      days.map(({ count, share }, i) =>
        spread((DAY - 1 - i) * MINUTES_IN_DAY + 600, 300, count, share),
      ),
    ),
  );

/** What a past tells of its single days is what the definition says. */
export const pastProperty = (coverage: DriftCoverage, baseline: BaselineOf) =>
  fc.property(historyArbitrary, (history) => {
    const rule = ruleOf(measureOf(undefined));
    const { worstDay, goodDays } = baseline(hoursOf(history), rule.measure.windowMs);
    const expected = pastsOf(history, rule)(DAY);
    if (expected.worstDay !== undefined) coverage.withWorst++;
    expect({ worstDay, goodDays }).toEqual({
      worstDay: expected.worstDay,
      goodDays: expected.goodDays,
    });
  });

const driftArbitrary = fc.constantFrom(
  { threshold: 23, tolerance: 0.12, leastTolerance: 0.05 },
  { threshold: 5, tolerance: 0.4, leastTolerance: 0.02 },
  { threshold: 23, tolerance: 0.3 },
);

const knownPast = fc
  .record({
    days: fc.constantFrom(3, 14),
    share: fc.constantFrom(0.5, 0.7, 0.8, 0.95),
    perDay: fc.constantFrom(10, 60, 200, 600),
    worst: fc.constantFrom(undefined, 0.3, 0.6, 0.9, 0.97, 1),
  })
  .map(({ days, share, perDay, worst }) => ({
    days,
    peak: perDay,
    requests: days * perDay,
    confirmed: Math.round(days * perDay * share),
    goodDays: share,
    worstDay: worst === undefined ? undefined : share * worst,
    delays: undefined,
  }));

const stretchArbitrary = fc
  .record({
    back: fc.constantFrom(1430, 900, 400, 200, 60),
    length: fc.constantFrom(40, 200, 700, 1400),
    count: fc.integer({ min: 5, max: 300 }),
    share: fc.constantFrom(0, 0.5, 0.6, 0.65, 0.7, 0.75),
  })
  .map(({ back, length, count, share }) =>
    spread(NOON - back, Math.min(length, back), count, share),
  );

/** Small lacks add up to what the definition says, by what the entity's own days tell. */
export const driftProperty = (coverage: DriftCoverage, judge: JudgeExcess) =>
  fc.property(
    driftArbitrary,
    knownPast,
    fc.array(stretchArbitrary, { minLength: 1, maxLength: 3 }),
    (drift, past, stretches) => {
      const measure = measureOf(drift);
      const times = together([...stretches, spread(NOON, 1, 1, 0)]);
      const fired = judge(measure, usualShare(past), sumsOf(hoursOf(times)), NOON);
      const expected = firingAt(measure, past, times, NOON);
      if (expected === undefined) coverage.silent++;
      else coverage.firing++;
      expect([fired?.minute, fired?.settled]).toEqual([expected?.minute, expected?.settled]);
    },
  );
