import {
  bundledConfig,
  bundledGuardConfig,
  readEnvironment,
} from "../../../lambda/adapters/runtime";
import { ConfigError, parseConfig } from "../../../lambda/core/model/config";
import { spendSettings } from "../../../lambda/core/spend/spend-settings";

describe("the environment of a function", () => {
  test("gives the variables that are named, and no others", () => {
    const environment = { TABLE: "findings", BUS: "bus", AWS_SECRET_ACCESS_KEY: "secret" };
    expect(readEnvironment(environment, ["TABLE", "BUS"])).toEqual({
      TABLE: "findings",
      BUS: "bus",
    });
  });

  test.each([
    ["a missing variable", { TABLE: "findings" }],
    ["an empty variable", { TABLE: "findings", BUS: "" }],
  ])("refuses %s by its name, and says what to do", (_, environment) => {
    expect(() => readEnvironment(environment, ["TABLE", "BUS"])).toThrow(
      "environment variable BUS: got nothing; deploy the stack again",
    );
  });
});

describe("the configuration in a bundle", () => {
  const before = process.env.SMS_PUMPING_CONFIG;
  const put = (text: string | undefined): void => {
    if (text === undefined) delete process.env.SMS_PUMPING_CONFIG;
    else process.env.SMS_PUMPING_CONFIG = text;
  };
  const bundled = (text: string | undefined) => {
    put(text);
    return bundledConfig();
  };
  afterAll(() => {
    if (before === undefined) delete process.env.SMS_PUMPING_CONFIG;
    else process.env.SMS_PUMPING_CONFIG = before;
  });

  test("has every default that it leaves out", () => {
    expect(bundled('{"quietMinutes":45}')).toEqual(parseConfig({ quietMinutes: 45 }));
  });

  test("is the default one where there is no bundle", () => {
    expect(bundled(undefined)).toEqual(parseConfig({}));
  });

  test("refuses a key that it does not know", () => {
    expect(() => bundled('{"quietMinuts":45}')).toThrow(ConfigError);
  });

  test("is the spend guard's own in the spend guard's bundle, with every default", () => {
    const alarms = [{ id: "money-fast", meaning: "Money moves.", runbook: "spend-money-fast.md" }];
    put(JSON.stringify({ settings: { monthlyBudgetUsd: 250, limitHours: 12 }, alarms }));
    const settings = spendSettings({ monthlyBudgetUsd: 250, limitHours: 12 });
    expect(bundledGuardConfig()).toEqual({ settings, alarms });
  });

  test("refuses to guard a budget that no bundle tells", () => {
    put(undefined);
    expect(() => bundledGuardConfig()).toThrow("the bundle holds no settings");
  });
});
