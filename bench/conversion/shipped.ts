import {
  BASELINE_DAYS,
  baselineOf,
  type Baseline,
} from "../../lambda/core/counting/minutes/baseline";
import { judgeExcess } from "../../lambda/core/counting/minutes/judge-minutes";
import type { HourCounts } from "../../lambda/core/counting/minutes/minute-count";
import type { MinuteSums } from "../../lambda/core/counting/minutes/sums";
import { MINUTES_IN_DAY } from "../../lambda/core/counting/minutes/typing-delay";
import { usualShare, type UsualShare } from "../../lambda/core/counting/minutes/usual-share";
import type { UnconfirmedExcess } from "../../lambda/core/model/measure";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { RESET, type FlowMinutes } from "./business";
import { earliest, seriesOf, together, type Judge, type Series } from "./series";
import { sum } from "../../lambda/core/model/numbers";

/* The way that is shipped, by its very code. */

/** The hours of the days that a baseline of a day is made of. */
export function hoursOf({ requests, confirmed }: FlowMinutes, day: number): HourCounts[] {
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
