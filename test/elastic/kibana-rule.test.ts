import { queriedIndices } from "../../bin/elastic/api-keys";
import type { KibanaRule } from "../../elastic/kibana-rule";
import { slugOf } from "../../elastic/versions";
import { catalogue } from "../../lambda/core/rules";
import { shippedRules } from "./shipped";

/* What Kibana's import demands of a rule, by the API's description
   (elastic/kibana, common/api/detection_engine/model/rule_schema), and what it does not check but
   would fail on at the first run. */

const MINUTES: Readonly<Record<string, number>> = { s: 1 / 60, m: 1, h: 60, d: 1440 };

function minutesOf(text: string): number {
  const [, number, unit = ""] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const each = MINUTES[unit];
  if (number === undefined || each === undefined) throw new Error(`no duration: ${text}`);
  return Number(number) * each;
}

const lookBackOf = ({ from }: KibanaRule): number => minutesOf(from.replace(/^now-/, ""));

const RULES: Readonly<Record<string, string>> = {
  "sms-pumping-otp-endpoint-sequence": "otp-endpoint-burst",
  "sms-pumping-otp-endpoint-threshold": "otp-endpoint-burst",
  "sms-pumping-otp-endpoint-flood": "otp-endpoint-burst",
  "sms-pumping-cognito-address-sequence": "cognito-sms-burst",
  "sms-pumping-cognito-address-unconfirmed": "cognito-sms-burst",
  "sms-pumping-cognito-many-addresses": "cognito-agent-burst",
  "sms-pumping-cognito-network-unconfirmed": "cognito-network-burst",
  "sms-pumping-otp-send-unconfirmed": "otp-send-burst",
  "sms-pumping-api-sequence": "sms-api-burst",
  "sms-pumping-scouting-regions": "sms-scouting",
  "sms-pumping-principal-burst": "sms-principal-burst",
  "sms-pumping-cognito-passwordless-unfinished": "cognito-passwordless-burst",
  "sms-pumping-cognito-admin-burst": "cognito-admin-burst",
};

/** Spans in minutes that a rule looks at where its measure has several, or looks back on for the past. */
const SPANS: Readonly<Record<string, number>> = {
  "sms-pumping-findings": 0,
  "sms-pumping-cognito-client-unconfirmed": 60,
  "sms-pumping-cognito-flow-unconfirmed": 60,
  "sms-pumping-cognito-reset-unconfirmed": 60,
  "sms-pumping-cognito-account-unconfirmed": 6 * 60,
  "sms-pumping-key-new-addresses": 14 * 24 * 60 + 60,
  "sms-pumping-otp-site-unconfirmed": 25 * 60,
};

/** Of the catalogue's rule; of the one with several, the span that the rule's page names. */
function windowOf({ rule_id }: KibanaRule): number {
  const slug = slugOf(rule_id);
  const span = SPANS[slug];
  if (span !== undefined) return span;
  const rule = catalogue.find(({ id }) => id === RULES[slug]);
  return rule!.measure.windowMs / 60_000;
}

/** How long a query waits before it judges. */
const settledAfter = ({ query }: KibanaRule): number =>
  Number(/@timestamp < NOW\(\) - (\d+) minutes, 1, 0\),\n/.exec(query)?.[1] ?? 0);

const named = shippedRules.map(
  (each) => [`${each.file} ${slugOf(each.rule.rule_id)}`, each.rule] as const,
);

const TEXTS = ["rule_id", "name", "description", "license", "note", "setup", "query"] as const;
const LISTS = ["author", "tags", "references", "false_positives"] as const;

const KNOWN_KEYS = new Set([
  ...TEXTS,
  ...LISTS,
  "version",
  "severity",
  "severity_mapping",
  "risk_score",
  "risk_score_mapping",
  "rule_name_override",
  "threat",
  "enabled",
  "interval",
  "from",
  "to",
  "max_signals",
  "timestamp_override",
  "related_integrations",
  "required_fields",
  "investigation_fields",
  "type",
  "language",
  "index",
  "threshold",
  "alert_suppression",
]);

