import { readFileSync } from "node:fs";
import { join } from "node:path";
import { coverageOf, coveredIds } from "../../elastic/coverage";
import { profileRules } from "../../elastic/profiles";
import { slugOf } from "../../elastic/versions";
import { catalogue } from "../../lambda/core/rules";

const PAGE = readFileSync(join(__dirname, "../../docs/elastic/rules.md"), "utf8");

const native = profileRules("native").map(({ rule_id }) => slugOf(rule_id));

test("every native rule stands for one of the detector's, and no other is named", () => {
  const named = catalogue.flatMap((rule) => {
    const coverage = coverageOf(rule);
    return "rules" in coverage ? coverage.rules : [];
  });
  expect([...named].sort()).toEqual([...native].sort());
});

test("each rule of the detector's is told of once, and no other", () => {
  expect([...coveredIds()].sort()).toEqual(catalogue.map(({ id }) => id).sort());
});

test("the page has a row for each rule of the detector's", () => {
  const rows = [...PAGE.matchAll(/^\| \[`([\w-]+)`\]\(\.\.\/rules\.md#/gm)].map(([, id]) => id);
  expect(rows).toEqual(catalogue.map(({ id }) => id));
});
