import { createHash } from "node:crypto";
import type { UnversionedRule } from "./kibana-rule";
import { PROFILES, unversionedRules } from "./profiles";
import type { Version, Versions } from "./versions";

/** Of everything that Kibana would be told, in both forms of the rule. */
const hashOf = (forms: readonly UnversionedRule[]): string =>
  createHash("sha256").update(JSON.stringify(forms)).digest("hex").slice(0, 16);

/** All rules, each with the form for a licence with suppression and the form for one without. */
export const everyForm = (): readonly (readonly [UnversionedRule, UnversionedRule])[] =>
  PROFILES.flatMap((profile) => {
    const plain = unversionedRules(profile, { isSuppressionLicensed: false });
    return unversionedRules(profile, { isSuppressionLicensed: true }).map((rule, index) => {
      const other = plain[index];
      if (other?.slug !== rule.slug) throw new Error(`${rule.slug} lacks its other form`);
      return [rule, other] as const;
    });
  });

function next(stored: Version | undefined, hash: string): Version {
  if (stored === undefined) return { version: 1, hash };
  return stored.hash === hash ? stored : { version: stored.version + 1, hash };
}

/** A rule whose content has changed gets the version after its own, a new one the first. */
export const nextVersions = (stored: Versions, forms = everyForm()): Versions =>
  Object.fromEntries(
    forms.map((pair) => {
      const { slug } = pair[0];
      return [slug, next(stored[slug], hashOf(pair))];
    }),
  );