/**
 * The policy template of each data set, after its package where that has several: `policy_templates`
 * in the manifest.yml of the packages of elastic/integrations.
 */
const INTEGRATIONS: Readonly<Record<string, string>> = {
  "logs-apache.access-*": "apache",
  "logs-aws.cloudfront_logs-*": "aws.cloudfront",
  "logs-aws.cloudtrail-*": "aws.cloudtrail",
  "logs-aws.elb_logs-*": "aws.elb",
  "logs-aws.waf-*": "aws.waf",
  "logs-iis.access-*": "iis",
  "logs-network_traffic.http-*": "network_traffic",
  "logs-nginx.access-*": "nginx",
};

describe.each(named)("%s", (_, rule) => {
  test("has every required field in its type and range, and none that is unknown", () => {
    expect(Object.keys(rule).filter((key) => !KNOWN_KEYS.has(key))).toEqual([]);
    for (const key of TEXTS) expect(rule[key]).toMatch(/\S/);
    for (const key of LISTS) {
      expect(rule[key].length).toBeGreaterThan(0);
      for (const text of rule[key]) expect(text).toMatch(/\S/);
    }
    expect(Number.isInteger(rule.version) && rule.version >= 1).toBe(true);
    expect(["low", "medium", "high", "critical"]).toContain(rule.severity);
    expect(Number.isInteger(rule.risk_score)).toBe(true);
    expect(rule.risk_score).toBeGreaterThanOrEqual(0);
    expect(rule.risk_score).toBeLessThanOrEqual(100);
    expect(rule.max_signals).toBeGreaterThanOrEqual(1);
    expect(rule.max_signals).toBeLessThanOrEqual(1000);
    expect(rule.to).toBe("now");
    expect(rule.timestamp_override).toBe("event.ingested");
    for (const url of rule.references) expect(url).toMatch(/^https:\/\//);
  });

  test("scores its severity as Elastic does", () => {
    const scores = { low: 21, medium: 47, high: 73, critical: 99 };
    expect(rule.risk_score).toBe(scores[rule.severity]);
  });

  test("names SMS pumping in ATT&CK, each level with id, name and a page that ends in a slash", () => {
    const levels = rule.threat.flatMap(({ tactic, technique }) => [
      tactic,
      ...technique,
      ...technique.flatMap(({ subtechnique = [] }) => subtechnique),
    ]);
    for (const { id, name, reference } of levels) {
      expect(name).toMatch(/^[A-Z]/);
      const path = id.replace(".", "/");
      expect(reference).toMatch(new RegExp(`^https://attack\\.mitre\\.org/[a-z]+/${path}/$`));
    }
    expect(levels.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["TA0040", "T1496", "T1496.003"]),
    );
    for (const { framework } of rule.threat) expect(framework).toBe("MITRE ATT&CK");
  });

  test("speaks the language of its type, and has indices unless the query names them", () => {
    const languages = { query: "kuery", threshold: "kuery", eql: "eql", esql: "esql" };
    expect(rule.language).toBe(languages[rule.type]);
    expect("index" in rule).toBe(rule.type !== "esql");
    expect(rule.index ?? ["logs-x"]).not.toHaveLength(0);
    for (const name of rule.index ?? []) expect(name).toMatch(/^[a-z][a-z0-9_.-]*\*$/);
    expect("threshold" in rule).toBe(rule.type === "threshold");
    expect(rule).not.toHaveProperty("filters");
  });

  test("groups a threshold by at most three fields, which older stacks bear", () => {
    if (rule.threshold === undefined) return;
    expect(rule.threshold.field.length).toBeGreaterThanOrEqual(1);
    expect(rule.threshold.field.length).toBeLessThanOrEqual(3);
    expect(rule.threshold.value).toBeGreaterThanOrEqual(1);
  });

  test("suppresses in the shape of its type", () => {
    const suppression = rule.alert_suppression;
    if (suppression === undefined) return;
    expect(["s", "m", "h"]).toContain(suppression.duration.unit);
    expect(suppression.duration.value).toBeGreaterThanOrEqual(1);
    expect(Number.isInteger(suppression.duration.value)).toBe(true);
    if (rule.type === "threshold") {
      expect(Object.keys(suppression)).toEqual(["duration"]);
      return;
    }
    expect(suppression.group_by!.length).toBeGreaterThanOrEqual(1);
    expect(suppression.group_by!.length).toBeLessThanOrEqual(3);
    expect(suppression.missing_fields_strategy).toBe("doNotSuppress");
  });

  test("looks back over its window and its interval", () => {
    const interval = minutesOf(rule.interval);
    expect(interval).toBeGreaterThanOrEqual(1);
    expect(lookBackOf(rule)).toBeGreaterThanOrEqual(interval + windowOf(rule) + settledAfter(rule));
  });

  test("needs fields and integrations that have names", () => {
    expect(rule.required_fields.length).toBeGreaterThan(0);
    for (const { name, type } of rule.required_fields) {
      expect(name).toMatch(/^[a-z_.]+$/);
      expect(type).toMatch(/^[a-z_]+$/);
    }
    for (const each of rule.related_integrations) expect(each.version).toMatch(/^>=\d+\.\d+\.\d+$/);
  });

  test("names an integration for each index pattern that is one's, as Kibana knows it", () => {
    const read = queriedIndices([rule]).filter((name) => !name.startsWith("logs-sms_pumping."));
    const named = rule.related_integrations.map(({ package: name, integration }) =>
      [name, integration].filter((part) => part !== undefined).join("."),
    );
    // A Beat is no integration.
    const wanted = read.filter((name) => name !== "packetbeat-*").map((name) => INTEGRATIONS[name]);
    expect([...named].sort()).toEqual([...wanted].sort());
  });

  test("tells in its set-up what to do where it makes more alerts than is usual", () => {
    const isTold = rule.setup.includes("troubleshooting the maximum alerts warning");
    expect(isTold).toBe(rule.max_signals > 100);
  });

  test("has the tags that elastic/detection-rules asks of what it reads", () => {
    const readsAws = queriedIndices([rule]).some((name) => name.startsWith("logs-aws"));
    for (const tag of ["Data Source: AWS", "Data Source: Amazon Web Services", "Domain: Cloud"]) {
      if (readsAws) expect(rule.tags).toContain(tag);
    }
  });

  test("says by which time a sequence is ordered", () => {
    if (rule.type !== "eql") return;
    expect(rule.timestamp_override).toBe("event.ingested");
    expect(rule.note).toContain("the order of a sequence and its span go by `@timestamp`");
  });
});

test("the threshold rule counts fifty over six minutes, every minute", () => {
  const rule = shippedRules.find(({ rule: { type } }) => type === "threshold")!.rule;
  expect(rule).toMatchObject({
    interval: "1m",
    from: "now-6m",
    threshold: { field: ["source.ip"], value: 50 },
  });
});

test("a rule that correlates keeps few alerts a run, since sequences overlap", () => {
  const eql = shippedRules.filter(({ rule: { type } }) => type === "eql");
  expect(eql).toHaveLength(6);
  for (const { rule, isSuppressing } of eql) expect(rule.max_signals).toBe(isSuppressing ? 5 : 1);
});

test("without suppression an aggregating rule runs once a window, for each run alerts anew", () => {
  const plain = shippedRules.filter(
    ({ rule, isSuppressing }) => rule.type === "esql" && !isSuppressing,
  );
  expect(plain).toHaveLength(15);
  for (const { rule } of plain) expect(minutesOf(rule.interval)).toBeGreaterThanOrEqual(5);
});
