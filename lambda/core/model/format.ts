import { DAY_MS, HOUR_MS, isoUtc, MINUTE_MS } from "./time";

/** `1,234`. */
export const whole = (value: number): string => Math.round(value).toLocaleString("en-US");

/** `1 address`, `1,234 addresses`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${whole(value)} ${Math.round(value) === 1 ? one : many}`;

/** `$0.40`, `$12`, `$1,234`. */
export const dollars = (usd: number): string =>
  usd < 9.995 ? `$${usd.toFixed(2)}` : `$${whole(usd)}`;

/** `0.4 %`, `37 %`; never `0 %` for more than nothing nor `100 %` for less than all. */
export function percent(share: number): string {
  const value = Math.round(share * 1e8) / 1e6;
  if (value > 0 && value < 1) return `${Math.max(0.1, Math.min(0.9, value)).toFixed(1)} %`;
  if (value > 99 && value < 100) return `${Math.max(99.1, Math.min(99.9, value)).toFixed(1)} %`;
  return `${Math.round(value)} %`;
}

/** A number of large units and, where there are any, of small ones: `3 h 20 min`. */
function inUnits(total: number, unit: string, perLarge: number, largeUnit: string): string {
  const rest = total % perLarge;
  const large = `${Math.floor(total / perLarge)} ${largeUnit}`;
  return rest === 0 ? large : `${large} ${rest} ${unit}`;
}

/** `40 s`, `22 min`, `3 h 20 min`, `2 d 4 h`; never `0 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 120) return `${minutes} min`;
  if (ms < 2 * DAY_MS - MINUTE_MS / 2) return inUnits(minutes, "min", 60, "h");
  return inUnits(Math.round(ms / HOUR_MS), "h", 24, "d");
}

const inFull = (value: number, unit: string): string =>
  `${Number(value.toFixed(1))} ${unit}${value === 1 ? "" : "s"}`;

/** For sentences: `15 seconds`, `5 minutes`, `an hour`, `24 hours`. */
export function spelledDuration(ms: number): string {
  if (ms === HOUR_MS) return "an hour";
  if (ms % HOUR_MS === 0) return inFull(ms / HOUR_MS, "hour");
  return ms < MINUTE_MS ? inFull(ms / 1000, "second") : inFull(ms / MINUTE_MS, "minute");
}

/** `2026-11-17 04:51 UTC`. */
export const minuteUtc = (atMs: number): string =>
  `${isoUtc(atMs).slice(0, 16).replace("T", " ")} UTC`;

/** `04:51` where the day is clear from beside it. */
export const clockUtc = (atMs: number): string => isoUtc(atMs).slice(11, 16);

/**
 * As many of the items as fit, the first one always, and how many are left out:
 * `a, b, 4 more`.
 */
export function listed(items: readonly string[], width: number, total = items.length): string {
  const textOf = (shown: number): string => {
    const left = total - shown;
    return [...items.slice(0, shown), ...(left > 0 ? [`${whole(left)} more`] : [])].join(", ");
  };
  for (let shown = items.length; shown > 1; shown--) {
    if (textOf(shown).length <= width) return textOf(shown);
  }
  return textOf(Math.min(1, items.length));
}
