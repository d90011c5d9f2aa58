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

/** The part of process.stderr that a progress line needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

const CLEAR_LINE = "\r\u001b[2K";

/**
 * One line that each writing replaces, so that an empty one removes it; silent unless the stream
 * is a terminal.
 */
export const progressLine =
  (stream: ProgressStream): ((line: string) => void) =>
  (line) => {
    if (stream.isTTY === true) stream.write(CLEAR_LINE + line.slice(0, (stream.columns ?? 80) - 1));
  };
