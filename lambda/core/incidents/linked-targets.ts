import type { Target } from "../model/rule";

/**
 * Targets whose findings make up the same incidents, each once and in one order for all who name
 * the set. The head of the first one, the primary target, holds the incidents.
 */
export type LinkedTargets = readonly [Target, ...Target[]];

/**
 * Tells which targets a target is linked to. An answer may grow at any time. What has been folded
 * together stays together, so an answer that is late or that shrinks takes nothing apart. Whoever
 * links targets asks for a fold of the set.
 */
export type LinksOf = (scope: string, target: Target) => Promise<readonly Target[]>;

/** By code unit, whatever the locale. The order has no meaning but that it never changes. */
export function linkedTargets(target: Target, others: readonly Target[]): LinkedTargets {
  const [first = target, ...rest] = [...new Set([target, ...others])].sort();
  return [first, ...rest];
}

/** No rule links targets yet: each is a set by itself. */
export const noLinks: LinksOf = (_, target) => Promise.resolve([target]);

/** What a finding or an incident is about. */
export interface Subject {
  readonly scope: string;
  readonly target: Target;
}

/** Targets that are folded together, and what there is about them. */
export interface LinkedSet<T> {
  readonly scope: string;
  readonly targets: LinkedTargets;
  readonly items: readonly T[];
}

const textOf = (scope: string, targets: readonly Target[]): string =>
  JSON.stringify([scope, ...targets]);

/** Sorts items by the linked set of their targets. */
export async function bySet<T>(
  items: readonly T[],
  subjectOf: (item: T) => Subject,
  linksOf: LinksOf,
): Promise<readonly LinkedSet<T>[]> {
  const known = new Map<string, LinkedTargets>();
  const sets = new Map<string, LinkedSet<T> & { readonly items: T[] }>();
  for (const item of items) {
    const { scope, target } = subjectOf(item);
    const own = textOf(scope, [target]);
    const targets = known.get(own) ?? linkedTargets(target, await linksOf(scope, target));
    known.set(own, targets);
    const set = sets.get(textOf(scope, targets)) ?? { scope, targets, items: [] };
    set.items.push(item);
    sets.set(textOf(scope, targets), set);
  }
  return [...sets.values()];
}
