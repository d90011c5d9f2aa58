import { coverageOf, coveredIds } from "../../elastic/coverage";
import { profileRules } from "../../elastic/profiles";
import { slugOf } from "../../elastic/versions";
import { catalogue } from "../../lambda/core/rules";

const native = profileRules("native").map(({ rule_id }) => slugOf(rule_id));

test("every native rule stands for one of the detector's, and no other is named", () => {
  const named = catalogue.flatMap((rule) => {
    const coverage = coverageOf(rule);
    return "rules" in coverage ? coverage.rules : [];
  });
  expect([...named].sort()).toEqual([...native].sort());
});

test("what is told is told of rules that exist", () => {
  const ids = catalogue.map(({ id }) => id);
  expect(coveredIds().filter((id) => !ids.includes(id))).toEqual([]);
});
