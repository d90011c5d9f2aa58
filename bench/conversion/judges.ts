import { baselineOf, type Baseline } from "../../lambda/core/counting/minutes/baseline";
import { judgeExcess } from "../../lambda/core/counting/minutes/judge-minutes";
import type { HourCounts } from "../../lambda/core/counting/minutes/minute-count";
import type { MinuteSums } from "../../lambda/core/counting/minutes/sums";
import { usualShare, type UsualShare } from "../../lambda/core/counting/minutes/usual-share";
import type { UnconfirmedExcess } from "../../lambda/core/model/rule";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { MINUTES_IN_DAY, RESET, type FlowMinutes, type MinuteBusiness } from "./business";

/* Ways to tell attacks by their missing confirmations, from what was shipped once to what is now:
   all judge the same minutes. */

/** The minute at whose end a verdict is due; undefined where there is none. */
export type Judge = (business: MinuteBusiness, from: number, to: number) => number | undefined;

const BASELINE_DAYS = 14;
const GRACE = 3;

function prefix(counts: Float64Array): (first: number, last: number) => number {
  const sums = new Float64Array(counts.length + 1);
  counts.forEach((count, i) => {
    sums[i + 1] = (sums[i] ?? 0) + count;
  });
  const upTo = (minute: number): number => sums[Math.min(Math.max(minute, 0), counts.length)] ?? 0;
  return (first, last) => (last < first ? 0 : upTo(last + 1) - upTo(first));
}

/** One series with its sums, which are made once. */
interface Series {
  readonly minutes: FlowMinutes;
  readonly requests: (first: number, last: number) => number;
  readonly confirmed: (first: number, last: number) => number;
}

const seriesOf = (minutes: FlowMinutes): Series => ({
  minutes,
  requests: prefix(minutes.requests),
  confirmed: prefix(minutes.confirmed),
});

function together(flows: readonly FlowMinutes[]): FlowMinutes {
  const [first] = flows;
  const added = (of: (flow: FlowMinutes) => Float64Array): Float64Array =>
    Float64Array.from(first?.requests ?? [], (_, i) =>
      flows.reduce((sum, flow) => sum + (of(flow)[i] ?? 0), 0),
    );
  return {
    requests: added(({ requests }) => requests),
    confirmed: added(({ confirmed }) => confirmed),
    answered: added(({ answered }) => answered),
  };
}

