const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(Z|z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?$/;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The day of an instant, counted from 1970-01-01 UTC. */
export const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS);

export const isoUtc = (atMs: number): string => new Date(atMs).toISOString();

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === "Z" || zone === "z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * HOUR_MS + Number(zone.slice(-2)) * MINUTE_MS);
}

/** The two digits at a place, as a number; NaN where anything else stands there. */
function twoDigits(text: string, index: number): number {
  const tens = text.charCodeAt(index) - 48;
  const ones = text.charCodeAt(index + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : NaN;
}

const isPunctuated = (text: string): boolean =>
  text[4] === "-" && text[7] === "-" && text[10] === "T" && text[13] === ":" && text[16] === ":";

/** No month lacks the day: of the last ones the calendar must be asked. */
const isInEveryYear = (month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= 28;

/**
 * `2026-11-17T04:51:22Z`, as CloudTrail writes it: without a pattern, since every record has one.
 * Undefined for whatever it does not know.
 */
function parsePlainInstant(text: string): number | undefined {
  if (text.length !== 20 || text[19] !== "Z" || !isPunctuated(text)) return undefined;
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const isTime = hour <= 23 && minute <= 59 && second <= 59;
  return year >= 1970 && isInEveryYear(month, day) && isTime
    ? Date.UTC(year, month - 1, day, hour, minute, second)
    : undefined;
}

/**
 * Milliseconds since 1970 of an ISO 8601 date and time, or undefined: dates that do not exist
 * are refused, digits below the millisecond are cut off, a missing zone is UTC.
 */
export const parseInstant = (text: string): number | undefined =>
  parsePlainInstant(text) ?? parseAnyInstant(text);

/** The same by a pattern: the tests hold both against each other. */
export function parseAnyInstant(text: string): number | undefined {
  const parts = INSTANT.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const millis = Number((parts[7] ?? "").padEnd(3, "0").slice(0, 3));
  const utc = Date.UTC(year, month - 1, day, hour, minute, second, millis);
  const exists = isoUtc(utc).startsWith(`${text.slice(0, 10)}T${text.slice(11, 19)}`);
  return exists && year >= 1970 ? utc - offsetMs(parts[8]) : undefined;
}
