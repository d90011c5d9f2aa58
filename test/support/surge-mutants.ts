import { judgeSurge, type Latest } from "../../lambda/core/counting/minutes/judge-surge";
import type { MinuteSums } from "../../lambda/core/counting/minutes/sums";
import { MINUTE_MS } from "../../lambda/core/model/time";
import type { JudgeSurge } from "./surge-crowds";

/* Ways to judge a surge wrongly, each made of the right one by what it is given. */

const withLatest =
  (change: (latest: Latest, sums: MinuteSums) => Latest): JudgeSurge =>
  (surge, delays, usual, sums, latest) =>
    judgeSurge(surge, delays, usual, sums, change(latest, sums));

const withSums =
  (change: (sums: MinuteSums) => MinuteSums): JudgeSurge =>
  (surge, delays, usual, sums, latest) =>
    judgeSurge(surge, delays, usual, change(sums), latest);

const withDelays =
  (change: (delays: readonly number[]) => readonly number[]): JudgeSurge =>
  (surge, delays, ...rest) =>
    judgeSurge(surge, delays && change(delays), ...rest);

/** Expects everybody to type at once. */
export const expectsAllAtOnce = withDelays((delays) => delays.map(() => 1));

/** Expects people a minute before they type. */
export const expectsTooSoon = withDelays((delays) => [...delays.slice(1), 1]);

/** Gives people three minutes more than they take. */
export const waitsTooLong = withDelays((delays) => [0, 0, 0, ...delays.slice(0, -3)]);

/** Expects a code of everybody who asks. */
export const expectsEverybody: JudgeSurge = (surge, delays, _, ...rest) =>
  judgeSurge(surge, delays, { share: 1 }, ...rest);

/** Takes what chance may miss for an attack. */
export const ignoresChance: JudgeSurge = (surge, ...rest) =>
  judgeSurge({ ...surge, deviations: 0 }, ...rest);

/** Never asks how many of the codes are typed in at all. */
export const ignoresWhatIsTyped: JudgeSurge = (surge, ...rest) =>
  judgeSurge({ ...surge, share: Infinity, deviations: 1 }, ...rest);

/** Does not see the codes that are typed in. */
export const overlooksConfirmations = withSums((sums) => ({ ...sums, confirmed: () => 0 }));

/** Takes codes for typed in a minute later than they were. */
export const countsThemLate = withSums((sums) => ({
  ...sums,
  confirmed: (first, last) => sums.confirmed(first - 1, last - 1),
}));

/** Takes every request for made when its minute began. */
export const forgetsSeconds = withLatest(({ times, ...latest }) => ({
  ...latest,
  times: times.map((time) => Math.floor(time / MINUTE_MS) * MINUTE_MS),
}));

/** Takes long files for a stream, in which nothing is still to come. */
export const trustsFiles: JudgeSurge = (surge, delays, usual, sums, latest) => {
  const minutes = [...new Set(latest.times.map((time) => Math.floor(time / MINUTE_MS)))];
  for (const minute of minutes.sort((a, b) => a - b)) {
    const isIn = (time: number): boolean => Math.floor(time / MINUTE_MS) === minute;
    const times = latest.times.filter(isIn);
    const part = { atMs: Math.max(...times), times, confirmed: latest.confirmed.filter(isIn) };
    const fired = judgeSurge(surge, delays, usual, sums, part);
    if (fired !== undefined) return fired;
  }
  return undefined;
};

/** Looks at a batch as a whole when it is over. */
export const looksAtTheEnd = withLatest((latest) => ({
  ...latest,
  times: latest.times.filter((time) => time === latest.atMs),
}));

/** Takes requests that came with one batch for ones that came before it. */
export const takesSumsForHistory = withSums((sums) => ({
  ...sums,
  requests: (first, last) => sums.requests(first - 5, last),
}));
