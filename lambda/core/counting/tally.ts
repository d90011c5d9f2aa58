import { isMinuteMeasure } from "../model/measure";
import type { MinuteStore } from "./minutes/minute-count";
import { tallyMinutes } from "./minutes/tally-minutes";
import { tallyWindows, type CountedSpan, type Tally } from "./windows/tally";
import type { WindowStore } from "./windows/window";

/**
 * Counts a stretch afresh from its windows or minute sums, so that no sum is ever carried along.
 *
 * @param isExact whether every observation is known to be counted once, as in replay
 */
export const tallySpan = (
  stores: { readonly windows: WindowStore; readonly minutes: MinuteStore },
  span: CountedSpan,
  isExact: boolean,
): Promise<Tally> =>
  isMinuteMeasure(span.measure)
    ? tallyMinutes(stores, span, isExact)
    : tallyWindows(stores.windows, span, isExact);
