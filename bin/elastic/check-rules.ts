import { EXCLUSIVE_RULES, PROFILES, type Profile } from "../../elastic/profiles";
import { slugOf } from "../../elastic/versions";
import { enabledOf, EXTERNAL_ALERTS, ruleStates, type RuleState } from "./both-profiles";
import type { Connection } from "./connection";
import type { Wanted } from "./install";
import { storedRule } from "./kibana";
import { fail, note, ok, type CheckResult } from "./check-result";
import { ruleStep } from "./rule-plan";

/** A profile's rules, and what Kibana has of them. */
export interface ProfileState {
  readonly profile: Profile;
  readonly states: readonly RuleState[];
}

/** Both profiles' rules, and what Kibana has of them. */
export async function profileStates(
  connection: Connection,
  rulesOf: (profile: Profile) => ReturnType<Wanted["rulesOf"]>,
): Promise<readonly ProfileState[]> {
  const found: ProfileState[] = [];
  for (const profile of PROFILES) {
    found.push({ profile, states: await ruleStates(connection, rulesOf(profile)) });
  }
  return found;
}

export const isInstalled = ({ states }: ProfileState): boolean =>
  states.some(({ installed, former }) => (installed ?? former) !== undefined);

export interface Expected {
  /** Undefined: whichever is there. */
  readonly profile: Profile | undefined;
  /** Whether it is known if rules should have suppression; else their versions alone count. */
  readonly isFormKnown: boolean;
}

const isCurrent = (state: RuleState, { isFormKnown }: Expected): boolean =>
  isFormKnown
    ? ruleStep(state).kind === "skip"
    : state.former === undefined &&
      state.installed !== undefined &&
      state.installed.version >= state.rule.version;

function checkProfile(
  { profile, states }: ProfileState,
  expected: Expected,
): readonly CheckResult[] {
  const outdated = states.filter((state) => !isCurrent(state, expected));
  const ids = outdated.map(({ rule }) => slugOf(rule.rule_id)).join(", ");
  const count = `${states.length} of the profile ${profile}`;
  const enabled = enabledOf(states).length;
  return [
    outdated.length === 0
      ? ok("rules", `all ${count} are there and up to date`)
      : fail(
          "rules",
          `${outdated.length} of ${count} are missing or not up to date (${ids}); run smspump elastic install --profile ${profile}`,
        ),
    enabled > 0
      ? ok("rules", `${enabled} of ${count} are enabled`)
      : note("rules", `none of ${count} is enabled: enable them in Kibana, Security > Rules`),
  ];
}

function checkTwins(found: readonly ProfileState[]): readonly CheckResult[] {
  const enabled = found.flatMap(({ states }) =>
    enabledOf(states).map(({ rule }) => slugOf(rule.rule_id)),
  );
  const isEnabled = (slug: string): boolean => enabled.includes(slug);
  const both = found.every(({ states }) => enabledOf(states).length > 0)
    ? [fail("rules", "both profiles have enabled rules: every attack makes alerts twice")]
    : [];
  const twins = EXCLUSIVE_RULES.filter((ids) => ids.filter(isEnabled).length > 1).map((ids) =>
    fail("rules", `${ids.join(" and ")} find the same and are both enabled: disable one`),
  );
  return [...both, ...twins];
}

async function lookAtExternal(
  connection: Connection,
  found: readonly ProfileState[],
): Promise<readonly CheckResult[]> {
  const external = await storedRule(connection, EXTERNAL_ALERTS.ruleId);
  if (external?.isEnabled !== true) return [];
  const promoted = found.find(({ profile }) => profile === "findings");
  const rule = `Elastic's rule "${EXTERNAL_ALERTS.name}"`;
  return promoted !== undefined && enabledOf(promoted.states).length > 0
    ? [
        fail(
          "rules",
          `${rule} is enabled beside the profile findings, and promotes the same documents: disable one`,
        ),
      ]
    : [note("rules", `${rule} is enabled and promotes what is forwarded`)];
}

/**
 * Looks at the rules of the profiles that are wanted or there, and at those that would make the
 * same alerts.
 */
export async function checkRules(
  connection: Connection,
  found: readonly ProfileState[],
  expected: Expected,
): Promise<readonly CheckResult[]> {
  const there = found.filter((each) => isInstalled(each) || each.profile === expected.profile);
  return [
    ...(there.length === 0
      ? [fail("rules", "none is there; run smspump elastic install")]
      : there.flatMap((each) => checkProfile(each, expected))),
    ...checkTwins(found),
    ...(await lookAtExternal(connection, found)),
  ];
}
