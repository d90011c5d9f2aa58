import {
  isUntested,
  routesAskPrivileges,
  rulePrivilege,
  versionProblem,
} from "../../../bin/elastic/stack";

const stack = (version: string | undefined, isServerless = false) => ({ version, isServerless });

describe("a version of the Elastic Stack", () => {
  test.each(["8.19.0", "8.19.12", "9.1.0", "9.5.1", "10.0.0"])("%s can be used", (version) => {
    expect(versionProblem(stack(version))).toBeUndefined();
  });

  test.each(["7.17.9", "8.18.4", "9.0.3"])("refuses %s", (version) => {
    expect(versionProblem(stack(version))).toBe(
      `version ${version} is too old; needs 8.19, 9.1 or newer, or Serverless`,
    );
  });

  test("that is not known is not refused, and neither is Serverless, whose number says nothing", () => {
    expect(versionProblem(stack(undefined))).toBeUndefined();
    expect(versionProblem(stack("8.11.0", true))).toBeUndefined();
  });

  test("of the next major is told apart", () => {
    expect(["9.9.0", "10.0.0"].map((version) => isUntested(stack(version)))).toEqual([false, true]);
    expect(isUntested(stack("10.0.0", true))).toBe(false);
  });

  test.each([
    ["8.19.0", "feature_siemV2.all"],
    ["9.1.4", "feature_siemV3.all"],
    ["9.2.0", "feature_siemV4.all"],
    ["9.3.0", "feature_securitySolutionRulesV1.all"],
    ["9.4.2", "feature_securitySolutionRulesV2.all"],
    ["9.5.1", "feature_securitySolutionRulesV4.all"],
    ["10.0.0", "feature_securitySolutionRulesV4.all"],
    [undefined, "feature_securitySolutionRulesV4.all"],
  ])("%s calls the privilege to manage rules %s", (version, privilege) => {
    expect(rulePrivilege(stack(version))).toBe(privilege);
  });

  test("of Serverless calls it by its newest name", () => {
    expect(rulePrivilege(stack("8.11.0", true))).toBe("feature_securitySolutionRulesV4.all");
  });

  test("asks for privileges at its routes from 9.3 on", () => {
    const asks = ["8.19.0", "9.2.9", "9.3.0", "9.5.0"].map((each) =>
      routesAskPrivileges(stack(each)),
    );
    expect(asks).toEqual([false, false, true, true]);
    expect(routesAskPrivileges(stack("8.11.0", true))).toBe(true);
  });
});
