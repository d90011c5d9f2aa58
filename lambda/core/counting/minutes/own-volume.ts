import type { OwnVolume } from "../../model/measure";
import type { CountKey } from "../../model/rule";
import { dayOf, HOUR_MS, MINUTE_MS } from "../../model/time";
import type { ActiveRule } from "../../rules/active-rule";
import { baselineFor, HOURS_IN_DAY } from "./baseline";
import type { PastDeps } from "./client-baseline";
import { hourOfMinute } from "./minute-count";
import { sumsOf, type MinuteSums } from "./sums";

/* A backend that moves to functions, each with an address of its own, has new addresses all day
   without sending more than before. So what is new is compared with what the principal used to send
   at that time of day: one peak of the whole day would hide a theft at night. Short spans find a
   flood at once, the longest what is slower. */

/** In minutes. */
const SPANS = [1, 2, 5, 15, 60] as const;
/** What chance adds to so many, in roots: the spans of many days are looked at. */
const CHANCE = 4.5;

/** What is known of all that an entity sends. */
export interface Volumes {
  readonly sums: MinuteSums;
  /** What is usual in each UTC hour of the day. */
  readonly byHour: readonly number[];
}

/** What is usual in a minute: the most of its hour and of the hours beside it, as clocks change. */
function usualIn({ byHour }: Volumes, minute: number): number {
  const hour = hourOfMinute(minute) + HOURS_IN_DAY;
  const around = [hour - 1, hour, hour + 1].map((each) => byHour[each % HOURS_IN_DAY] ?? 0);
  return (Math.max(...around) * MINUTE_MS) / HOUR_MS;
}

/** The most that so many times the usual explains, chance included. */
const explained = (times: number, usual: number): number =>
  times * usual + CHANCE * Math.sqrt(times * usual);

/**
 * Whether, in a span that ends with a minute, what is new alone exceeds what its entity used to
 * send, or all that it sends exceeds that by far.
 *
 * @param floor what either must exceed at any time
 */
export function exceedsOwnVolume(
  { times, timesOfAll }: OwnVolume,
  floor: number,
  added: MinuteSums,
  all: Volumes,
  minute: number,
): boolean {
  return SPANS.some((span) => {
    const from = minute - span + 1;
    let usual = 0;
    for (let at = from; at <= minute; at++) usual += usualIn(all, at);
    return (
      added.requests(from, minute) > Math.max(floor, explained(times, usual)) ||
      all.sums.requests(from, minute) > Math.max(floor, explained(timesOfAll, usual))
    );
  });
}

/**
 * What an entity sends in all around some minutes of one day, as the rule counts it that this one
 * is a part of. Undefined where that is not counted, or its past is not known.
 *
 * @param minutes ascending
 */
export async function volumesAround(
  key: CountKey,
  { partOf }: Pick<ActiveRule, "partOf">,
  minutes: readonly number[],
  deps: PastDeps,
): Promise<Volumes | undefined> {
  const whole = deps.rules.find(({ id }) => id === partOf);
  const [first] = minutes;
  const last = minutes.at(-1);
  if (whole === undefined || first === undefined || last === undefined) return undefined;
  const own = { ...key, ruleId: whole.id };
  const { byHour } = await baselineFor(own, dayOf(last * MINUTE_MS), whole.measure.windowMs, deps);
  if (byHour === undefined) return undefined;
  const from = first - Math.max(...SPANS) + 1;
  const hours = await deps.minutes.read(own, hourOfMinute(from), hourOfMinute(last));
  return { sums: sumsOf(hours), byHour };
}
