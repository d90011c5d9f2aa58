import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KibanaRule } from "./kibana-rule";
import { nextVersions } from "./next-versions";
import { rulesPage } from "./page";
import { PROFILES, profileDrafts, type Profile } from "./profiles";
import { STORED_VERSIONS, versioned, type Versions } from "./versions";

/** A file that is written from the rules. */
export interface GeneratedFile {
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

const profileFiles = (profile: Profile, versions: Versions): readonly GeneratedFile[] =>
  FORMS.map(({ end, licence }) => ({
    path: `elastic/${profile}${end}.ndjson`,
    text: ndjson(profileDrafts(profile, licence).map((draft) => versioned(draft, versions))),
  }));

/** Versions included: a changed rule has its next one in all of them. */
export function generatedFiles(stored: Versions = STORED_VERSIONS): readonly GeneratedFile[] {
  const versions = nextVersions(stored);
  return [
    { path: "elastic/versions.json", text: `${JSON.stringify(versions, null, 2)}\n` },
    ...PROFILES.flatMap((profile) => profileFiles(profile, versions)),
    { path: "docs/elastic/rules.md", text: rulesPage(versions) },
  ];
}

function storedText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The files that are missing or say something else. */
export const staleFiles = (root: string): readonly GeneratedFile[] =>
  generatedFiles().filter(({ path, text }) => storedText(join(root, path)) !== text);
