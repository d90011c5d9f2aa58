/**
 * What AWS does with messages to a country:
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/filter-and-monitor-messages.html
 */
export type ProtectStatus = "ALLOW" | "BLOCK" | "MONITOR" | "FILTER";

/** Kinds of messages that a Protect configuration has a set of country rules for. */
export const CAPABILITIES = ["SMS", "VOICE", "MMS"] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** `block` refuses messages to all other countries; `monitor` delivers them and only reports. */
export const PROTECT_MODES = ["block", "monitor"] as const;
export type ProtectMode = (typeof PROTECT_MODES)[number];

/** Which countries may be texted, and what becomes of the others. */
export interface AllowList {
  readonly countries: readonly string[];
  readonly mode: ProtectMode;
}

/** The status of each country by its code. AWS may know one that this project does not. */
export type CountryRules = ReadonlyMap<string, string>;

/**
 * What others than the allowed countries get. AWS describes MONITOR for texts only: with it calls
 * and pictures stay allowed, since a trial must refuse nothing.
 */
const statusOfOthers = (capability: Capability, mode: ProtectMode): ProtectStatus => {
  if (mode === "block") return "BLOCK";
  return capability === "SMS" ? "MONITOR" : "ALLOW";
};

/** Countries to give a status. */
export interface RuleStep {
  readonly status: ProtectStatus;
  readonly countries: readonly string[];
}

/**
 * What must change for the rules to be as wanted: only countries that AWS itself names, since it
 * does not document which codes it takes, and only those that differ. Countries are let through
 * before others are held up, so that none is refused that is allowed before and after.
 */
export function ruleSteps(
  rules: CountryRules,
  capability: Capability,
  { countries, mode }: AllowList,
): readonly RuleStep[] {
  const allowed = new Set(countries);
  const others = statusOfOthers(capability, mode);
  const wanted = (code: string): ProtectStatus => (allowed.has(code) ? "ALLOW" : others);
  const differing = [...rules].filter(([code, status]) => status !== wanted(code));
  return (["ALLOW", "MONITOR", "BLOCK"] as const)
    .map((status) => ({
      status,
      countries: differing.map(([code]) => code).filter((code) => wanted(code) === status),
    }))
    .filter((step) => step.countries.length > 0);
}

/** Allowed countries that AWS has no rule for: it neither blocks nor allows them. */
export const unknownCountries = (
  rules: CountryRules,
  { countries }: AllowList,
): readonly string[] => countries.filter((code) => !rules.has(code));
