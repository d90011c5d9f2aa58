declare global {
  /** How much of its cases each property draws in this Jest project; all where it is not said. */
  var shareOfRuns: number | undefined;
}

const share = (): number => globalThis.shareOfRuns ?? 1;

/** How many cases a property draws here: all in `npm run test:all`, a tenth in `npm test`. */
export const runs = (all: number): number => Math.ceil(all * share());

/**
 * What these cases meet at least, given what all of them do. A few meet it less evenly than many:
 * a tenth of them counts as good with half a tenth of it.
 */
export const least = (inAll: number): number =>
  share() === 1 ? inAll : Math.floor((inAll * share()) / 2);
