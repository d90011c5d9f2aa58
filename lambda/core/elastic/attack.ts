const SITE = "https://attack.mitre.org";

/** A tactic or technique as ATT&CK names it, with its page (Elastic asks for the last slash). */
export interface AttackEntry {
  readonly id: string;
  readonly name: string;
  readonly reference: string;
}

/** A technique with the tactic it serves, and the sub-technique where it is one. */
export interface AttackTechnique {
  readonly tactic: AttackEntry;
  readonly technique: AttackEntry;
  readonly subtechnique?: AttackEntry | undefined;
}

const tactic = (id: string, name: string): AttackEntry => ({
  id,
  name,
  reference: `${SITE}/tactics/${id}/`,
});

const technique = (id: string, name: string): AttackEntry => ({
  id,
  name,
  reference: `${SITE}/techniques/${id.replace(".", "/")}/`,
});

export const SMS_PUMPING = "T1496.003";

/**
 * The techniques that rules name, as ATT&CK v18 has them, which Elastic's own rules use up to
 * stack 9.4. https://attack.mitre.org/techniques/T1496/003/
 */
const TECHNIQUES: ReadonlyMap<string, AttackTechnique> = new Map([
  [
    SMS_PUMPING,
    {
      tactic: tactic("TA0040", "Impact"),
      technique: technique("T1496", "Resource Hijacking"),
      subtechnique: technique(SMS_PUMPING, "SMS Pumping"),
    },
  ],
  [
    "T1526",
    {
      tactic: tactic("TA0007", "Discovery"),
      technique: technique("T1526", "Cloud Service Discovery"),
    },
  ],
  [
    "T1562",
    {
      tactic: tactic("TA0005", "Defense Evasion"),
      technique: technique("T1562", "Impair Defenses"),
    },
  ],
]);

/** Undefined for an id that no rule of the catalogue names. */
export const attackTechnique = (id: string): AttackTechnique | undefined => TECHNIQUES.get(id);

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
