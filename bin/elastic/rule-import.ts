import type { KibanaRule } from "../../elastic/kibana-rule";
import { slugOf } from "../../elastic/versions";
import { CommandError } from "../aws-problem";
import type { Connection } from "./connection";
import {
  importRules,
  patchRule,
  storedRule,
  type ImportProblem,
  type InstalledRule,
} from "./kibana";
import { keeping, lost, type RuleStep, type RuleUpdate } from "./rule-plan";
import { oneLine } from "./reason";
import { finishMove, giveBack, notYetEnabled, setFormerLists, sharedLists } from "./rule-move";

interface Outcome {
  readonly ruleId: string;
  /** Undefined if the rule is as it should be. */
  readonly problem: string | undefined;
}

/** Sets again what an import took away, or could not give while the old rule had it. */
async function restored(
  connection: Connection,
  step: RuleUpdate,
  after: InstalledRule,
): Promise<InstalledRule> {
  const { rule, installed } = notYetEnabled(step);
  if (lost(installed, after).length === 0) return after;
  const { isEnabled, actions, exceptions, responseActions } = installed;
  const isMove = step.kind === "move";
  if (isMove) await setFormerLists(connection, step, sharedLists(exceptions));
  await patchRule(connection, {
    rule_id: rule.rule_id,
    enabled: isEnabled,
    actions,
    exceptions_list: exceptions,
    ...(responseActions.length === 0 ? {} : { response_actions: responseActions }),
  });
  const again = (await storedRule(connection, rule.rule_id)) ?? after;
  if (isMove && lost(installed, again).length > 0) await giveBack(connection, step);
  return again;
}

const isUpdate = (step: RuleStep): step is RuleUpdate =>
  step.kind === "update" || step.kind === "move";

function problemAfter(step: RuleStep, after: InstalledRule): string | undefined {
  if (after.version !== step.rule.version) {
    return `version ${after.version} is there, not ${step.rule.version}`;
  }
  if (!isUpdate(step)) return undefined;
  const gone = lost(notYetEnabled(step).installed, after);
  if (gone.length === 0) return undefined;
  return `Kibana did not keep ${gone.join(" and ")}: set them again by hand`;
}

/** Reads the rule again: what Kibana says of an import is not enough. */
async function outcomeOf(
  connection: Connection,
  step: Exclude<RuleStep, { readonly kind: "skip" }>,
  said: readonly ImportProblem[],
): Promise<Outcome> {
  const ruleId = step.rule.rule_id;
  const messages = said.filter((each) => each.ruleId === ruleId).map(({ message }) => message);
  const read = await storedRule(connection, ruleId);
  // What Kibana left out for a reason, such as a list that is gone, must stay out.
  const after =
    read !== undefined && isUpdate(step) && messages.length === 0
      ? await restored(connection, step, read)
      : read;
  const found = after === undefined ? "it is not there" : problemAfter(step, after);
  const all = [...messages, ...(found === undefined ? [] : [found])];
  if (all.length > 0) return { ruleId, problem: oneLine(all.join("; ")) };
  return {
    ruleId,
    problem: step.kind === "move" ? await finishMove(connection, step) : undefined,
  };
}

function fileOf(step: RuleStep): object {
  if (!isUpdate(step)) return { ...step.rule, enabled: false };
  const kept = keeping(notYetEnabled(step));
  return step.kind === "move"
    ? { ...kept, exceptions_list: sharedLists(step.installed.exceptions) }
    : kept;
}

type Change = Exclude<RuleStep, { readonly kind: "skip" }>;

async function importChanges(
  connection: Connection,
  changes: readonly Change[],
  mayOverwrite: boolean,
): Promise<readonly ImportProblem[]> {
  const files = changes.filter((step) => isUpdate(step) === mayOverwrite).map(fileOf);
  return files.length === 0 ? [] : importRules(connection, files, mayOverwrite);
}

const nameless = (problems: readonly ImportProblem[], rules: readonly KibanaRule[]): string[] =>
  problems
    .filter(({ ruleId }) => !rules.some(({ rule_id }) => rule_id === ruleId))
    .map(({ ruleId, message }) =>
      oneLine(`${ruleId === undefined ? "the file" : slugOf(ruleId)}: ${message}`),
    );

/**
 * Imports what is new or changed and reads it again.
 *
 * @param onDone is told of each rule that is as it should be
 * @throws CommandError that names every rule that is not
 */
export async function importSteps(
  connection: Connection,
  steps: readonly RuleStep[],
  onDone: (ruleId: string) => void,
): Promise<void> {
  const changes = steps.filter((step) => step.kind !== "skip");
  // What is new must not overwrite what somebody else has made in the meantime.
  const said = [
    ...(await importChanges(connection, changes, false)),
    ...(await importChanges(connection, changes, true)),
  ];
  const problems = nameless(
    said,
    changes.map(({ rule }) => rule),
  );
  for (const step of changes) {
    const { ruleId, problem } = await outcomeOf(connection, step, said);
    if (problem === undefined) onDone(ruleId);
    else problems.push(`${slugOf(ruleId)}: ${problem}`);
  }
  if (problems.length > 0) throw new CommandError(problems.join("\nelastic: "));
}
