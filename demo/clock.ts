/* The hours that the demo plays in, in milliseconds since 1970 UTC. */

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The day with the attacks: a Tuesday. */
export const DEMO_DAY = Date.parse("2026-11-17T00:00:00Z");

/** A thin day before it, so that addresses and user agents have a past. */
export const DAY_BEFORE = DEMO_DAY - DAY;

/** The archive ends here: the last file is delivered, and holds everything that happened before. */
export const LAST_DELIVERY = DEMO_DAY + DAY - MINUTE;
export const LAST_EVENT = LAST_DELIVERY - MINUTE;
