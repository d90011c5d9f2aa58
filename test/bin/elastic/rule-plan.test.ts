import { keeping, lost, ruleStep, stepText } from "../../../bin/elastic/rule-plan";
import type { InstalledRule } from "../../../bin/elastic/kibana";
import { profileRules } from "../../../elastic/profiles";

const rule = { ...profileRules("findings")[0]!, version: 4 };
const [basic] = profileRules("findings", { isSuppressionLicensed: false });
const unsuppressed = { ...basic!, version: 4 };

const installed: InstalledRule = {
  name: rule.name,
  version: 3,
  isEnabled: true,
  actions: [{ id: "slack" }, { id: "pager" }],
  exceptions: [{ list_id: "nat" }],
  responseActions: [],
  isSuppressed: true,
};

const textOf = (there: InstalledRule | undefined, wanted = rule): string =>
  stepText(ruleStep({ rule: wanted, installed: there, former: undefined }));

describe("the step for a rule", () => {
  test("creates what is not there", () => {
    expect(textOf(undefined)).toBe("create version 4, disabled");
  });

  test("updates an older version and says what stays", () => {
    expect(textOf(installed)).toBe(
      "update from version 3 to 4; stays enabled, 2 actions, 1 exception list",
    );
    expect(textOf({ ...installed, isEnabled: false, actions: [], exceptions: [] })).toBe(
      "update from version 3 to 4; stays disabled",
    );
  });

  test.each([4, 5, 40])("skips what is there as version %i", (version) => {
    expect(textOf({ ...installed, version })).toBe(`skip: version ${version} is there`);
  });

  test("moves what stands under the old id, and says what goes along", () => {
    const state = { rule, installed: undefined, former: installed };
    expect(stepText(ruleStep(state))).toBe(
      "move from the rule_id sms-pumping-findings, as version 4; stays enabled, 2 actions, 1 exception list",
    );
    // A move that was cut off is begun anew: what people have set is still on the old one.
    const half = { ...state, installed: { ...installed, version: 4, isEnabled: false } };
    expect(ruleStep(half)).toEqual({ kind: "move", rule, installed });
    const gone = { ...installed, exceptions: [], isEnabled: false };
    expect(ruleStep({ rule, installed, former: gone })).toEqual({ kind: "move", rule, installed });
  });

  test("updates the same version when the licence has come or gone", () => {
    const same = { ...installed, version: 4, actions: [], exceptions: [] };
    expect(textOf({ ...same, isSuppressed: false })).toBe("update with suppression; stays enabled");
    expect(textOf(same, unsuppressed)).toBe("update without suppression; stays enabled");
    expect(textOf({ ...same, isSuppressed: false }, unsuppressed)).toMatch(/^skip/);
  });
});

describe("an update", () => {
  test("holds the new rule with what people have set on the old one", () => {
    expect(keeping({ kind: "update", rule, installed })).toEqual({
      ...rule,
      enabled: true,
      actions: installed.actions,
      exceptions_list: installed.exceptions,
    });
  });

  test("holds response actions where there are some", () => {
    const responseActions = [{ action_type_id: ".osquery" }];
    const update = { kind: "update", rule, installed: { ...installed, responseActions } } as const;
    expect(keeping(update)).toHaveProperty("response_actions", responseActions);
  });

  test("lost what is not there any more", () => {
    expect(lost(installed, installed)).toEqual([]);
    expect(lost(installed, { ...installed, actions: [{ id: "pager" }, { id: "slack" }] })).toEqual(
      [],
    );
    expect(
      lost(installed, {
        ...installed,
        isEnabled: false,
        actions: [{ id: "slack" }],
        exceptions: [],
      }),
    ).toEqual(["enabled", "actions", "exceptions_list"]);
    expect(lost(installed, { ...installed, exceptions: [{ list_id: "other" }] })).toEqual([
      "exceptions_list",
    ]);
  });
});
