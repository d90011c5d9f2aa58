/**
 * What others wrote, made fit for a terminal: one line of printable ASCII of at most `max`
 * characters. White space becomes one space, whatever else is no ASCII `?`; a cut is marked with `..`.
 */
export function terminalText(text: string, max: number): string {
  const plain = text
    .slice(0, max * 4)
    .replace(/\s+/g, " ")
    .replace(/[^\x20-\x7e]+/g, "?")
    .trim();
  return plain.length <= max ? plain : `${plain.slice(0, max - 2)}..`;
}
