import { baselineOf } from "../../lambda/core/counting/minutes/baseline";
import { judgeExcess } from "../../lambda/core/counting/minutes/judge-minutes";
import type { HourCounts } from "../../lambda/core/counting/minutes/minute-count";
import type { MinuteSums } from "../../lambda/core/counting/minutes/sums";
import type { UsualShare } from "../../lambda/core/counting/minutes/usual-share";
import type { Drift, UnconfirmedExcess } from "../../lambda/core/model/measure";
import type { BaselineOf, JudgeExcess } from "./drift-properties";
import { hourOf } from "./minute-store-contract";

/* Ways to get the worst day or a drift wrong, each made of the right one by what it is given. */

const HOURS_IN_DAY = 24;

const withWorstOf =
  (change: (hours: readonly HourCounts[]) => readonly HourCounts[]): BaselineOf =>
  (hours, windowMs) => ({
    ...baselineOf(hours, windowMs),
    worstDay: baselineOf(change(hours), windowMs).worstDay,
  });

const latest = (hours: readonly HourCounts[]): number => Math.max(...hours.map(({ hour }) => hour));

/** Forgets what bad days are like. */
export const forgetsTheWorst: BaselineOf = (hours, windowMs) => ({
  ...baselineOf(hours, windowMs),
  worstDay: undefined,
});

/** Lets the latest days tell what bad ones are like, on which an attack may have begun. */
export const countsTheLatest = withWorstOf((hours) => [
  ...hours,
  hourOf(latest(hours) + 3 * HOURS_IN_DAY, { requests: { 0: 1 } }),
]);

/** Takes a good day for the worst. */
export const takesAGoodDay: BaselineOf = (hours, windowMs) => {
  const { worstDay, goodDays, ...rest } = baselineOf(hours, windowMs);
  return { ...rest, goodDays, worstDay: worstDay === undefined ? undefined : goodDays };
};

/** Takes half as many days for enough. */
export const trustsFewDays = withWorstOf((hours) => [
  ...hours.map((each) => ({ ...each, hour: each.hour - 30 * HOURS_IN_DAY })),
  ...hours,
]);

const twice = (counts: readonly number[]): readonly number[] => counts.map((count) => 2 * count);

/** Takes half as many requests for enough of a day. */
export const trustsThinDays = withWorstOf((hours) =>
  hours.map((each) => ({
    ...each,
    requests: twice(each.requests),
    confirmed: twice(each.confirmed),
  })),
);

const withUsual =
  (change: (usual: UsualShare) => UsualShare): JudgeExcess =>
  (measure, usual, ...rest) =>
    judgeExcess(measure, change(usual), ...rest);

const withDrift =
  (change: (drift: Drift, usual: UsualShare) => Drift | undefined): JudgeExcess =>
  (measure, usual, ...rest) =>
    judgeExcess(
      { ...measure, drift: measure.drift && change(measure.drift, usual) },
      usual,
      ...rest,
    );

const withSums =
  (change: (sums: MinuteSums) => MinuteSums): JudgeExcess =>
  (measure: UnconfirmedExcess, usual, sums, minute) =>
    judgeExcess(measure, usual, change(sums), minute);

/** Never adds small lacks up. */
export const forgetsDrift = withDrift(() => undefined);

/** Tolerates the same, whatever the entity's own days are like. */
export const toleratesAlike = withUsual((usual) => ({ ...usual, shortfall: undefined }));

/** Tolerates no less than on the worst day, and no more. */
export const toleratesTheWorst = withUsual(({ shortfall, ...usual }) => ({
  ...usual,
  shortfall: shortfall === undefined ? undefined : shortfall / 1.75,
}));

/** Tolerates nothing where the entity's days never differed. */
export const toleratesNothing = withDrift((drift) =>
  drift.leastTolerance === undefined ? drift : { ...drift, leastTolerance: 0 },
);

/** Tolerates as much as the worst day told, however much that is. */
export const toleratesAnything = withDrift((drift) =>
  drift.leastTolerance === undefined ? drift : { ...drift, tolerance: 1 },
);

/** Takes a launch for a usual day, and what chance does to usual days for nothing. */
export const forgetsHowBusy = withUsual((usual) => ({ ...usual, perQuarterDay: 0 }));

/** Doubles what is usual, so that no day is busy. */
export const neverBusy = withUsual((usual) => ({
  ...usual,
  perQuarterDay: 4 * usual.perQuarterDay,
}));

/** Asks for twice as much of an entity that is known. */
export const treatsKnownAsUnknown = withUsual((usual) => ({ ...usual, isKnown: false }));

/** Fires at half of what must be missing. */
export const halvesTheFloor = withDrift((drift) => ({ ...drift, threshold: drift.threshold / 2 }));

/** Waits for no confirmation. */
export const waitsForNobody = withUsual((usual) => ({ ...usual, graceMinutes: 0 }));

/** Loses the confirmations of requests that came before a stretch. */
export const countsThemLate = withSums((sums) => ({
  ...sums,
  confirmed: (first, last) => sums.confirmed(first - 1, last - 1),
}));
