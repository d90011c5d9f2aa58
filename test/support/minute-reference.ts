import type { ActiveRule } from "../../lambda/core/rules/active-rule";
import type { Observation } from "../../lambda/core/model/observation";
import type { MinuteMeasure } from "../../lambda/core/model/rule";

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
}

/** A minute that fires, the minutes in which that began and ended, and by how much. */
export interface Firing {
  readonly minute: number;
  readonly since: number;
  readonly until: number;
  readonly size: number;
  /** Whether it waited three minutes for confirmations. */
  readonly waited: boolean;
}

const MINUTE = 60_000;
const DAY = 1440;

export const minuteAt = (atMs: number): number => Math.floor(atMs / MINUTE);
const dayAt = (minute: number): number => Math.floor(minute / DAY);

/** How many lie in the minutes from one to another, both included. */
function within(minutes: readonly number[], first: number, last: number): number {
  let count = 0;
  for (const minute of minutes) if (minute >= first && minute <= last) count++;
  return count;
}

/** What a rule counts: only one that compares requests with confirmations counts those. */
export const timesOf = (observations: readonly Observation[], { measure }: ActiveRule): Times => {
  const of = (kind: Observation["kind"]): number[] =>
    observations.filter((each) => each.kind === kind).map(({ atMs }) => minuteAt(atMs));
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

function entityBaseline(times: Times, day: number, windowMs: number): Past {
  const first = (day - 14) * DAY;
  const last = day * DAY - 1;
  const active = new Set(times.requests.map(dayAt));
  const peaks = [...active]
    .filter((each) => each >= day - 14 && each < day)
    .map((each) => peakOf(times, each, windowMs / MINUTE))
    .sort((a, b) => b - a);
  return {
    days: peaks.length,
    peak: peaks[2],
    requests: within(times.requests, first, last),
    confirmed: within(times.confirmed, first, last),
  };
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
  const inWindow = requests.filter((each) => each >= start && each <= minute);
  return { minute, since: Math.min(...inWindow), until: minute, size, waited: false };
}

/** What an entity usually confirms of its codes, as the rule assumes or knows it. */
const usualOf = ({ requests, confirmed }: Past) =>
  requests < 200
    ? { share: 0.5, times: 3, isVisible: true }
    : {
        share: Math.min(1, confirmed / requests),
        times: 1,
        isVisible: confirmed / requests >= 0.2,
      };

function firesByExcess(
  measure: Extract<MinuteMeasure, { kind: "unconfirmed-excess" }>,
  past: Past,
  { requests, confirmed }: Times,
  minute: number,
): Firing | undefined {
  const { share, times } = usualOf(past);
  const lacking = (from: number, to = minute): number =>
    share * within(requests, from, to) - within(confirmed, from, to + 3);
  for (const spanMs of measure.spansMs) {
    const length = spanMs / MINUTE;
    const start = minute - length + 1;
    const asked = within(requests, start, minute);
    const size = lacking(start);
    if (size < measure.threshold * times || size < 3 * Math.sqrt(asked)) continue;
    if (within(confirmed, start, minute + 3) >= measure.share * share * asked) continue;
    if (lacking(minute - Math.ceil(length / 12) + 1) < size / 20) continue;
    const minutes = [...new Set(requests)].sort((a, b) => a - b);
    const candidates = minutes.filter((each) => each >= start && each <= minute);
    const most = Math.max(...candidates.map((each) => lacking(each)));
    const onset = [...candidates].reverse().find((each) => lacking(each) >= 0.95 * most)!;
    const until = candidates.find((each) => lacking(start, each) >= 0.95 * size)!;
    const since = Math.min(onset, until);
    return { minute, since, until, size, waited: true };
  }
  return undefined;
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
  const minutes = [...new Set(times.requests)].sort((a, b) => a - b);
  return minutes.flatMap((minute) => firingAt(measure, pastAt(dayAt(minute)), times, minute) ?? []);
}

const startOf = (minute: number): number => minute * MINUTE;
const endOf = (minute: number): number => (minute + 1) * MINUTE - 1;

/** In which order they are judged: what waits after what fires at once. */
const judgedAt = ({ minute, waited }: Firing): number => minute + (waited ? 3.5 : 0);

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
    const first = chain.filter(({ until }) => until === chain[0]!.until);
    const opening = first.sort((a, b) => judgedAt(a) - judgedAt(b))[0]!;
    const last = chain.at(-1)!.until;
    const since = Math.min(...chain.map((each) => each.since));
    const until = last + (judgedLast(chain).waited ? 3 : 0);
    return {
      firstSeen: startOf(since),
      firstFiring: startOf(opening.until),
      openedAt: endOf(opening.minute + (opening.waited ? 3 : 0)),
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
  const { share, times } = usualOf(past);
  return measure.spansMs.some((spanMs) => {
    const length = spanMs / MINUTE;
    const start = minute - length + 1;
    const recent = minute - Math.ceil(length / 12) + 1;
    const asked = within(once.requests, start, minute);
    const confirmed = within(delivered.confirmed, start, minute + 3);
    const size = share * asked - confirmed;
    const lately =
      share * within(once.requests, recent, minute) -
      within(delivered.confirmed, recent, minute + 3);
    return (
      size >= Math.max(measure.threshold * times, 3 * Math.sqrt(asked)) &&
      confirmed < measure.share * share * asked &&
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
  return measure.spansMs.some((spanMs) => {
    const asked = within(requests, minute - spanMs / MINUTE + 1, minute);
    return share * asked >= Math.max(measure.threshold * times, 3 * Math.sqrt(asked));
  });
}
