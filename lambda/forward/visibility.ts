const FIRST_SECONDS = 60;
const LONGEST_SECONDS = 30 * 60;

/**
 * For how long a message stays hidden after it has failed for the nth time: from a minute,
 * doubling, to half an hour. A fifth of it is chance, so that messages that have failed together
 * do not always come together: 100 receives are 38 hours at least.
 *
 * @param random at least 0 and below 1
 */
export function visibilitySeconds(receives: number, random: number): number {
  const grown = FIRST_SECONDS * 2 ** Math.min(Math.max(receives, 1) - 1, 10);
  return Math.round(Math.min(LONGEST_SECONDS, grown) * (0.8 + 0.2 * random));
}
