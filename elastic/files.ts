import type { KibanaRule } from "./kibana-rule";
import { nextVersions } from "./next-versions";
import { PROFILES, unversionedRules, type Profile } from "./profiles";
import { STORED_VERSIONS, versioned, type Versions } from "./versions";

/** A file that is written from the rules. */
interface KibanaFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

const FORMS = [
  { end: "", licence: { isSuppressionLicensed: true } },
  { end: "-basic", licence: { isSuppressionLicensed: false } },
];

const ndjson = (rules: readonly KibanaRule[]): string =>
  rules.map((rule) => `${JSON.stringify(rule)}\n`).join("");

const profileFiles = (profile: Profile, versions: Versions): readonly KibanaFile[] =>
  FORMS.map(({ end, licence }) => ({
    path: `elastic/${profile}${end}.ndjson`,
    text: ndjson(
      unversionedRules(profile, licence).map((unversioned) => versioned(unversioned, versions)),
    ),
  }));

/** Rules for Kibana to import. A changed rule has its next version in all of them. */
export function kibanaFiles(stored: Versions = STORED_VERSIONS): readonly KibanaFile[] {
  const versions = nextVersions(stored);
  return [
    { path: "elastic/versions.json", text: `${JSON.stringify(versions, null, 2)}\n` },
    ...PROFILES.flatMap((profile) => profileFiles(profile, versions)),
  ];
}
