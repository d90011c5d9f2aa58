import type { ActiveRule } from "../lambda/core/rules/active-rule";
import { shortHash } from "../lambda/core/model/hash";
import type { Observation } from "../lambda/core/model/observation";

export type Batch = readonly Observation[];

/** Entities are left out by chance, and the traffic is cut, once this many events are counted. */
const ENOUGH = 240;
const LONGEST = 6000;

const entityText = (rule: ActiveRule, observation: Observation): string =>
  rule.entityOf(observation)?.value ?? "";

/** Whole entities, picked by chance until there are enough events. */
function sampledEntities(rule: ActiveRule, all: Batch, enough: number): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const each of all) {
    const entity = entityText(rule, each);
    counts.set(entity, (counts.get(entity) ?? 0) + 1);
  }
  const byChance = [...counts].sort(([a], [b]) => (shortHash(a, 8) < shortHash(b, 8) ? -1 : 1));
  const sampled = new Set<string>();
  let events = 0;
  for (const [entity, count] of byChance) {
    if (events >= enough) break;
    events += count;
    sampled.add(entity);
  }
  return sampled;
}

/**
 * The sampled entities' part of each batch of the whole traffic. Windows of different entities
 * have nothing in common, so that part costs what it would cost among all the others.
 *
 * @param enough entities are added until they have so many events
 */
export function sampledBatches(
  rule: ActiveRule,
  all: Batch,
  size: number,
  enough = ENOUGH,
): readonly Batch[] {
  const sampled = sampledEntities(rule, all, enough);
  const isDense = sampled.size === 1;
  const seen = isDense ? all.slice(0, LONGEST) : all;
  const batches: Batch[] = [];
  for (let start = 0; start < seen.length; start += size) {
    const batch = seen.slice(start, start + size);
    batches.push(batch.filter((each) => sampled.has(entityText(rule, each))));
  }
  return batches.filter((batch) => batch.length > 0);
}
