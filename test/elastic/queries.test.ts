import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FIELD_TYPES } from "../../elastic/fields";
import { slugOf } from "../../elastic/versions";
import { judgeExcess } from "../../lambda/core/counting/minutes/judge-minutes";
import { usualShare } from "../../lambda/core/counting/minutes/usual-share";
import { cognitoClientUnconverted } from "../../lambda/core/rules/cognito-client-unconverted";
import { trailDocument } from "../eql/cloudtrail-documents";
import type { CloudTrailRecord } from "../support/records";
import { isBalanced, queryFields, usedTooEarly } from "./query-fields";
import { ROOT, shipped, shippedRules } from "./shipped";

/* These tests look at form and fields only; test/elastic-real runs ES|QL and KQL. */

/**
 * What the AWS integration's pipelines and field definitions write, read there by hand
 * (elastic/integrations, packages/aws/data_stream: cloudtrail, elb_logs, waf, cloudfront_logs), and
 * what our own documents hold.
 */
const WRITTEN = {
  cloudtrail: [
    "@timestamp",
    "aws.cloudtrail.additional_eventdata",
    "aws.cloudtrail.request_parameters",
    "aws.cloudtrail.response_elements",
    "aws.cloudtrail.user_identity.access_key_id",
    "aws.cloudtrail.user_identity.arn",
    "aws.cloudtrail.user_identity.invoked_by",
    "aws.cloudtrail.user_identity.session_context.session_issuer.arn",
    "cloud.account.id",
    "cloud.region",
    "event.action",
    "event.outcome",
    "event.provider",
    "source.ip",
    "user_agent.original",
  ],
  web: [
    "@timestamp",
    "event.category",
    "http.request.method",
    "http.response.status_code",
    "network.protocol",
    "source.ip",
    "url.original",
    "url.path",
    "url.query",
  ],
  finding: ["event.action", "event.kind"],
};

/** What a web source of ours leaves out: some do, so a query must do without. */
const OPTIONAL = [
  "event.category",
  "network.protocol",
  "http.response.status_code",
  "url.query",
  "url.original",
];

const sourceOf = (slug: string): readonly string[] => {
  if (slug === "sms-pumping-findings") return WRITTEN.finding;
  return slug.includes("-otp-") ? WRITTEN.web : WRITTEN.cloudtrail;
};

const named = shippedRules.map(
  ({ file, rule }) => [`${file} ${slugOf(rule.rule_id)}`, rule] as const,
);

describe.each(named)("the query of %s", (_, rule) => {
  test("is balanced and in ASCII", () => {
    expect(isBalanced(rule.query)).toBe(true);
    expect(rule.query).toMatch(/^[\n\x20-\x7e]+$/);
    expect(rule.query).not.toContain("undefined");
  });

  test("reads fields that its sources write, and requires no other", () => {
    const fields = queryFields(rule);
    expect(fields.length).toBeGreaterThan(0);
    const written = sourceOf(slugOf(rule.rule_id));
    expect(fields.filter((name) => !written.includes(name))).toEqual([]);
    if (rule.type === "query") return;
    const required = rule.required_fields.map(({ name }) => name);
    expect(required.filter((name) => !fields.includes(name))).toEqual([]);
    for (const name of fields) expect(FIELD_TYPES.has(name)).toBe(true);
  });

  test("asks for nothing that some of its sources leave out", () => {
    for (const name of OPTIONAL.filter((field) => rule.query.includes(field))) {
      const uses = rule.query.match(new RegExp(`.?${name.replaceAll(".", "\\.")}`, "g")) ?? [];
      if (rule.type === "eql") expect(uses.filter((use) => !use.startsWith("?"))).toEqual([]);
      else if (rule.type === "esql") expect(rule.query).not.toContain("logs-aws.waf");
      else expect(rule.type).toBe("threshold");
    }
  });
});

const esql = named.filter(([, { type }]) => type === "esql");

