import type { HourCounts, MinuteStore } from "../../lambda/core/counting/minutes/minute-count";
import { countKeyText } from "../../lambda/core/model/rule";
import { hourOf } from "./minute-store-contract";
import type { Mutation } from "./workers";

const withMinutes =
  (change: (minutes: MinuteStore) => MinuteStore): Mutation =>
  (deps) => ({ ...deps, minutes: change(deps.minutes) });

const COUNTED = ["requests", "confirmed", "paid", "unsent"] as const;

function sumOf(a: HourCounts, b: HourCounts, sign: 1 | -1): HourCounts {
  const [requests = [], confirmed = [], paid = [], unsent = []] = COUNTED.map((kind) =>
    a[kind].map((count, minute) => count + sign * b[kind][minute]!),
  );
  return { hour: a.hour, requests, confirmed, paid, unsent };
}

/** Reads an hour, adds to it in memory, and writes the sum: right as long as it is alone. */
export const writesSums = (): Mutation =>
  withMinutes((minutes) => ({
    ...minutes,
    add: async (key, addition) => {
      const [before = hourOf(addition.hour)] = await minutes.read(
        key,
        addition.hour,
        addition.hour,
      );
      const sum = sumOf(before, addition, 1);
      const [now = hourOf(addition.hour)] = await minutes.read(key, addition.hour, addition.hour);
      await minutes.add(key, sumOf(sum, now, -1));
    },
  }));

/** Judges on what stood there before its own write, with its own batch added in memory. */
export const judgesBeforeItWrites = (): Mutation =>
  withMinutes((minutes) => {
    const seen = new Map<string, HourCounts>();
    return {
      add: async (key, addition) => {
        const { hour } = addition;
        const place = `${countKeyText(key)}@${hour}`;
        const [before = hourOf(hour)] = await minutes.read(key, hour, hour);
        seen.set(place, sumOf(before, addition, 1));
        await minutes.add(key, addition);
      },
      read: async (key, first, last) =>
        (await minutes.read(key, first, last)).map(
          (stored) => seen.get(`${countKeyText(key)}@${stored.hour}`) ?? stored,
        ),
    };
  });

/** Keeps baselines whose peak is one request too large. */
export const raisesPeaks = (): Mutation => (deps) => {
  const { baselines } = deps;
  return {
    ...deps,
    baselines: {
      ...baselines,
      keep: (key, day, { peak, ...rest }) =>
        baselines.keep(key, day, { ...rest, peak: peak === undefined ? undefined : peak + 1 }),
    },
  };
};

/** Takes a code that is typed in for a minute later than it was. */
export const confirmationsLate = (minutes: MinuteStore): MinuteStore => ({
  ...minutes,
  read: async (key, first, last) =>
    (await minutes.read(key, first, last)).map((hour) => ({
      ...hour,
      confirmed: [0, ...hour.confirmed.slice(0, -1)],
    })),
});

export const countsConfirmationsLate = (): Mutation => withMinutes(confirmationsLate);
