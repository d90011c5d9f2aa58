import { HOUR_MS, isoUtc, MINUTE_MS } from "./time";

/** `1,234`. */
export const whole = (value: number): string => Math.round(value).toLocaleString("en-US");

/** `1 address`, `1,234 addresses`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${whole(value)} ${Math.round(value) === 1 ? one : many}`;

/** `$0.40`, `$12`, `$1,234`. */
export const dollars = (usd: number): string =>
  usd < 10 ? `$${usd.toFixed(2)}` : `$${whole(usd)}`;

/** `0.4 %`, `37 %`; never `0 %` for more than nothing nor `100 %` for less than all. */
export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 1) return `${Math.max(0.1, value).toFixed(1)} %`;
  if (value > 99 && value < 100) return `${Math.min(99.9, value).toFixed(1)} %`;
  return `${Math.round(value)} %`;
}

/** `40 s`, `22 min`, `3 h 20 min`, `2 d 4 h`. */
export function duration(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(0, Math.round(ms / 1000))} s`;
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(ms / HOUR_MS);
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return minutes % 60 === 0
    ? `${hours} h`
    : `${hours} h ${Math.floor((ms % HOUR_MS) / MINUTE_MS)} min`;
}

/** `2026-11-17 04:51 UTC`. */
export const minuteUtc = (atMs: number): string =>
  `${isoUtc(atMs).slice(0, 16).replace("T", " ")} UTC`;

/** `04:51` where the day is clear from beside it. */
export const clockUtc = (atMs: number): string => isoUtc(atMs).slice(11, 16);
