import type { HourCounts } from "../../lambda/core/counting/minutes/minute-count";
import { HOUR_MS } from "../../lambda/core/model/time";
import { hourOf } from "./minute-store-contract";

/** What happens in an hour. */
export interface Hourly {
  readonly requests: number;
  readonly confirmed: number;
  readonly unsent?: number;
}

/** People who sleep: nothing from midnight to six, and the same in every other hour. */
export const byDay =
  (requests: number, share: number) =>
  (ofDay: number): Hourly =>
    ofDay < 6
      ? { requests: 0, confirmed: 0 }
      : { requests, confirmed: Math.round(requests * share) };

/** Whole days of traffic that end with the hour that is over. */
export function learnedHours(
  nowMs: number,
  days: number,
  hourly: (ofDay: number, day: number) => Hourly,
): readonly HourCounts[] {
  const end = Math.floor(nowMs / HOUR_MS);
  return Array.from({ length: days * 24 }, (_, i) => {
    const hour = end - days * 24 + i;
    const { requests, confirmed, unsent = 0 } = hourly(hour % 24, Math.floor(i / 24));
    return hourOf(hour, {
      requests: { 5: requests },
      confirmed: { 6: confirmed },
      unsent: { 5: unsent },
    });
  });
}
