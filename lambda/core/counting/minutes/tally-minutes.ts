import type { CountedSpan, Tally } from "../windows/tally";
import { hourOfMinute, minuteOf, type MinuteStore } from "./minute-count";
import type { WindowStore } from "../windows/window";
import { graceOf } from "../../model/measure";
import { evidenceBetween } from "./minute-evidence";
import { sumsOf } from "./sums";

/**
 * Counts a stretch afresh from its minute sums. Of a client's codes only those are paid for
 * attacks that its usual confirmations do not explain.
 *
 * @param isExact whether every observation is known to be counted once, as in replay
 */
export async function tallyMinutes(
  { minutes, windows }: { readonly minutes: MinuteStore; readonly windows: WindowStore },
  span: CountedSpan,
  isExact: boolean,
): Promise<Tally> {
  const { firstSeen, lastSeen, measure, usual } = span;
  const first = minuteOf(firstSeen);
  const last = minuteOf(lastSeen);
  const settled = minuteOf(lastSeen + graceOf(measure));
  const hours = await minutes.read(span, hourOfMinute(first), hourOfMinute(settled));
  const sums = sumsOf(hours);
  const count = sums.requests(first, last);
  const confirmed = sums.confirmed(first, settled);
  const paid = sums.paid(first, last);
  const share = measure.kind === "unconfirmed-excess" ? usual?.confirmedShare : undefined;
  const unexplained =
    share === undefined ? undefined : Math.max(0, Math.round(count - confirmed / share));
  return {
    count,
    confirmed,
    paid:
      unexplained === undefined || count === 0 ? paid : Math.round((paid * unexplained) / count),
    sentNothing: (count > 0 && sums.unsent(first, last) >= count) || undefined,
    unexplained,
    peak: 0,
    countIsUpperBound: !isExact,
    evidence: await evidenceBetween(span, first, last, sums, windows),
  };
}
