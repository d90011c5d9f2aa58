import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ingestKey, installKey, queriedIndices } from "../../../bin/elastic/api-keys";
import { RULE_FEATURES, rulePrivilege } from "../../../bin/elastic/stack";
import { elasticCommand } from "../../../bin/commands/elastic";
import { PROFILES, profileRules } from "../../../elastic/profiles";
import { DATASET, dataStreamOf, FIELDS } from "../../../lambda/core/elastic/fields";
import { INDEX_TEMPLATE_NAME } from "../../../lambda/core/elastic/index-template";

const PAGE = readFileSync(join(__dirname, "../../../docs/elastic/install.md"), "utf8");

const blocks = (language: string): readonly string[] =>
  [...PAGE.matchAll(new RegExp(`^ *\`\`\`${language}\\n([^]*?)^ *\`\`\``, "gm"))].map(
    ([, text = ""]) => text.trim(),
  );

const NEWEST = rulePrivilege({ version: undefined, isServerless: true });

describe("docs/elastic/install.md", () => {
  test("shows the keys and the indices that the code knows", () => {
    expect(blocks("json").map((text) => JSON.parse(text) as unknown)).toEqual([
      ingestKey,
      installKey({
        space: "default",
        rulePrivilege: NEWEST,
        rules: profileRules("findings"),
      }),
      queriedIndices(profileRules("native")),
    ]);
  });

  test("shows Kibana's privilege of each version", () => {
    const rows = [...PAGE.matchAll(/^\| ([\d.]+)[^|]*\| `(feature_\w+\.all)` +\|$/gm)];
    expect(rows.map(([, version, privilege]) => [version, privilege])).toEqual(
      RULE_FEATURES.map(({ since, feature }) => [
        `${since.major}.${since.minor}`,
        `feature_${feature}.all`,
      ]),
    );
  });

  test("shows commands and options that exist", () => {
    const commands = elasticCommand().commands;
    const lines = blocks("sh")
      .join("\n")
      .split("\n")
      .filter((line) => line.includes(" elastic "));
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      const name = / elastic (\w+)/.exec(line)?.[1];
      const options = commands.find((each) => each.name() === name)?.options ?? [];
      for (const [flag] of line.matchAll(/--[a-z-]{2,}/g)) {
        expect(options.map(({ long }) => long)).toContain(flag);
      }
    }
    const all = commands.flatMap(({ options }) => options.map(({ long }) => long));
    for (const [, flag] of PAGE.matchAll(/`(?:install )?(--[a-z-]+)/g)) expect(all).toContain(flag);
  });

  test("names the template, the data stream and the tag that are there", () => {
    expect(PAGE).toContain(`DELETE _index_template/${INDEX_TEMPLATE_NAME}\n`);
    expect(PAGE).toContain(`DELETE _data_stream/${dataStreamOf("*")}\n`);
    expect(PAGE).toContain(`POST ${dataStreamOf("default")}/_rollover\n`);
    expect(PAGE).toContain(`data_stream.dataset: "${DATASET}" and tags: "drill"`);
    const tag = /kibana\.alert\.rule\.tags: "([^"]+)"/.exec(PAGE)?.[1];
    for (const rule of PROFILES.flatMap((profile) => profileRules(profile))) {
      expect(rule.tags).toContain(tag);
    }
  });

  test("asks for fields that documents have", () => {
    const names = FIELDS.map(([name]) => name);
    for (const field of ["data_stream.dataset", "tags", "event.kind", "event.url"]) {
      expect(PAGE).toContain(field);
      expect(names).toContain(field);
    }
  });
});
