import { counted, listed } from "../model/format";
import {
  CAPABILITIES,
  ruleSteps,
  type AllowList,
  type Capability,
  type CountryRules,
} from "./country-rules";

/** What AWS says of one Region's Protect. */
export interface ProtectFacts {
  readonly accountDefault: string | undefined;
  /** The configuration that the stack made there, by its output; undefined without a stack. */
  readonly ownId: string | undefined;
  /** The default's country rules. A kind that AWS refuses in this Region is left out. */
  readonly rules: ReadonlyMap<Capability, CountryRules>;
}

/** What is not as configured, and what to do. */
export interface ProtectProblem {
  readonly level: "warn" | "fail";
  readonly problem: string;
  readonly remedy: string;
}

const WIDTH = 60;

export const setDefault = (id: string, region: string): string =>
  `aws pinpoint-sms-voice-v2 set-account-default-protect-configuration --protect-configuration-id ${id} --region ${region}`;

function defaultProblem(
  { accountDefault, ownId }: ProtectFacts,
  region: string,
): ProtectProblem | undefined {
  if (ownId === undefined) {
    return {
      level: "fail",
      problem: "allowedCountries is configured, and no stack has locked them",
      remedy: "deploy SmsPumpingProtect in this Region",
    };
  }
  if (accountDefault === ownId) return undefined;
  const problem =
    accountDefault === undefined
      ? "the account has no default Protect configuration: texts go to every country"
      : `the account's default Protect configuration is ${accountDefault}, not the stack's ${ownId}`;
  return { level: "fail", problem, remedy: setDefault(ownId, region) };
}

function rulesProblem(
  capability: Capability,
  rules: CountryRules,
  list: AllowList,
): readonly ProtectProblem[] {
  return ruleSteps(rules, capability, list).map(({ status, countries }) => ({
    level: status === "BLOCK" && capability === "SMS" ? "fail" : "warn",
    problem: `${capability}: ${counted(countries.length, "country", "countries")} not ${status} as configured: ${listed(countries, WIDTH)}`,
    remedy:
      "put them back, or bring allowedCountries up to date and deploy SmsPumpingProtect (docs/protect.md)",
  }));
}

/**
 * Where a Region's Protect is not as `allowedCountries` wants it. None where nothing is configured,
 * and none where all is well.
 */
export function protectProblems(
  list: AllowList | undefined,
  facts: ProtectFacts,
  region: string,
): readonly ProtectProblem[] {
  if (list === undefined) return [];
  const wrong = defaultProblem(facts, region);
  if (wrong !== undefined) return [wrong];
  const sms = facts.rules.get("SMS");
  if (sms === undefined || sms.size === 0) {
    return [
      {
        level: "fail",
        problem: "AWS told no country rules for texts",
        remedy: "see that GetProtectConfigurationCountryRuleSet is allowed, and ask again",
      },
    ];
  }
  return CAPABILITIES.flatMap((capability) => {
    const rules = facts.rules.get(capability);
    return rules === undefined ? [] : rulesProblem(capability, rules, list);
  });
}
