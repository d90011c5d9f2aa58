import { ingestKey, installKey, queriedIndices } from "../../../bin/elastic/api-keys";
import { PROFILES, profileRules } from "../../../elastic/profiles";
import type { KibanaRule } from "../../../elastic/kibana-rule";

describe("the indices that rules query", () => {
  test.each(PROFILES)("of %s are all logs or packets", (profile) => {
    const indices = queriedIndices(profileRules(profile));
    expect(indices.length).toBeGreaterThan(0);
    for (const index of indices) expect(index).toMatch(/^(logs|packetbeat)-[\w.*-]*$/);
  });

  test.each([
    ["FROM logs-a-*, logs-b-* METADATA _id, _version, _index\n| WHERE x", ["logs-a-*", "logs-b-*"]],
    ["from logs-a-*\n| WHERE x", ["logs-a-*"]],
    ["FROM logs-a-*", ["logs-a-*"]],
    ["  FROM logs-b-*,logs-a-*|LIMIT 1", ["logs-a-*", "logs-b-*"]],
  ])("of the ES|QL %j are %j", (query, indices) => {
    const rule = { type: "esql", query } as KibanaRule;
    expect(queriedIndices([rule, rule])).toEqual(indices);
  });
});

describe("the keys", () => {
  test("for forwarding may add documents of findings and nothing else", () => {
    expect(Object.values(ingestKey.role_descriptors)).toEqual([
      {
        cluster: [],
        indices: [
          { names: ["logs-sms_pumping.finding-*"], privileges: ["create_doc", "auto_configure"] },
        ],
      },
    ]);
  });

  test("for installing is bound to the space and to what the rules read", () => {
    const rules = profileRules("findings");
    const text = JSON.stringify(
      installKey({ space: "soc", rulePrivilege: "feature_siemV2.all", rules }),
    );
    for (const part of [
      ".alerts-security.alerts-soc",
      ".lists-soc",
      ".items-soc",
      "logs-sms_pumping.finding-*",
      "feature_siemV2.all",
      '"space:soc"',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/"\*"|superuser|"all"/);
  });
});
