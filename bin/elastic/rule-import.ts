import type { KibanaRule } from "../../elastic/kibana-rule";
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

interface Outcome {
  readonly ruleId: string;
  /** Undefined if the rule is as it should be. */
  readonly problem: string | undefined;
}

/** Sets again what an import took away. */
async function restored(
  connection: Connection,
  { rule, installed }: RuleUpdate,
  after: InstalledRule,
): Promise<InstalledRule> {
  if (lost(installed, after).length === 0) return after;
  const { isEnabled, actions, exceptions } = installed;
  await patchRule(connection, {
    rule_id: rule.rule_id,
    enabled: isEnabled,
    actions,
    exceptions_list: exceptions,
  });
  return (await storedRule(connection, rule.rule_id)) ?? after;
}

function problemAfter(step: RuleStep, after: InstalledRule): string | undefined {
  if (after.version !== step.rule.version) {
    return `version ${after.version} is there, not ${step.rule.version}`;
  }
  if (step.kind !== "update") return undefined;
  const gone = lost(step.installed, after);
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
  const mayRestore = step.kind === "update" && messages.length === 0;
  const after = read !== undefined && mayRestore ? await restored(connection, step, read) : read;
  const found = after === undefined ? "it is not there" : problemAfter(step, after);
  const all = [...messages, ...(found === undefined ? [] : [found])];
  return { ruleId, problem: all.length === 0 ? undefined : oneLine(all.join("; ")) };
}

const fileOf = (step: RuleStep): object =>
  step.kind === "update" ? keeping(step) : { ...step.rule, enabled: false };

type Change = Exclude<RuleStep, { readonly kind: "skip" }>;

async function importChanges(
  connection: Connection,
  changes: readonly Change[],
  kind: Change["kind"],
): Promise<readonly ImportProblem[]> {
  const files = changes.filter((step) => step.kind === kind).map(fileOf);
  return files.length === 0 ? [] : importRules(connection, files, kind === "update");
}

const nameless = (problems: readonly ImportProblem[], rules: readonly KibanaRule[]): string[] =>
  problems
    .filter(({ ruleId }) => !rules.some(({ rule_id }) => rule_id === ruleId))
    .map(({ ruleId, message }) => oneLine(`${ruleId ?? "the file"}: ${message}`));

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
    ...(await importChanges(connection, changes, "create")),
    ...(await importChanges(connection, changes, "update")),
  ];
  const problems = nameless(
    said,
    changes.map(({ rule }) => rule),
  );
  for (const step of changes) {
    const { ruleId, problem } = await outcomeOf(connection, step, said);
    if (problem === undefined) onDone(ruleId);
    else problems.push(`${ruleId}: ${problem}`);
  }
  if (problems.length > 0) throw new CommandError(problems.join("\nelastic: "));
}
