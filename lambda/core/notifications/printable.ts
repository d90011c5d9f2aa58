/* What other people wrote, made fit for an e-mail or a terminal: it can neither break a line, nor
   hide text, nor become a link. */

/** What mail programs take for a host name: a dot between a name and letters. */
const NAME_DOT = /([\w-])\.(?=[A-Za-z])/g;

/**
 * One line of printable ASCII of at most `max` characters. Anything else becomes `?`, links are
 * broken (`hxxp[:]//`, `[.]`, `(at)`), double quotes are single ones, and a cut is marked with
 * `..`.
 */
export function printable(text: string, max: number): string {
  const plain = text
    .slice(0, max * 2)
    .replace(/[^\x20-\x7e]+/g, "?")
    .replace(/http(?=s?:)/gi, "hxxp")
    .replace(/:\/\//g, "[:]//")
    .replace(NAME_DOT, "$1[.]")
    .replace(/@/g, "(at)")
    .replace(/"/g, "'")
    .replace(/ {2,}/g, " ")
    .trim();
  return plain.length <= max ? plain : `${plain.slice(0, max - 2)}..`;
}

/**
 * Seven digits and more, with whatever people write between those of a phone number. Versions have
 * dots between them, so dots count only where the groups are those of a number.
 */
const NUMBER = /\d(?:[ ()\-/_+?*]{0,3}\d){6,}|\d{3}\.\d{3,4}\.\d{4}/g;

const upToThirdDigit = (run: string): string => /^(?:\D*\d){3}/.exec(run)?.[0] ?? "";

/** Hides the end of whatever may be a phone number, however its digits are set apart. */
export const withoutNumbers = (text: string): string =>
  text.replace(NUMBER, (run) => `${upToThirdDigit(run)}xxxx`);
