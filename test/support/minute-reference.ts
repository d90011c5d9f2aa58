import type { ActiveRule } from "../../lambda/core/rules/active-rule";
import type { Observation } from "../../lambda/core/model/observation";
import type { MinuteMeasure } from "../../lambda/core/model/measure";
import { graceMinutes, typingDelays } from "../../lambda/core/counting/minutes/typing-delay";

/**
 * The minutes, since 1970, in which an entity asked for codes and in which it typed them in: one
 * number for each record, and two for a record that was delivered twice.
 */
export interface Times {
  readonly requests: readonly number[];
  readonly confirmed: readonly number[];
}

/** What an entity did on the fourteen days before a day. */
export interface Past {
  readonly days: number;
  readonly peak: number | undefined;
  readonly requests: number;
  readonly confirmed: number;
  /** The upper quartile of the shares of days with 30 requests or more, of three days or more. */
  readonly goodDays: number | undefined;
  /** The smallest of these shares without the latest three days, of ten days or more. */
  readonly worstDay: number | undefined;
  readonly delays: readonly number[] | undefined;
}

/** A minute that fires, the minutes in which that began and ended, and by how much. */
export interface Firing {
  readonly minute: number;
  readonly since: number;
  readonly until: number;
  readonly size: number;
  /** The minute until whose end it waited for confirmations. */
  readonly settled: number;
  /** Whether it compares requests with confirmations. */
  readonly waited: boolean;
}

const MINUTE = 60_000;
const DAY = 1440;

export const minuteAt = (atMs: number): number => Math.floor(atMs / MINUTE);
const dayAt = (minute: number): number => Math.floor(minute / DAY);

