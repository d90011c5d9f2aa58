/** A phone shows no more without scrolling for long. */
const MOST_LINES = 24;

/** What an e-mail can do without, the least needed first: the last of its empty lines, countries. */
const SPARE: readonly ((line: string) => boolean)[] = [
  (line) => line === "",
  (line) => line.startsWith("SENT "),
];

/** At most 24 lines, of which figures of spend may be more than there is room for. */
export function shortened(lines: readonly string[]): readonly string[] {
  const kept = [...lines];
  for (const isSpare of SPARE) {
    for (let i = kept.length - 1; i >= 0 && kept.length > MOST_LINES; i--) {
      if (isSpare(kept[i] ?? "")) kept.splice(i, 1);
    }
  }
  return kept;
}
