/**
 * What others wrote, made fit for a terminal: one line of printable ASCII of at most `max`
 * characters, a cut marked with `..`.
 */
export function terminalText(text: string, max: number): string {
  const plain = text
    .slice(0, max * 4)
    .replace(/[^\x20-\x7e]+/g, "?")
    .replace(/ {2,}/g, " ")
    .trim();
  return plain.length <= max ? plain : `${plain.slice(0, max - 2)}..`;
}
