import { fixedWidth, fromFixedWidth, shortHash } from "../hash";

/**
 * One counted observation as 14 characters: 5 of offset in its chunk (milliseconds), 6 of the
 * event id's hash, 2 that point at its evidence, 1 that says whether a message was surely paid.
 * Tokens of a chunk sort as text in the order of their time. Two events would be taken for one
 * only if both the millisecond and 36 bits of hash agreed.
 */
export type Token = string;

const OFFSET_DIGITS = 5;
const TAG_START = 11;
const PAID = "1";

export function encodeToken(offsetMs: number, id: string, tag: string, isPaid: boolean): Token {
  return fixedWidth(offsetMs, OFFSET_DIGITS) + shortHash(id, 6) + tag + (isPaid ? PAID : "0");
}

export const offsetOf = (token: Token): number => fromFixedWidth(token.slice(0, OFFSET_DIGITS));

/** The two characters that point at the token's evidence text. */
export const tagOf = (token: Token): string => token.slice(TAG_START, TAG_START + 2);

export const isPaid = (token: Token): boolean => token.endsWith(PAID);
