declare global {
  /** How much of its cases each property draws in this Jest project; all where it is not said. */
  var shareOfRuns: number | undefined;
}

const share = (): number => globalThis.shareOfRuns ?? 1;

/** How many cases a property draws here: all in `npm run test:all`, a tenth in `npm test`. */
export const runs = (all: number): number => Math.ceil(all * share());

/** The cases of a list that are tried here: all in `npm run test:all`, every tenth in `npm test`. */
export const some = <T>(all: readonly T[]): readonly T[] =>
  all.filter((_, position) => position % Math.round(1 / share()) === 0);

/**
 * More than how many of a thing the cases drawn here must meet, given how many all of them do. A
 * few meet what is rare less evenly: half of their part is enough, less one.
 */
export const least = (inAll: number): number =>
  share() === 1 ? inAll : Math.floor((inAll * share()) / 2) - 1;
