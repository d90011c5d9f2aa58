import type { BaselineSnapshot } from "../counting/minutes/baseline";
import type { HourCounts } from "../counting/minutes/minute-count";
import { percent, whole } from "../model/format";
import type { Target } from "../model/rule";
import { DAY_MS, HOUR_MS } from "../model/time";
import { sum } from "../model/numbers";

/* No statistic finds an attack that already ran when the detector was installed: it is what the
   detector learned. The owner knows his traffic, so he is shown what was learned, twice. */

/** The e-mails that tell it: after the first day, and after the time of learning. */
export type LearnedReport = "day" | "week";

/** How far back it is told; as far as a baseline looks. */
export const TOLD_DAYS = 14;

/** The time of learning of a detector that does not learn. */
const WEEK_DAYS = 7;

/** Which e-mail is due, if any. Whoever missed the first one has all of it in the second. */
export function reportDue(
  firstSeenMs: number,
  nowMs: number,
  learningDays: number,
  told: Readonly<Partial<Record<LearnedReport, number>>>,
): LearnedReport | undefined {
  const days = (nowMs - firstSeenMs) / DAY_MS;
  if (days >= (learningDays === 0 ? WEEK_DAYS : learningDays)) {
    return told.week === undefined ? "week" : undefined;
  }
  return days >= 1 && told.day === undefined ? "day" : undefined;
}

/** What was learned of an app client, or of a pool whose hosted UI names no known one. */
export interface LearnedClient {
  readonly target: Target;
  readonly requests: number;
  readonly requestsPerDay: number;
  /** What was confirmed of them. Undefined while there are too few requests to tell. */
  readonly share?: number | undefined;
  /** The share that the rules compare with, where they know it: better days count for more. */
  readonly usualShare?: number | undefined;
  /** Whether its confirmations cannot be seen, so that it is judged by volume alone. */
  readonly isInvisible: boolean;
  /** What looks odd, each a whole sentence. */
  readonly oddities: readonly string[];
}

/** Below it an attack hides among codes that users themselves leave unconfirmed. */
export const GOOD_SHARE = 0.6;

const ENOUGH_REQUESTS = 200;
/** Below it confirmations happen elsewhere, or nobody confirms. */
const INVISIBLE_SHARE = 0.2;
const DAY_HOURS = DAY_MS / HOUR_MS;

interface Counts {
  readonly requests: number;
  readonly confirmed: number;
  readonly unsent: number;
}

const countsOf = (hours: readonly HourCounts[]): Counts => ({
  requests: sum(hours.map(({ requests }) => sum(requests))),
  confirmed: sum(hours.map(({ confirmed }) => sum(confirmed))),
  unsent: sum(hours.map(({ unsent }) => sum(unsent))),
});

/** Stretches of 24 hours that end with the last hour that is over; the rest has no whole day. */
function daysOf(hours: readonly HourCounts[], endHour: number): readonly (readonly HourCounts[])[] {
  const firstHour = Math.min(...hours.map(({ hour }) => hour));
  const whole = Math.floor((endHour - firstHour) / DAY_HOURS);
  return Array.from({ length: whole }, (_, back) =>
    hours.filter(({ hour }) => Math.floor((endHour - 1 - hour) / DAY_HOURS) === back),
  );
}

/** Of a day in which nobody sleeps, a quarter lies in any six hours. */
const QUIET_HOURS = 6;
const FLAT_SHARE = 0.1;

/** The share of requests in those six hours of the day that have the fewest. */
function quietestShare(days: readonly (readonly HourCounts[])[]): number {
  const byHour = new Array<number>(DAY_HOURS).fill(0);
  for (const { hour, requests } of days.flat()) {
    const ofDay = hour % DAY_HOURS;
    byHour[ofDay] = (byHour[ofDay] ?? 0) + sum(requests);
  }
  const from = (start: number): number =>
    sum(Array.from({ length: QUIET_HOURS }, (_, i) => byHour[(start + i) % DAY_HOURS] ?? 0));
  return Math.min(...byHour.map((_, start) => from(start))) / Math.max(1, sum(byHour));
}

const ENOUGH_IN_A_DAY = 30;
const ODD_GAP = 0.25;
const ODD_TIMES = 3;

const shareOf = ({ confirmed, requests }: Counts): number =>
  Math.min(1, confirmed / Math.max(1, requests));

function unevenShares(days: readonly Counts[]): readonly string[] {
  const told = days
    .filter(({ requests }) => requests >= ENOUGH_IN_A_DAY)
    .sort((a, b) => shareOf(a) - shareOf(b));
  const [worst, best] = [told[0], told.at(-1)];
  if (worst === undefined || best === undefined) return [];
  if (shareOf(best) - shareOf(worst) < ODD_GAP) return [];
  return [
    `On its worst day ${percent(shareOf(worst))} of ${whole(worst.requests)} codes were confirmed, on its best ${percent(shareOf(best))} of ${whole(best.requests)}.`,
  ];
}

function unevenVolume(days: readonly Counts[]): readonly string[] {
  const sizes = days.map(({ requests }) => requests).sort((a, b) => a - b);
  const usual = sizes[Math.floor((sizes.length - 1) / 2)] ?? 0;
  const most = sizes.at(-1) ?? 0;
  return usual > 0 && most > ODD_TIMES * usual
    ? [`Its busiest day had ${whole(most)} requests, a usual one ${whole(usual)}.`]
    : [];
}

/** What an attack that was learned leaves in the figures. Harmless traffic may look so, too. */
function odditiesIn(hours: readonly HourCounts[], endHour: number): readonly string[] {
  const all = countsOf(hours);
  if (all.requests < ENOUGH_REQUESTS) return [];
  const days = daysOf(hours, endHour);
  const counts = days.map(countsOf);
  const quiet = days.length === 0 ? 0 : quietestShare(days);
  const unsent = all.unsent / all.requests;
  return [
    ...(quiet >= FLAT_SHARE
      ? [
          `It does not sleep: its quietest six hours of the day hold ${percent(quiet)} of its requests, and 25 % would be all alike.`,
        ]
      : []),
    ...unevenShares(counts),
    ...unevenVolume(counts),
    ...(unsent >= 0.5 ? [`${percent(unsent)} of its requests were refused and sent nothing.`] : []),
  ];
}

/**
 * What these hours say of a client; undefined of one that asked for nothing.
 *
 * @param usual what the rules take for usual, where they know it
 */
export function learnedOf(
  target: Target,
  hours: readonly HourCounts[],
  usual: BaselineSnapshot | undefined,
  nowMs: number,
): LearnedClient | undefined {
  const past = hours.filter((hour) => sum(hour.requests) + sum(hour.confirmed) > 0);
  const counts = countsOf(past);
  const { requests } = counts;
  if (requests === 0) return undefined;
  const endHour = Math.floor(nowMs / HOUR_MS);
  const days = (endHour - Math.min(...past.map(({ hour }) => hour))) / DAY_HOURS;
  const share = requests < ENOUGH_REQUESTS ? undefined : shareOf(counts);
  const usualShare = usual?.confirmedShare;
  return {
    target,
    requests,
    requestsPerDay: requests / Math.max(1, days),
    share,
    usualShare,
    isInvisible:
      usual?.isConfirmationInvisible === true ||
      (usualShare === undefined && share !== undefined && share < INVISIBLE_SHARE),
    oddities: odditiesIn(past, endHour),
  };
}
