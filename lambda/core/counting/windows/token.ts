import { fixedWidth, fromFixedWidth, shortHash } from "../../model/hash";

/**
 * One counted observation as 14 characters: 5 of offset in its chunk (milliseconds), 6 of the
 * event id's hash, 2 that point at its evidence, 1 that says whether a message was surely paid,
 * surely not sent, or neither is known, and into which of twenty classes its subject falls, if that
 * is known. Versions before 0.2 never wrote the second nor a class.
 * Tokens of a chunk sort as text in the order of their time. Two events would be taken for one
 * only if both the millisecond and 36 bits of hash agreed.
 */
export type Token = string;

const OFFSET_DIGITS = 5;
const ID_DIGITS = 6;
const ID_SPACE = 64 ** ID_DIGITS;
const TAG_START = OFFSET_DIGITS + ID_DIGITS;
const FATE_AT = TAG_START + 2;
const UNKNOWN = 0;
const PAID = 1;
const UNSENT = 2;
const FATES = 3;
const SUBJECT_CLASSES = 20;

export function encodeToken(
  offsetMs: number,
  id: string,
  tag: string,
  isPaid: boolean,
  isUnsent = false,
): Token {
  const fate = isPaid ? PAID : isUnsent ? UNSENT : UNKNOWN;
  return fixedWidth(offsetMs, OFFSET_DIGITS) + shortHash(id, ID_DIGITS) + tag + fixedWidth(fate, 1);
}

/**
 * The token of what is about `subject`. Four bits of a hash tell nothing of who that is; they do
 * tell whether many tokens are about more than one, since those would all have to fall together.
 *
 * @param subject a pseudonym
 */
export function aboutSubject(token: Token, subject: string | undefined): Token {
  if (subject === undefined) return token;
  const subjectClass = 1 + (fromFixedWidth(shortHash(subject, 4)) % SUBJECT_CLASSES);
  return token.slice(0, FATE_AT) + fixedWidth(fateOf(token) + FATES * subjectClass, 1);
}

/**
 * One token for each event. Stored twice is an event that came again when its subject could not be
 * told, or before versions knew subjects: the token that tells more is kept.
 */
export function oneForEachEvent(tokens: readonly Token[]): readonly Token[] {
  const byEvent = new Map<string, Token>();
  for (const token of tokens) {
    const event = token.slice(0, FATE_AT);
    const known = byEvent.get(event);
    if (known === undefined || token > known) byEvent.set(event, token);
  }
  return byEvent.size === tokens.length ? tokens : [...byEvent.values()];
}

const lastOf = (token: Token): number => fromFixedWidth(token.slice(FATE_AT));
const fateOf = (token: Token): number => lastOf(token) % FATES;

/** The class of the token's subject; 0 where it is not known. */
export const subjectClassOf = (token: Token): number => Math.floor(lastOf(token) / FATES);

export const offsetOf = (token: Token): number => fromFixedWidth(token.slice(0, OFFSET_DIGITS));

/** The two characters that point at the token's evidence text. */
export const tagOf = (token: Token): string => token.slice(TAG_START, FATE_AT);

export const isPaid = (token: Token): boolean => fateOf(token) === PAID;

/** Whether its message was surely not sent. */
export const isUnsent = (token: Token): boolean => fateOf(token) === UNSENT;

/** Where the hash of an event's id lies among all, from 0 to 1. */
export const idHashOf = (id: string): number => fromFixedWidth(shortHash(id, ID_DIGITS)) / ID_SPACE;

/** The same, of the id that a token stands for. */
export const idHashIn = (token: Token): number =>
  fromFixedWidth(token.slice(OFFSET_DIGITS, TAG_START)) / ID_SPACE;
