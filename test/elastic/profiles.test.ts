import { COMMON_FALSE_POSITIVES } from "../../elastic/false-positives";
import { EXCLUSIVE_RULES, PROFILES, profileRules } from "../../elastic/profiles";
import { ruleIdOf } from "../../elastic/rule-ids";
import { slugOf } from "../../elastic/versions";
import { parseConfig } from "../../lambda/core/model/config";
import { activeRules } from "../../lambda/core/rules/active-rule";
import { catalogue } from "../../lambda/core/rules";
import { shippedRules } from "./shipped";

const idsOf = (profile: (typeof PROFILES)[number], isSuppressionLicensed: boolean) =>
  profileRules(profile, { isSuppressionLicensed }).map(({ rule_id }) => rule_id);

test("a rule has one id and version whatever the licence, and belongs to one profile", () => {
  for (const profile of PROFILES) expect(idsOf(profile, true)).toEqual(idsOf(profile, false));
  const all = PROFILES.flatMap((profile) => idsOf(profile, true));
  expect(new Set(all).size).toBe(all.length);
  for (const id of all) {
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(slugOf(id)).toMatch(/^sms-pumping-[a-z-]+$/);
    expect(ruleIdOf(slugOf(id))).toBe(id);
  }
});

test("an id never changes: people's alerts and exceptions hang on it", () => {
  expect(ruleIdOf("sms-pumping-findings")).toBe("400f1cec-db0b-5950-869c-8fe7e3065ff1");
  expect(ruleIdOf("sms-pumping-scouting-regions")).toBe("4f3f2f31-318b-5e98-9f6b-69894c10fdb3");
  expect(slugOf("eb079c62-4481-4d6e-9643-3ca499df7aaa")).toMatch(/^eb079c62-/);
});

test("the files hold what the profiles say", () => {
  for (const profile of PROFILES) {
    for (const isSuppressionLicensed of [true, false]) {
      const filed = shippedRules
        .filter((each) => each.profile === profile && each.isSuppressing === isSuppressionLicensed)
        .map(({ rule }) => rule);
      expect(filed).toEqual(profileRules(profile, { isSuppressionLicensed }));
    }
  }
});

test("suppression is asked for exactly where it is licensed, and is the default", () => {
  for (const { rule, isSuppressing } of shippedRules) {
    expect("alert_suppression" in rule).toBe(isSuppressing);
  }
  expect(profileRules("native")).toEqual(profileRules("native", { isSuppressionLicensed: true }));
});

test("nothing is enabled, and nothing of a user's own is touched", () => {
  for (const { rule } of shippedRules) {
    expect(rule.enabled).toBe(false);
    expect(rule).not.toHaveProperty("actions");
    expect(rule).not.toHaveProperty("exceptions_list");
  }
});

test("every rule names the four harmless causes and has a guide and a set-up", () => {
  expect(COMMON_FALSE_POSITIVES).toHaveLength(4);
  for (const { rule } of shippedRules) {
    expect(rule.false_positives).toEqual(expect.arrayContaining([...COMMON_FALSE_POSITIVES]));
    expect(new Set(rule.false_positives).size).toBe(rule.false_positives.length);
    expect(rule.note).toMatch(/^## Triage and analysis\n/);
    expect(rule.setup).toMatch(/^## Setup\n\n1\. /);
  }
});

test("no rule tells a Kibana user to configure the detector's measures", () => {
  const settings = [...Object.keys(parseConfig({})), "pageAtTimes"].filter((name) =>
    /[a-z][A-Z]/.test(name),
  );
  expect(settings.length).toBeGreaterThan(5);
  const native = shippedRules.filter(({ profile }) => profile === "native");
  for (const { rule } of native) {
    const words = [...rule.false_positives, rule.setup].join(" ");
    for (const name of settings) expect(words).not.toContain(name);
  }
});

test("rules that exclude each other are shipped disabled, and their guides say so", () => {
  for (const group of EXCLUSIVE_RULES) {
    expect(group.length).toBeGreaterThan(1);
    for (const slug of group) {
      const forms = shippedRules.filter(({ rule }) => slugOf(rule.rule_id) === slug);
      expect(forms).toHaveLength(2);
      for (const { rule } of forms) {
        expect(rule.note).toContain("Enable the sequence rule or the threshold rule, not both");
      }
    }
  }
});

test("severities, techniques and numbers follow the catalogue's rule", () => {
  const [burst] = activeRules(
    catalogue.filter(({ id }) => id === "otp-endpoint-burst"),
    parseConfig({}),
  );
  const { measure, severity, gapMs } = burst!;
  const sequence = profileRules("native").find(({ rule_id }) =>
    slugOf(rule_id).endsWith("otp-endpoint-sequence"),
  )!;
  expect(sequence.severity).toBe(severity);
  expect(sequence.query).toContain(`maxspan=${measure.windowMs / 60_000}m`);
  expect(sequence.query).toContain(`runs=${measure.threshold}`);
  expect(sequence.alert_suppression?.duration).toEqual({ value: gapMs / 60_000, unit: "m" });
});
