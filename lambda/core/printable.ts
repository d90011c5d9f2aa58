/* What other people wrote, made fit for an e-mail or a terminal: it can neither break a line, nor
   hide text, nor become a link. */

const LETTER_DOT = /([A-Za-z])\.(?=[A-Za-z])/g;

/**
 * One line of printable ASCII of at most `max` characters. Anything else becomes `?`, links are
 * broken (`hxxp`, `[.]`, `(at)`), and a cut is marked with `..`.
 */
export function printable(text: string, max: number): string {
  const plain = text
    .slice(0, max * 2)
    .replace(/[^\x20-\x7e]+/g, "?")
    .replace(/http(s?):/gi, "hxxp$1:")
    .replace(LETTER_DOT, "$1[.]")
    .replace(/@/g, "(at)")
    .replace(/ {2,}/g, " ")
    .trim();
  return plain.length <= max ? plain : `${plain.slice(0, max - 2)}..`;
}

/** `+6281234xxxx` for the number block of a destination: never the whole number. */
export const maskedNumber = (e164: string): string =>
  e164.length <= 6 ? "+xxxx" : `${e164.slice(0, -4)}xxxx`;
