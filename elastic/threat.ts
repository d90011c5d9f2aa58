import {
  type AttackEntry,
  attackTechnique,
  type AttackTechnique,
} from "../lambda/core/elastic/attack";

interface Technique extends AttackEntry {
  readonly subtechnique?: readonly AttackEntry[];
}

/** What a rule finds, in the terms of MITRE ATT&CK. */
export interface Threat {
  readonly framework: "MITRE ATT&CK";
  readonly tactic: AttackEntry;
  readonly technique: readonly Technique[];
}

const threatOf = ({ tactic, technique, subtechnique }: AttackTechnique): Threat => ({
  framework: "MITRE ATT&CK",
  tactic,
  technique: [
    subtechnique === undefined ? technique : { ...technique, subtechnique: [subtechnique] },
  ],
});

/**
 * @param attack technique ids of a rule of the catalogue
 * @throws Error for an id that nobody knows a name of
 */
export const threatsOf = (attack: readonly string[]): readonly Threat[] =>
  attack.map((id) => {
    const technique = attackTechnique(id);
    if (technique === undefined) throw new Error(`no ATT&CK technique ${id}`);
    return threatOf(technique);
  });
