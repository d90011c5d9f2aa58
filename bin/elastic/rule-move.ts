import { stringAt } from "../../lambda/core/sources/records/json";
import { slugOf } from "../../elastic/versions";
import type { Connection } from "./connection";
import { deleteRule, patchRule, storedRule } from "./kibana";
import type { RuleUpdate } from "./rule-plan";

/** What the new rule is compared with: until the old one is gone, it is not to run. */
export const notYetEnabled = (step: RuleUpdate): RuleUpdate =>
  step.kind === "move" ? { ...step, installed: { ...step.installed, isEnabled: false } } : step;

/** Such as Kibana makes for a single rule: it refuses them in a second one (409). */
const isOwnList = (list: unknown): boolean => stringAt(list, "type") === "rule_default";

/** Lists that two rules may have at once. */
export const sharedLists = (lists: readonly unknown[]): readonly unknown[] =>
  lists.filter((list) => !isOwnList(list));

/** Sets the exception lists of the rule with the old id. */
export const setFormerLists = (
  connection: Connection,
  { rule }: RuleUpdate,
  exceptions_list: readonly unknown[],
): Promise<unknown> => patchRule(connection, { rule_id: slugOf(rule.rule_id), exceptions_list });

/** The old rule goes on, with all that people have set on it. */
export async function giveBack(connection: Connection, step: RuleUpdate): Promise<void> {
  const { rule, installed } = step;
  const exceptions_list = sharedLists(installed.exceptions);
  await patchRule(connection, { rule_id: rule.rule_id, exceptions_list });
  await setFormerLists(connection, step, installed.exceptions);
}

/**
 * Removes the rule under its old id and enables the new one where the old one was: for a moment
 * neither runs, but never both.
 *
 * @returns what went wrong, if anything did
 */
export async function finishMove(
  connection: Connection,
  { rule, installed }: RuleUpdate,
): Promise<string | undefined> {
  const formerId = slugOf(rule.rule_id);
  const { status } = await deleteRule(connection, formerId);
  if (status !== 200 && status !== 404) {
    return `Kibana did not delete the rule with the old rule_id ${formerId} (${status}): delete it and enable the new one by hand`;
  }
  if (!installed.isEnabled) return undefined;
  await patchRule(connection, { rule_id: rule.rule_id, enabled: true });
  const after = await storedRule(connection, rule.rule_id);
  return after?.isEnabled === true ? undefined : "Kibana did not enable it: enable it by hand";
}
