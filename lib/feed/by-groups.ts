import { ConfigError } from "../../lambda/core/model/config";

type Groups = readonly (readonly string[])[];

const last = (groups: Groups): readonly string[] => groups.at(-1) ?? [];

/** Entries in their order, as few groups as may be. */
function grouped(entries: readonly string[], fits: (group: readonly string[]) => boolean): Groups {
  return entries.reduce<Groups>((groups, entry) => {
    const longer = [...last(groups), entry];
    if (fits(longer)) return [...groups.slice(0, -1), longer];
    if (fits([entry])) return [...groups, [entry]];
    throw new ConfigError(
      `detector.ownResources: got ${JSON.stringify(entry)}, which repeats itself so often that EventBridge would refuse a rule for it; give a shorter start of the name`,
    );
  }, []);
}

/**
 * The rules that a list of names needs, by their ids. The first group's keep the ids that they have
 * while one group is enough; a further group has its number behind each.
 *
 * @param rules the rules for some of the names
 * @param isAccepted whether EventBridge takes a rule
 * @throws ConfigError when it takes none for one of the names alone
 */
export function byGroups<Rule>(
  names: readonly string[],
  rules: (names: readonly string[]) => Readonly<Record<string, Rule>>,
  isAccepted: (rule: Rule) => boolean,
): Readonly<Record<string, Rule>> {
  const fits = (group: readonly string[]) => Object.values(rules(group)).every(isAccepted);
  const numbered = grouped(names, fits).flatMap((group, i) =>
    Object.entries(rules(group)).map(([id, rule]) => [i === 0 ? id : `${id}${i + 1}`, rule]),
  );
  return Object.fromEntries(numbered) as Readonly<Record<string, Rule>>;
}
