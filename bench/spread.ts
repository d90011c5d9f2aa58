const rounded = (value: number): string => String(Math.round(value * 10) / 10);

/** The middle one; of an even number the lower of the two. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

/** The middle one, and the worst behind it where it differs. */
export function spread(values: readonly number[]): string {
  const middle = median(values);
  const worst = Math.max(...values);
  return worst === middle ? rounded(middle) : `${rounded(middle)} (${rounded(worst)})`;
}

/** The texts by how often they occur, the most frequent first. */
export function counted(texts: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
