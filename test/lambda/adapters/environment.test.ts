import { bundledConfig, readEnvironment } from "../../../lambda/adapters/environment";
import { ConfigError, parseConfig } from "../../../lambda/core/config";

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
  const bundled = (text: string | undefined) => {
    if (text === undefined) delete process.env.SMS_PUMPING_CONFIG;
    else process.env.SMS_PUMPING_CONFIG = text;
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
});
