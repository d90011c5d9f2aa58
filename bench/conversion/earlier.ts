import { BASELINE_DAYS } from "../../lambda/core/counting/minutes/baseline";
import { MINUTES_IN_DAY } from "../../lambda/core/counting/minutes/typing-delay";
import { RESET } from "./business";
import { earliest, seriesOf, together, type Judge, type Series } from "./series";
import { sum } from "../../lambda/core/model/numbers";

/* Ways to tell attacks by their missing confirmations that were shipped once or considered. */

const GRACE = 3;

/** What was asked and confirmed on the days before a day, each day by itself. */
function daysBefore({ requests, confirmed }: Series, day: number) {
  const first = Math.max(0, day - BASELINE_DAYS);
  return Array.from({ length: day - first }, (_, i) => {
    const from = (first + i) * MINUTES_IN_DAY;
    const to = from + MINUTES_IN_DAY - 1;
    return { requests: requests(from, to), confirmed: confirmed(from, to) };
  });
}

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

/** What was shipped before, and the three improvements on it. */
export const EARLIER: Readonly<Record<string, Judge>> = {
  v0: ofTotal(byExcess(pooledShare, SPANS, 0.7)),
  v1,
  v2: (...args) => earliest([v1(...args), v2(...args)]),
  v3: (...args) => earliest([v1(...args), v3(...args)]),
};
