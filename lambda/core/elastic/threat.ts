import { attackTechnique, type AttackEntry } from "./attack-technique";

/** Parallel lists, each entry once: ECS has no list of objects here. */
function listsOf(entries: readonly AttackEntry[]) {
  const distinct = [...new Map(entries.map((entry) => [entry.id, entry])).values()];
  return {
    id: distinct.map(({ id }) => id),
    name: distinct.map(({ name }) => name),
    reference: distinct.map(({ reference }) => reference),
  };
}

/**
 * ECS's `threat` for ATT&CK technique ids, in their order. An id that the catalogue does not know
 * is left out: a name that does not belong to it would be worse.
 * https://www.elastic.co/docs/reference/ecs/ecs-threat
 */
export function threatOf(ids: readonly string[]) {
  const known = ids.flatMap((id) => attackTechnique(id) ?? []);
  const subtechniques = known.flatMap(({ subtechnique }) => subtechnique ?? []);
  return {
    framework: "MITRE ATT&CK",
    tactic: listsOf(known.map(({ tactic }) => tactic)),
    technique: {
      ...listsOf(known.map(({ technique }) => technique)),
      subtechnique: listsOf(subtechniques),
    },
  };
}
