/** How many there are of each kind, the kinds in the order in which they came. */
export type Tally = ReadonlyMap<string, number>;

const MOST_KINDS = 1_000;
const OTHERS = "others";

/** Counts one more of a kind; kinds beyond the first thousand are counted together. */
export function addTo(tally: Map<string, number>, kind: string): void {
  const key = tally.has(kind) || tally.size < MOST_KINDS ? kind : OTHERS;
  tally.set(key, (tally.get(key) ?? 0) + 1);
}

export const totalOf = (tally: Tally): number =>
  [...tally.values()].reduce((sum, count) => sum + count, 0);
