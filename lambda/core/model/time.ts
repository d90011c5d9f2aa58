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

/**
 * Milliseconds since 1970 of an ISO 8601 date and time, or undefined: dates that do not exist
 * are refused, digits below the millisecond are cut off, a missing zone is UTC.
 */
export function parseInstant(text: string): number | undefined {
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