/** What was asked and confirmed on the days before a day, each day by itself. */
function daysBefore({ requests, confirmed }: Series, day: number) {
  const first = Math.max(0, day - BASELINE_DAYS);
  return Array.from({ length: day - first }, (_, i) => {
    const from = (first + i) * MINUTES_IN_DAY;
    const to = from + MINUTES_IN_DAY - 1;
    return { requests: requests(from, to), confirmed: confirmed(from, to) };
  });
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

interface Share {
  readonly share: number;
  readonly isKnown: boolean;
  readonly perQuarterDay: number;
}

/** V0: all of the days pooled, a half where they are few. */
function pooledShare(series: Series, day: number): Share {
  const days = daysBefore(series, day);
  const requests = sum(days.map((each) => each.requests));
  const isKnown = requests >= 200;
  const share = isKnown ? sum(days.map((each) => each.confirmed)) / requests : 0.5;
  return { share, isKnown, perQuarterDay: requests / Math.max(1, days.length) / 4 };
}

/** V1: at least the upper quartile of the days with 30 requests or more. */
function goodShare(series: Series, day: number): Share {
  const pooled = pooledShare(series, day);
  const shares = daysBefore(series, day)
    .filter(({ requests }) => requests >= 30)
    .map(({ requests, confirmed }) => Math.min(1, confirmed / requests))
    .sort((a, b) => a - b);
  const good = shares.length < 3 ? 0 : (shares[Math.floor((shares.length - 1) * 0.75)] ?? 0);
  return { ...pooled, share: Math.max(pooled.share, good) };
}

type ShareOf = (series: Series, day: number) => Share;

/** Asks a judge for each minute with requests, with the share of its day. */
function firstMinute(
  series: Series,
  [from, to]: readonly [number, number],
  shareOf: ShareOf,
  verdict: (minute: number, share: Share) => number | undefined,
): number | undefined {
  let day = -1;
  let share: Share = { share: 0, isKnown: false, perQuarterDay: 0 };
  for (let minute = from; minute < to; minute++) {
    const today = Math.floor(minute / MINUTES_IN_DAY);
    if (today !== day) share = shareOf(series, (day = today));
    if (series.minutes.requests[minute] === 0) continue;
    const due = verdict(minute, share);
    if (due !== undefined) return due;
  }
  return undefined;
}

const SPANS = [5, 15, 60, 360];

/** V0 to V2: fewer confirmations than a part of what is usual, over one of some spans. */
const byExcess =
  (shareOf: ShareOf, spans: readonly number[], part: number) =>
  (series: Series, range: readonly [number, number]): number | undefined =>
    firstMinute(series, range, shareOf, (minute, { share, isKnown }) => {
      for (const length of spans) {
        const start = minute - length + 1;
        const requests = series.requests(start, minute);
        const confirmed = series.confirmed(start, minute + GRACE);
        const size = share * requests - confirmed;
        const least = Math.max(isKnown ? 30 : 90, 3 * Math.sqrt(requests));
        if (size < least || confirmed >= part * share * requests) continue;
        const recent = minute - Math.ceil(length / 12) + 1;
        const lately = share * series.requests(recent, minute);
        if (lately - series.confirmed(recent, minute + GRACE) >= size / 20) return minute + GRACE;
      }
      return undefined;
    });

/** V3: a cumulative sum over cohorts, each confirmation at the minute of its own request. */
function byCohorts(series: Series, [from, to]: readonly [number, number], tolerance: number) {
  let lack = 0;
  const { requests, answered } = series.minutes;
  const warmUp = Math.max(0, from - MINUTES_IN_DAY);
  let day = -1;
  let usual: Share = { share: 0, isKnown: false, perQuarterDay: 0 };
  for (let minute = warmUp; minute < to; minute++) {
    const today = Math.floor(minute / MINUTES_IN_DAY);
    if (today !== day) usual = goodShare(series, (day = today));
    const { share, perQuarterDay } = usual;
    const asked = requests[minute] ?? 0;
    lack = Math.max(0, lack + asked * share * (1 - tolerance) - (answered[minute] ?? 0));
    const crowd = Math.max(perQuarterDay, series.requests(minute - 359, minute));
    const limit = Math.max(25, 6 * Math.sqrt(crowd * share * (1 - share) * 2));
    if (minute >= from && asked > 0 && lack > limit) return minute + GRACE;
  }
  return undefined;
}

const earliest = (minutes: readonly (number | undefined)[]): number | undefined => {
  const due = minutes.filter((minute) => minute !== undefined);
  return due.length === 0 ? undefined : Math.min(...due);
};

type JudgeSeries = (
  series: Series,
  range: readonly [number, number],
  flow?: number,
) => number | undefined;

const ofTotal =
  (judge: JudgeSeries): Judge =>
  ({ flows }, from, to) =>
    judge(seriesOf(together(flows)), [from, to]);

const ofFlows =
  (judge: JudgeSeries): Judge =>
  ({ flows }, from, to) =>
    earliest(flows.map((minutes, flow) => judge(seriesOf(minutes), [from, to], flow)));

const v1 = ofTotal(byExcess(goodShare, SPANS, 0.7));
const v2 = ofFlows((series, range, flow) =>
  byExcess(goodShare, SPANS, flow === RESET ? 0.55 : 0.7)(series, range),
);
const v3 = ofFlows((series, range, flow) => byCohorts(series, range, flow === RESET ? 0.4 : 0.15));

function hoursOf({ requests, confirmed }: FlowMinutes, day: number): HourCounts[] {
  const first = Math.max(0, day - BASELINE_DAYS) * 24;
  const none = new Array<number>(60).fill(0);
  return Array.from({ length: day * 24 - first }, (_, i) => {
    const hour = first + i;
    const cut = (counts: Float64Array): number[] => [...counts.slice(hour * 60, hour * 60 + 60)];
    return { hour, requests: cut(requests), confirmed: cut(confirmed), paid: none, unsent: none };
  }).filter((hour) => sum(hour.requests) + sum(hour.confirmed) > 0);
}

const FIVE_MINUTES_MS = 5 * MINUTE_MS;

const baselineOn = (minutes: FlowMinutes, day: number): Baseline =>
  baselineOf(hoursOf(minutes, day), FIVE_MINUTES_MS);

/** The shipped rule of a series by its very code, with the whole where the series is a part. */
function byRule(
  series: Series,
  [from, to]: readonly [number, number],
  measure: UnconfirmedExcess,
  whole: FlowMinutes | undefined,
): number | undefined {
  const sums: MinuteSums = {
    requests: series.requests,
    confirmed: series.confirmed,
    paid: () => 0,
    unsent: () => 0,
    latest: to,
  };
  let day = -1;
  let usual: UsualShare | undefined;
  for (let minute = from; minute < to; minute++) {
    const today = Math.floor(minute / MINUTES_IN_DAY);
    if (today !== day) {
      day = today;
      const ofWhole = whole === undefined ? undefined : usualShare(baselineOn(whole, day));
      usual = usualShare(baselineOn(series.minutes, day), ofWhole);
    }
    if (series.minutes.requests[minute] === 0 || usual?.isVisible !== true) continue;
    const firing = judgeExcess(measure, usual, sums, minute);
    if (firing !== undefined) return firing.settled;
  }
  return undefined;
}

/** What is shipped now: the rules on an app client, on its kinds of call, and on resets. */
export const shipped =
  (ofClient: UnconfirmedExcess, ofFlow: UnconfirmedExcess, ofReset: UnconfirmedExcess): Judge =>
  ({ flows }, from, to) => {
    const whole = together(flows);
    const client = byRule(seriesOf(whole), [from, to], ofClient, undefined);
    const byFlow = flows.map((minutes, flow) =>
      byRule(seriesOf(minutes), [from, to], flow === RESET ? ofReset : ofFlow, whole),
    );
    return earliest([client, ...byFlow]);
  };

/** What was shipped before, and the three improvements on it. */
export const EARLIER: Readonly<Record<string, Judge>> = {
  v0: ofTotal(byExcess(pooledShare, SPANS, 0.7)),
  v1,
  v2: (...args) => earliest([v1(...args), v2(...args)]),
  v3: (...args) => earliest([v1(...args), v3(...args)]),
};