/** How many of a sorted list lie before a minute. */
function before(minutes: readonly number[], minute: number): number {
  let low = 0;
  let high = minutes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (minutes[middle]! < minute) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many lie in the minutes from one to another, both included. */
const within = (minutes: readonly number[], first: number, last: number): number =>
  Math.max(0, before(minutes, last + 1) - before(minutes, first));

const distinctMinutes = new WeakMap<readonly number[], readonly number[]>();

/** Each minute once, in order. */
function distinct(minutes: readonly number[]): readonly number[] {
  const known = distinctMinutes.get(minutes) ?? [...new Set(minutes)];
  distinctMinutes.set(minutes, known);
  return known;
}

/** Those of a sorted list from one minute to another. */
const between = (minutes: readonly number[], first: number, last: number): readonly number[] =>
  minutes.slice(before(minutes, first), before(minutes, last + 1));

/** What a rule counts: only one that compares requests with confirmations counts those. */
export const timesOf = (observations: readonly Observation[], { measure }: ActiveRule): Times => {
  const of = (kind: Observation["kind"]): number[] =>
    observations
      .filter((each) => each.kind === kind)
      .map(({ atMs }) => minuteAt(atMs))
      .sort((a, b) => a - b);
  const confirmed = measure.kind === "volume" ? [] : of("sms-confirmed");
  return { requests: of("sms-requested"), confirmed };
};

/** The largest of the windows into which a day is divided from its midnight on. */
function peakOf({ requests }: Times, day: number, windowMinutes: number): number {
  const windows: number[] = [];
  for (const minute of requests.filter((each) => dayAt(each) === day)) {
    const window = Math.floor((minute - day * DAY) / windowMinutes);
    windows[window] = (windows[window] ?? 0) + 1;
  }
  return Math.max(...windows.filter((count) => count > 0));
}

/** The shares of the days with 30 requests or more that end before a day, the smallest first. */
const sharesBefore = (times: Times, day: number, first: number): readonly number[] =>
  Array.from({ length: Math.max(0, day - first) }, (_, i) => [(first + i) * DAY, DAY - 1] as const)
    .map(([from, more]) => [
      within(times.requests, from, from + more),
      within(times.confirmed, from, from + more),
    ])
    .filter(([asked = 0]) => asked >= 30)
    .map(([asked = 0, typed = 0]) => Math.min(1, typed / asked))
    .sort((a, b) => a - b);

/** Of the days before a day the last on which anything was counted. */
const latestBefore = ({ requests, confirmed }: Times, day: number): number =>
  Math.max(...[...requests, ...confirmed].map(dayAt).filter((each) => each < day));

function entityBaseline(times: Times, day: number, windowMs: number): Past {
  const first = (day - 14) * DAY;
  const last = day * DAY - 1;
  const active = new Set(times.requests.map(dayAt));
  const peaks = [...active]
    .filter((each) => each >= day - 14 && each < day)
    .map((each) => peakOf(times, each, windowMs / MINUTE))
    .sort((a, b) => b - a);
  const shares = sharesBefore(times, day, day - 14);
  const older = sharesBefore(times, latestBefore(times, day) - 2, day - 14);
  const confirmed = within(times.confirmed, first, last);
  return {
    days: peaks.length,
    peak: peaks[2],
    requests: within(times.requests, first, last),
    confirmed,
    goodDays: shares.length < 3 ? undefined : shares[Math.floor(0.75 * (shares.length - 1))],
    worstDay: older.length < 10 ? undefined : older[0],
    delays: confirmed === 0 ? undefined : delaysIn(times, first, last),
  };
}

/** The delays themselves have tests of their own, against people whose delays are known. */
function delaysIn(times: Times, first: number, last: number): readonly number[] | undefined {
  const hours = [...times.requests, ...times.confirmed]
    .filter((each) => each >= first && each <= last)
    .map((each) => Math.floor(each / 60));
  const start = Math.min(...hours) * 60;
  const length = (Math.max(...hours) + 1) * 60 - start;
  const countsOf = (minutes: readonly number[]): Float64Array => {
    const counts = new Float64Array(length);
    for (const each of minutes) {
      const place = each - start;
      if (each <= last && place >= 0 && place < length) counts[place] = (counts[place] ?? 0) + 1;
    }
    return counts;
  };
  const requests = countsOf(times.requests);
  const delays = typingDelays({ requests, confirmed: countsOf(times.confirmed) });
  return delays?.map((share) => Math.round(share * 1000) / 1000);
}

function firesByVolume(
  { threshold, windowMs, times: factor }: MinuteMeasure,
  past: Past,
  { requests }: Times,
  minute: number,
): Firing | undefined {
  const start = minute - windowMs / MINUTE + 1;
  const size = within(requests, start, minute);
  if (size <= threshold || size <= factor * (past.peak ?? 0)) return undefined;
  return {
    minute,
    since: between(requests, start, minute)[0]!,
    until: minute,
    size,
    settled: minute,
    waited: false,
  };
}

/** What an entity usually confirms of its codes, as the rule assumes or knows it. */
const usualOf = ({ requests, confirmed, goodDays = 0, worstDay, delays, days }: Past) => {
  const pooled = requests < 200 ? (confirmed + 18) / (requests + 30) : confirmed / requests;
  const share = Math.min(1, Math.max(pooled, goodDays));
  return {
    share,
    times: requests < 200 ? 2 : 1,
    isVisible: requests < 200 || share >= 0.2,
    grace: graceMinutes(delays),
    quarter: days === 0 ? 0 : requests / days / 4,
    fallsShort:
      worstDay === undefined || share === 0 ? undefined : Math.max(0, 1 - worstDay / share),
  };
};

type Excess = Extract<MinuteMeasure, { kind: "unconfirmed-excess" }>;

interface Stretch {
  readonly length: number;
  readonly size: number;
  /** Of which share so much is missing. */
  readonly share: number;
}

/** Fewer confirmations than this are too few for so many requests. */
function enough({ share, deviations = 0 }: Excess, usual: number, asked: number): number {
  const p = share * usual;
  return asked * p - deviations * Math.sqrt(asked * p * (1 - p));
}

/** All stretches that are odd by the definition, in the order in which they are looked at. */
function oddStretches(
  measure: Excess,
  past: Past,
  { requests, confirmed }: Times,
  minute: number,
  grace: number,
): readonly Stretch[] {
  const { share, times, quarter, fallsShort } = usualOf(past);
  const asked = (from: number): number => within(requests, from, minute);
  const typed = (from: number): number => within(confirmed, from, minute + grace);
  const spans = measure.spansMs
    .map((spanMs) => spanMs / MINUTE)
    .map((length) => ({ length, from: minute - length + 1 }))
    .filter(({ from }) => {
      const size = share * asked(from) - typed(from);
      const isLarge = size >= measure.threshold * times && size >= 3 * Math.sqrt(asked(from));
      return isLarge && typed(from) < enough(measure, share, asked(from));
    })
    .map(({ length, from }) => ({ length, size: share * asked(from) - typed(from), share }));
  if (measure.drift === undefined) return spans;
  const first = minute - Math.max(...measure.spansMs) / MINUTE + 1;
  const { tolerance, leastTolerance = tolerance } = measure.drift;
  const isCalm = fallsShort !== undefined && asked(first) <= 6.4 * quarter;
  const given = isCalm
    ? Math.min(tolerance, Math.max(leastTolerance, 1.75 * fallsShort))
    : tolerance;
  const reduced = share * (1 - given);
  const all = between(distinct(requests), first, minute).map((from) => ({
    length: minute - from + 1,
    size: reduced * asked(from) - typed(from),
  }));
  const size = Math.max(...all.map((each) => each.size));
  const crowd = Math.max(quarter, within(requests, minute - 359, minute));
  const limit = Math.max(
    measure.drift.threshold * times,
    (given < tolerance ? 3.5 : 5) * Math.sqrt(crowd * share * (1 - share) * 2),
  );
  if (size <= limit) return spans;
  const lengths = all.filter((each) => each.size === size).map(({ length }) => length);
  return [...spans, { length: Math.max(...lengths), size, share: reduced }];
}

/**
 * The stretch that is still growing: its latest twelfth holds a twentieth of what is missing, and
 * where it is longer than a quarter of a day its latest quarter a sixth.
 */
const growing = (
  measure: Excess,
  past: Past,
  times: Times,
  minute: number,
  grace: number,
): Stretch | undefined =>
  oddStretches(measure, past, times, minute, grace).find(({ length, size, share }) => {
    const holds = (part: number, least: number): boolean => {
      const from = minute - Math.ceil(length / part) + 1;
      const asked = within(times.requests, from, minute);
      return share * asked - within(times.confirmed, from, minute + grace) >= least;
    };
    return holds(12, size / 20) && (length <= 360 || holds(4, size / 6));
  });

/** Whether clearly more was typed in right after a minute than in the half hour before. */
function isRising({ confirmed }: Times, minute: number, grace: number): boolean {
  const before = (within(confirmed, minute - 29, minute - 5) / 25) * grace;
  return within(confirmed, minute + 1, minute + grace) > before + 3 * Math.sqrt(before + 1) + 2;
}

function firesByExcess(
  measure: Excess,
  past: Past,
  times: Times,
  minute: number,
): Firing | undefined {
  const { grace: usual } = usualOf(past);
  if (growing(measure, past, times, minute, usual) === undefined) return undefined;
  const grace = isRising(times, minute, usual) ? Math.max(9, usual) : usual;
  const odd = growing(measure, past, times, minute, grace);
  if (odd === undefined) return undefined;
  const { length, size, share } = odd;
  const start = minute - length + 1;
  const lacking = (from: number, to = minute): number =>
    share * within(times.requests, from, to) - within(times.confirmed, from, to + grace);
  const candidates = between(distinct(times.requests), start, minute);
  const most = Math.max(...candidates.map((each) => lacking(each)));
  const onset = [...candidates].reverse().find((each) => lacking(each) >= 0.95 * most)!;
  const until = candidates.find((each) => lacking(start, each) >= 0.95 * size) ?? minute;
  const since = Math.min(onset, until);
  return { minute, since, until, size, settled: minute + grace, waited: true };
}

/** Whether a minute fires by the definition, given everything that is known of the entity. */
export function firingAt(
  measure: MinuteMeasure,
  past: Past,
  times: Times,
  minute: number,
): Firing | undefined {
  if (within(times.requests, minute, minute) === 0) return undefined;
  return measure.kind === "unconfirmed-excess" && usualOf(past).isVisible
    ? firesByExcess(measure, past, times, minute)
    : firesByVolume(measure, past, times, minute);
}

export type PastAt = (day: number) => Past;

/** The past of each day, each looked up once. */
export function pastsOf(times: Times, { measure }: ActiveRule): PastAt {
  const known = new Map<number, Past>();
  return (day) => {
    const past = known.get(day) ?? entityBaseline(times, day, measure.windowMs);
    known.set(day, past);
    return past;
  };
}

/** Every minute that fires, in order. */
export function allFiring(rule: ActiveRule, pastAt: PastAt, times: Times): readonly Firing[] {
  const measure = rule.measure as MinuteMeasure;
  return distinct(times.requests).flatMap(
    (minute) => firingAt(measure, pastAt(dayAt(minute)), times, minute) ?? [],
  );
}

const startOf = (minute: number): number => minute * MINUTE;
const endOf = (minute: number): number => (minute + 1) * MINUTE - 1;

/** In which order they are judged: what waits after what fires at once. */
const judgedAt = ({ settled, waited }: Firing): number => settled + (waited ? 0.5 : 0);

const judgedLast = (chain: readonly Firing[]): Firing =>
  [...chain].sort((a, b) => judgedAt(a) - judgedAt(b)).at(-1)!;

/** When a firing minute ends: with its last request, or as a whole where it was judged later. */
const lastMsOf = ({ until, waited }: Firing, atMs: readonly number[]): number =>
  waited ? endOf(until) : Math.max(...atMs.filter((at) => minuteAt(at) === until));

/**
 * The attacks of an entity by the definition: chains of what fires.
 *
 * @param atMs when it asked for codes, to the millisecond
 */
export function attacksOf(rule: ActiveRule, pastAt: PastAt, times: Times, atMs: readonly number[]) {
  const chains: Firing[][] = [];
  let endMs = -Infinity;
  const firing = [...allFiring(rule, pastAt, times)].sort((a, b) => a.until - b.until);
  for (const next of firing) {
    if (startOf(next.until) - endMs <= rule.gapMs) chains.at(-1)!.push(next);
    else chains.push([next]);
    endMs = Math.max(endMs, lastMsOf(next, atMs));
  }
  return chains.map((chain) => {
    const last = chain.at(-1)!.until;
    const since = Math.min(...chain.map((each) => each.since));
    const ending = judgedLast(chain);
    const until = last + (ending.waited ? usualOf(pastAt(dayAt(ending.minute))).grace : 0);
    return {
      firstSeen: startOf(since),
      firstFiring: startOf(chain[0]!.until),
      openedAt: Math.min(...chain.map(({ settled }) => endOf(settled))),
      lastSeen: Math.max(...chain.map((each) => lastMsOf(each, atMs))),
      peak: Math.ceil(Math.max(...chain.map(({ size }) => size))),
      count: within(times.requests, since, last),
      confirmed: within(times.confirmed, since, until),
    };
  });
}

/**
 * Whether a minute surely fires, in whatever order its records came: with every redelivered
 * confirmation counted, and measured against the largest excess that it can have shown before
 * its confirmations came.
 */
export function surelyFires(
  measure: MinuteMeasure,
  past: Past,
  once: Times,
  delivered: Times,
  minute: number,
): boolean {
  if (within(once.requests, minute, minute) === 0) return false;
  if (measure.kind === "volume" || !usualOf(past).isVisible) {
    return firesByVolume(measure, past, once, minute) !== undefined;
  }
  const { share, times, grace } = usualOf(past);
  const late = Math.max(9, grace);
  return measure.spansMs.some((spanMs) => {
    const length = spanMs / MINUTE;
    const start = minute - length + 1;
    const recent = minute - Math.ceil(length / 12) + 1;
    const asked = within(once.requests, start, minute);
    const confirmed = within(delivered.confirmed, start, minute + late);
    const size = share * asked - confirmed;
    const lately =
      share * within(once.requests, recent, minute) -
      within(delivered.confirmed, recent, minute + late);
    return (
      size >= Math.max(measure.threshold * times, 3 * Math.sqrt(asked)) &&
      confirmed < enough(measure, share, asked) &&
      lately >= (share * within(delivered.requests, start, minute)) / 20
    );
  });
}

/** Whether a minute could fire if nothing of it had been confirmed, with all that was delivered. */
export function mayFireUnconfirmed(
  measure: MinuteMeasure,
  past: Past,
  { requests }: Times,
  minute: number,
): boolean {
  if (measure.kind === "volume" || !usualOf(past).isVisible) {
    return firesByVolume(measure, past, { requests, confirmed: [] }, minute) !== undefined;
  }
  const { share, times } = usualOf(past);
  const longest = Math.max(...measure.spansMs) / MINUTE;
  const least = Math.min(measure.threshold, measure.drift?.threshold ?? Infinity) * times;
  return share * within(requests, minute - longest + 1, minute) >= least;
}