describe.each(esql)("the ES|QL of %s", (_, rule) => {
  const commands = rule.query.split("\n| ");

  test("goes from a source over an aggregation to the rows that alert", () => {
    const verbs = commands.map((command) => command.split(/\s/)[0]);
    expect(verbs[0]).toBe("FROM");
    const tail = verbs.slice(verbs.lastIndexOf("STATS"));
    expect(tail.filter((verb) => verb !== "EVAL")).toEqual(
      tail.includes("EVAL")
        ? ["STATS", "WHERE", "WHERE", "KEEP", "SORT"]
        : ["STATS", "WHERE", "KEEP", "SORT"],
    );
    const known = ["FROM", "WHERE", "EVAL", "GROK", "STATS", "KEEP", "SORT"];
    expect(verbs.filter((verb) => !known.includes(verb ?? ""))).toEqual([]);
  });

  test("uses no flattened field and no column before it is made", () => {
    expect(rule.query).not.toContain("flattened");
    expect(usedTooEarly(rule.query)).toEqual([]);
  });

  test("keeps what it is suppressed and investigated by", () => {
    const kept = commands
      .find((command) => command.startsWith("KEEP"))!
      .slice(5)
      .split(", ");
    const wanted = [
      ...(rule.alert_suppression?.group_by ?? []),
      ...rule.investigation_fields!.field_names,
    ];
    expect(wanted.filter((name) => !kept.includes(name))).toEqual([]);
  });

  test("looks back by its own clock no further than its schedule", () => {
    const [, back] = /@timestamp >= NOW\(\) - (\d+) minutes/.exec(rule.query) ?? [];
    if (back !== undefined) expect(rule.from).toBe(`now-${back}m`);
  });
});

test("a column that is used too early is found", () => {
  expect(usedTooEarly("FROM x\n| WHERE Esql.a > 1\n| EVAL Esql.a = 2")).toEqual(["Esql.a"]);
});

const FIXTURES = join(ROOT, "test/fixtures/cloudtrail/cognito-idp");
const textsOf = (name: string) => {
  const record = JSON.parse(readFileSync(join(FIXTURES, name), "utf8")) as CloudTrailRecord;
  const { aws } = trailDocument(record).document as {
    aws: { cloudtrail: Record<string, string | undefined> };
  };
  return { record, trail: aws.cloudtrail };
};

/** The GROK patterns as JavaScript has them: its names hold no dots. */
const patterns = [
  ...shipped("sms-pumping-cognito-many-addresses").query.matchAll(/GROK (\S+) """(.*)"""/g),
].map(([, field = "", pattern = ""]) => ({
  field: field.replace("aws.cloudtrail.", ""),
  pattern: new RegExp(pattern.replace(/\(\?<[\w.]+>/, "(?<client>")),
}));

test("the app client is found in the texts of every recorded call that names one", () => {
  expect(patterns).toHaveLength(2);
  let found = 0;
  for (const name of readdirSync(FIXTURES)) {
    const { record, trail } = textsOf(name);
    const clients = patterns.flatMap(
      ({ field, pattern }) => pattern.exec(trail[field] ?? "")?.groups?.client ?? [],
    );
    const text = JSON.stringify([record.requestParameters, record.additionalEventData]);
    const wanted = /"client_?[iI]d":\[?"(\w+)"/.exec(text)?.[1];
    expect({ name, client: clients[0] }).toEqual({ name, client: wanted });
    if (wanted !== undefined) found++;
  }
  expect(found).toBeGreaterThan(20);
});

test("a page that accepted a code says so in the text that is searched for it", () => {
  const accepted = textsOf("hosted-ui-confirm-post.json").trail.additional_eventdata;
  const wrong = textsOf("hosted-ui-confirm-post-wrong-code.json").trail.additional_eventdata;
  expect(accepted).toContain("status=302");
  expect(wrong).not.toContain("status=302");
});

test("the rule on an app client lacks as many confirmations as the detector asks of an unknown one", () => {
  const measure = cognitoClientUnconverted.measure;
  const usual = usualShare({ days: 0, requests: 0, confirmed: 0 });
  const { query } = shipped("sms-pumping-cognito-client-unconfirmed");
  const floor = Number(/Esql\.confirmations >= (\d+)\n/.exec(query)![1]);
  const fires = (requests: number): boolean => {
    const sums = {
      requests: (from: number, to: number) => (from <= 1000 && to >= 1000 ? requests : 0),
      confirmed: () => 0,
      latest: 1000,
    };
    return judgeExcess(measure, usual, sums as never, 1000) !== undefined;
  };
  expect(fires(floor / usual.share)).toBe(true);
  expect(fires(floor / usual.share - 1)).toBe(false);
  expect(query).toContain(`${usual.share} * Esql.requests`);
});
