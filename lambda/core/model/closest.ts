/** Longer names are no misspellings of ours, and the distance costs the product of both lengths. */
const LONGEST = 100;

type Row = readonly number[];

const cell = (row: Row, column: number): number => row[column] ?? Infinity;

/**
 * How many insertions, deletions, substitutions and swaps of neighbors make one text of another:
 * https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance#Optimal_string_alignment_distance
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: Row = [];
  let last: Row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          cell(last, j) + 1,
          cell(row, j - 1) + 1,
          cell(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          isSwap ? cell(beforeLast, j - 2) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = row;
  }
  return cell(last, b.length);
}

/** At most three edits, and most of the name right: "trail" is no misspelling of "rules". */
const isClose = (distance: number, length: number): boolean =>
  distance <= 3 && distance <= 0.4 * length;

/** The name that was probably meant, if one is close. Case does not matter. */
export function closest(text: string, names: readonly string[]): string | undefined {
  if (text.length > LONGEST) return undefined;
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of names) {
    const distance = editDistance(text.toLowerCase(), name.toLowerCase());
    const length = Math.max(text.length, name.length);
    if (isClose(distance, length) && distance < (best?.distance ?? Infinity)) {
      best = { name, distance };
    }
  }
  return best?.name;
}
