import { createHash, createHmac } from "node:crypto";

/** In ASCII order, so that fixed-width numbers sort as text as they do as numbers. */
const ORDERED = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Avalanche: every bit of the input reaches every bit of the result. */
function finalise(lane: number): number {
  let h = lane;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Two 32-bit lanes over the UTF-16 units of a text. */
function lanes(text: string, seed: number): readonly [number, number] {
  let a = 0x811c9dc5 ^ seed;
  let b = 0x9e3779b9 ^ Math.imul(seed, 0x27d4eb2f);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ (unit + (b >>> 15)), 0x5bd1e995);
  }
  return [finalise(a ^ (b >>> 7) ^ text.length), finalise(b + Math.imul(a, 3))];
}

/**
 * A hash of 53 bits as an integer. Well spread but not secret: whoever chooses the text can make
 * two texts meet, so it guards nothing but space.
 */
export function hash53(text: string, seed = 0): number {
  const [a, b] = lanes(text, seed);
  return (a & 0x1fffff) * 0x100000000 + b;
}

/** A number as text of a fixed width, base 64, sorting as the numbers do. */
export function fixedWidth(value: number, width: number): string {
  let rest = value;
  let text = "";
  for (let i = 0; i < width; i++) {
    text = ORDERED.charAt(rest % 64) + text;
    rest = Math.floor(rest / 64);
  }
  return text;
}

const VALUE_OF = new Map(Array.from(ORDERED, (digit, value) => [digit, value]));

/** The number that `fixedWidth` wrote. */
export function fromFixedWidth(text: string): number {
  let value = 0;
  for (const digit of text) value = value * 64 + (VALUE_OF.get(digit) ?? 0);
  return value;
}

/** A hash as text of up to eight base-64 digits (six bits each). */
export const shortHash = (text: string, width: number, seed = 0): string =>
  fixedWidth(hash53(text, seed) % 64 ** Math.min(width, 8), width);

/**
 * An identifier of 20 letters and digits (100 bits) that people can read out on the phone. Parts
 * of the text may be an attacker's, so nobody must be able to make two texts meet.
 */
export function stableId(text: string): string {
  const digest = createHash("sha256").update(text).digest();
  return [0, 4, 8, 12]
    .map((offset) => digest.readUInt32BE(offset))
    .flatMap((word) => [0, 5, 10, 15, 20].map((shift) => CROCKFORD.charAt((word >>> shift) & 31)))
    .join("");
}

/**
 * A stable name for something personal that tells nothing of it; undefined while no key is there.
 * Names of different purposes cannot be compared.
 */
export type Pseudonym = (purpose: string, text: string) => string | undefined;

const PSEUDONYM_LENGTH = 22;

/**
 * Pseudonyms by HMAC-SHA256, of which 132 bits are kept: nobody without the key can tell whether a
 * pseudonym is a given person's.
 */
export const pseudonymsBy =
  (key: string) =>
  (purpose: string, text: string): string =>
    createHmac("sha256", key)
      .update(JSON.stringify([purpose, text]))
      .digest("base64url")
      .slice(0, PSEUDONYM_LENGTH);
