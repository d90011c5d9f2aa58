/** A dead-letter queue may be redriven weeks later; then what is counted must still be there. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;

/** When an item of the state table may go, in seconds: 30 days after what it is about. */
export const expiryAfter = (atMs: number): number => Math.ceil(atMs / 1000) + KEPT_SECONDS;
