/** What runs there. */
export interface Stack {
  /** Such as 9.5.1. Undefined where the key may not ask. */
  readonly version: string | undefined;
  readonly isServerless: boolean;
}

/** The index template needs the failure store, which is in 8.19, 9.1 and newer, and not in 9.0. */
const OLDEST = { major: 8, minor: 19 } as const;
const TOO_OLD = { major: 9, minor: 0 } as const;
const NEWEST_MAJOR = 9;

interface Version {
  readonly major: number;
  readonly minor: number;
}

function parsed(version: string | undefined): Version | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version ?? "") ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return { major: Number(major), minor: Number(minor) };
}

const isBefore = (one: Version, other: Version): boolean =>
  one.major < other.major || (one.major === other.major && one.minor < other.minor);

/** Why this cannot be used, if so. */
export function versionProblem({ version, isServerless }: Stack): string | undefined {
  const known = parsed(version);
  if (isServerless || known === undefined) return undefined;
  const isTooOld = known.major === TOO_OLD.major && known.minor === TOO_OLD.minor;
  if (!isTooOld && !isBefore(known, OLDEST)) return undefined;
  return `version ${version ?? ""} is too old; needs 8.19, 9.1 or newer, or Serverless`;
}

/** True of versions that came after these rules. */
export function isUntested({ version, isServerless }: Stack): boolean {
  const known = parsed(version);
  return !isServerless && known !== undefined && known.major > NEWEST_MAJOR;
}

/**
 * The Kibana privileges that let a key manage rules, newest first: what Kibana calls the feature
 * changes with its version, while older names go on working (`packages/features/src/constants.ts`
 * and `rules/v3_features` in Kibana's sources).
 */
export const RULE_FEATURES = [
  { since: { major: 9, minor: 5 }, feature: "securitySolutionRulesV4" },
  { since: { major: 9, minor: 4 }, feature: "securitySolutionRulesV2" },
  { since: { major: 9, minor: 3 }, feature: "securitySolutionRulesV1" },
  { since: { major: 9, minor: 2 }, feature: "siemV4" },
  { since: { major: 9, minor: 1 }, feature: "siemV3" },
  { since: OLDEST, feature: "siemV2" },
] as const;

/** The privilege to manage rules, such as `feature_siemV2.all`; the newest where no version is known. */
export function rulePrivilege({ version, isServerless }: Stack): string {
  const known = isServerless ? undefined : parsed(version);
  const found =
    known === undefined
      ? RULE_FEATURES[0]
      : RULE_FEATURES.find(({ since }) => !isBefore(known, since));
  return `feature_${(found ?? RULE_FEATURES[0]).feature}.all`;
}

/** From 9.3 on each route of Kibana's asks for its own privilege, before, the work behind it does. */
export function routesAskPrivileges({ version, isServerless }: Stack): boolean {
  const known = parsed(version);
  return isServerless || known === undefined || !isBefore(known, { major: 9, minor: 3 });
}
