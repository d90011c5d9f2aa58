import type { KibanaRule } from "../../elastic/kibana-rule";
import type { Profile } from "../../elastic/profiles";
import { slugOf } from "../../elastic/versions";
import { CommandError } from "../aws-problem";
import type { JsonObject } from "../../lambda/core/sources/records/json";
import {
  conflictProblem,
  enabledOf,
  otherProfile,
  ruleStates,
  type EnabledRule,
} from "./both-profiles";
import { succeeded, type Connection } from "./connection";
import { putTemplate, storedTemplate } from "./elasticsearch";
import { patchRule, spaceProblem } from "./kibana";
import { ruleStep, stepText, type RuleStep } from "./rule-plan";
import { importSteps } from "./rule-import";
import {
  isSuppressionLicensed,
  requireSupported,
  surveyOf,
  surveyText,
  type Survey,
} from "./survey";
import {
  templateStep,
  templateText,
  wantedBody,
  type TemplateStep,
  type WantedTemplate,
} from "./template-plan";

/** What is to be there. */
export interface Wanted {
  readonly profile: Profile;
  readonly template: WantedTemplate;
  /** The rules of a profile, with suppression or in the form that does without. */
  readonly rulesOf: (profile: Profile, isSuppressed: boolean) => readonly KibanaRule[];
  /** False where the user says that suppression is not to be used, whatever the licence. */
  readonly maySuppress: boolean;
}

export interface InstallSpec {
  readonly wanted: Wanted;
  readonly isDryRun: boolean;
  /** Whether enabled rules of the other profile are to be disabled. */
  readonly maySwitch: boolean;
  /** Whether rules that are up to date are written again, so that they run with this key. */
  readonly mustRenew: boolean;
  readonly print: (line: string) => void;
}

interface Plan {
  readonly template: TemplateStep;
  readonly body: JsonObject;
  readonly rules: readonly RuleStep[];
  readonly disable: readonly EnabledRule[];
}

/** Without knowing, rules with suppression could be replaced by some without, or the reverse. */
function maySuppress(survey: Survey, wanted: Wanted): boolean {
  if (!wanted.maySuppress) return false;
  const isLicensed = isSuppressionLicensed(survey);
  if (isLicensed !== undefined) return isLicensed;
  throw new CommandError(
    "Elasticsearch does not tell the licence, which decides whether alerts can be suppressed: give the key the privilege monitor, or give --no-suppression",
  );
}

async function planOf(connection: Connection, spec: InstallSpec): Promise<Plan> {
  const { wanted, maySwitch, print } = spec;
  const survey = await surveyOf(connection);
  print(line("elasticsearch", surveyText(survey)));
  requireSupported(survey);
  const problem = await spaceProblem(connection);
  if (problem !== undefined) throw new CommandError(problem);
  const isSuppressed = maySuppress(survey, wanted);
  if (!isSuppressed) print(line("suppression", "not used: rules do without"));
  const rules = await ruleStates(connection, wanted.rulesOf(wanted.profile, isSuppressed));
  const others = wanted.rulesOf(otherProfile(wanted.profile), isSuppressed);
  const disable = enabledOf(await ruleStates(connection, others));
  const conflict = maySwitch ? undefined : conflictProblem(wanted.profile, disable);
  if (conflict !== undefined) throw new CommandError(conflict);
  const stored = await storedTemplate(connection, wanted.template.name);
  const body = wantedBody(wanted.template, stored);
  return {
    template: templateStep(body, stored),
    body,
    rules: rules.map((state) => ruleStep(state, spec.mustRenew)),
    disable,
  };
}

const line = (about: string, text: string): string => `${about.padEnd(14)} ${text}`;

function planLines(plan: Plan, wanted: Wanted): readonly string[] {
  return [
    line("template", `${wanted.template.name}: ${templateText(plan.template)}`),
    ...plan.disable.map(({ rule }) => line("rule", `${slugOf(rule.rule_id)}: disable`)),
    ...plan.rules.map((step) => line("rule", `${slugOf(step.rule.rule_id)}: ${stepText(step)}`)),
  ];
}

const isIdle = ({ template, rules, disable }: Plan): boolean =>
  template.kind === "skip" && disable.length === 0 && rules.every(({ kind }) => kind === "skip");

const TEMPLATE_NOTE =
  "A data stream that exists keeps its old settings until it rolls over, and its old retention: docs/elastic/install.md says how to change both.";

const KEY_NOTE =
  "The rules run with the API key that you gave. Keep it: if it is revoked or expires, they stop.";

const ENABLE_NOTE =
  "New rules are disabled: look at them in Kibana under Security > Rules, then enable them.";

async function carryOut(connection: Connection, plan: Plan, spec: InstallSpec): Promise<void> {
  const { wanted, print } = spec;
  if (plan.template.kind !== "skip") {
    await putTemplate(connection, wanted.template.name, plan.body);
    print(line("template", "done"));
  }
  // First off, then on: for a moment neither profile runs, but never both.
  for (const { rule, ruleId } of plan.disable) {
    const slug = slugOf(rule.rule_id);
    const reply = await patchRule(connection, { rule_id: ruleId, enabled: false });
    succeeded(`rule ${slug}`, reply);
    print(line("rule", `${slug}: disabled`));
  }
  await importSteps(connection, plan.rules, (ruleId) => {
    print(line("rule", `${slugOf(ruleId)}: done`));
  });
  if (plan.template.kind === "update") print(TEMPLATE_NOTE);
  if (plan.rules.some(({ kind }) => kind !== "skip")) print(KEY_NOTE);
  if (plan.rules.some(({ kind }) => kind === "create")) print(ENABLE_NOTE);
}

/**
 * Makes template and rules as they are wanted. What is so already is left alone.
 *
 * @throws CommandError that says what was refused
 */
export async function install(connection: Connection, spec: InstallSpec): Promise<void> {
  const plan = await planOf(connection, spec);
  for (const text of planLines(plan, spec.wanted)) spec.print(text);
  if (isIdle(plan)) spec.print("nothing to do");
  else if (spec.isDryRun) spec.print("dry run: nothing was changed");
  else await carryOut(connection, plan, spec);
}
