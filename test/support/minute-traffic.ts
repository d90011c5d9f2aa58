import fc from "fast-check";
import type { ActiveRule } from "../../lambda/core/rules/active-rule";
import type { MinuteMeasure } from "../../lambda/core/model/measure";
import type { CountKey } from "../../lambda/core/model/rule";
import type { Observation } from "../../lambda/core/model/observation";
import { DAY_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { CLIENT, confirmation, IP, LIVE, MIDNIGHT, request, ruleOf } from "./observations";

/** Requests evenly spaced, of which some are confirmed after a while. */
interface Stretch {
  /** Minutes after the midnight that all is placed around. */
  readonly start: number;
  readonly count: number;
  readonly everyMs: number;
  readonly percentConfirmed: number;
  readonly delayMs: number;
}

/** Traffic of one entity under one rule that compares minutes with the past. */
export interface MinuteCase {
  readonly measure: MinuteMeasure;
  /** The session gap in minutes. */
  readonly quiet: number;
  /** What it did on days before, with the number of days back. */
  readonly history: readonly (Stretch & { readonly daysBack: number })[];
  readonly stretches: readonly Stretch[];
}

const volume = fc.record({
  kind: fc.constant("volume" as const),
  threshold: fc.integer({ min: 2, max: 12 }),
  windowMs: fc.integer({ min: 1, max: 7 }).map((minutes) => minutes * MINUTE_MS),
  times: fc.constantFrom(1, 1.5, 3),
});

const excess = fc.record({
  kind: fc.constant("unconfirmed-excess" as const),
  threshold: fc.integer({ min: 2, max: 12 }),
  windowMs: fc.integer({ min: 1, max: 7 }).map((minutes) => minutes * MINUTE_MS),
  spansMs: fc.constantFrom(
    [2 * MINUTE_MS, 5 * MINUTE_MS, 17 * MINUTE_MS],
    [5 * MINUTE_MS],
    [MINUTE_MS, 60 * MINUTE_MS],
  ),
  share: fc.constantFrom(0.5, 0.7),
  deviations: fc.constantFrom(undefined, 0.5, 2.5),
  times: fc.constantFrom(1, 3),
  drift: fc.constantFrom(
    undefined,
    { threshold: 3, tolerance: 0.15 },
    { threshold: 9, tolerance: 0.4 },
    { threshold: 6, tolerance: 0.6, leastTolerance: 0.05 },
  ),
});

const stretch: fc.Arbitrary<Stretch> = fc.record({
  start: fc.integer({ min: -30, max: 40 }),
  count: fc.oneof(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 10, max: 120 })),
  everyMs: fc.oneof(fc.nat(3000), fc.nat(40_000), fc.constant(MINUTE_MS)),
  percentConfirmed: fc.constantFrom(0, 0, 30, 80, 100),
  delayMs: fc.oneof(fc.nat(2 * MINUTE_MS), fc.integer({ min: 0, max: 6 * MINUTE_MS })),
});

/** A flood that nobody confirms: it must be found in whatever order its records come. */
const flood: fc.Arbitrary<Stretch> = fc.record({
  start: fc.integer({ min: -30, max: 40 }),
  count: fc.integer({ min: 60, max: 180 }),
  everyMs: fc.integer({ min: 1000, max: 12_000 }),
  percentConfirmed: fc.constant(0),
  delayMs: fc.constant(0),
});

const earlier = fc.record({
  daysBack: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 16 })),
  start: fc.integer({ min: -40, max: 40 }),
  count: fc.integer({ min: 40, max: 130 }),
  everyMs: fc.constantFrom(200, 1000, 5000),
  percentConfirmed: fc.constantFrom(0, 0, 50, 80, 100),
  delayMs: fc.constantFrom(0, 30_000),
});

/** Two weeks without a gap, whose days differ a little or a lot. */
const everyDay = fc
  .array(
    fc.record({
      count: fc.integer({ min: 25, max: 60 }),
      percentConfirmed: fc.constantFrom(60, 80, 80, 80, 90),
    }),
    { minLength: 14, maxLength: 14 },
  )
  .map((days) =>
    days.map((day, i) => ({ ...day, daysBack: i + 1, start: 40, everyMs: 5000, delayMs: 30_000 })),
  );

export const minuteCase: fc.Arbitrary<MinuteCase> = fc.record({
  measure: fc.oneof(volume, excess),
  quiet: fc.constantFrom(7, 17, 60),
  history: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 4, arbitrary: fc.array(earlier, { minLength: 3, maxLength: 7 }) },
    { weight: 1, arbitrary: everyDay },
  ),
  stretches: fc
    .tuple(
      fc.array(stretch, { minLength: 1, maxLength: 5 }),
      fc.array(flood, { minLength: 1, maxLength: 2 }),
    )
    .map(([some, floods]) => [...some, ...floods]),
});

export const ruleOfMinutes = ({ measure, quiet }: MinuteCase): ActiveRule =>
  ruleOf(measure, { id: "test-minutes", gapMs: quiet * MINUTE_MS });

export const MINUTE_KEY: CountKey = {
  scope: LIVE,
  target: CLIENT,
  ruleId: "test-minutes",
  entity: { type: "ip", value: IP },
};

function observationsOf(stretches: readonly Stretch[], originMs: number, name: string) {
  return stretches.flatMap(
    ({ start, count, everyMs, percentConfirmed, delayMs }, i): Observation[] =>
      Array.from({ length: count }, (_, k) => {
        const id = `${name}${i}-${k}`;
        const atMs = originMs + start * MINUTE_MS + k * everyMs;
        const delivery = k % 3 === 0 ? "possible" : "sms";
        const isConfirmed = ((k + 1) * percentConfirmed) % 100 < percentConfirmed;
        return [
          request({ id, atMs, delivery }),
          ...(isConfirmed ? [confirmation({ id: `${id}c`, atMs: atMs + delayMs })] : []),
        ];
      }).flat(),
  );
}

/** The days before. */
export const historyOf = ({ history }: MinuteCase): readonly Observation[] =>
  history.flatMap((each, i) => observationsOf([each], MIDNIGHT - each.daysBack * DAY_MS, `h${i}-`));

/** What happens around midnight. */
export const recentOf = ({ stretches }: MinuteCase): readonly Observation[] =>
  observationsOf(stretches, MIDNIGHT, "r");
