/** What ends the grace of a measure early: so many hits of that age, of which less than the share is confirmed. */
export interface EarlyEnd {
  readonly requests: number;
  readonly ageMs: number;
  readonly share: number;
}

/** The time after a hit in which people may still type a code in. */
export const GRACE_MS = 3 * 60_000;

/**
 * What ends the grace of those who have confirmed before early: so many requests of that age, of
 * which less than the share is confirmed. Measured with people who type their codes in after 15 to 120 seconds: none of a shift's
 * start, a webinar or a school reaches it, and a flood of 30 a second does after 62 s.
 */
export const EARLY = { requests: 60, ageMs: 60_000, share: 0.05 } as const satisfies EarlyEnd;

/**
 * The more there are, the larger the share that is next to none: from twice as many old requests on it
 * grows with them, up to this. Else whoever types a fifteenth of the codes in has the whole grace.
 */
export const MOST_EARLY_SHARE = 0.15;

/**
 * What ends the grace of those who never confirmed: so many requests of that age, or as many within
 * the haste of a tool; and the threshold, where that is more. Measured with children who reset their
 * passwords behind one address, up to one a second: they reach neither.
 */
export const NEWCOMER = { requests: 20, ageMs: 45_000, hasteMs: 10_000 } as const;

/**
 * So many times the threshold it takes of one subject alone, or where any code is confirmed in the
 * window or as far back, unless they come in haste: the threshold within half a minute, of one
 * subject. Whoever tests a sign-up with many accounts may have finished the first of them long ago,
 * or finishes the last: the grace of so few is five minutes.
 */
export const FEW = { times: 2, hasteMs: 30_000, backMs: 600_000, graceMs: 300_000 } as const;

/** On how many of the days before whoever confirmed is held against the own peak as well. */
export const REGULAR_DAYS = 3;

/** How many whole days back a confirmation makes an entity a known one. */
export const KNOWN_DAYS = 14;
