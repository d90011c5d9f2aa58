import { ConfigError, configSchema, parseConfig } from "../../lambda/core/model/config";
import { deployKeys } from "../../lib/config";
import { detectorConfigOf } from "../../lib/detector-config";
import { deployConfig, least } from "./synth";

const detector = {
  userPools: { "us-east-1_Example01": { delivers: "sms", clients: ["1example23456789"] } },
  rules: { "cognito-ip-slow": { notify: "record" } },
  quietMinutes: 45,
};

const refusal = (input: unknown): string => {
  try {
    detectorConfigOf(input);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return "accepted";
};

test("a whole file replays as it deploys, and as its detector's keys alone", () => {
  const deployed = deployConfig({ detector }).detector;
  expect(detectorConfigOf({ ...least, detector })).toEqual(deployed);
  expect(detectorConfigOf(detector)).toEqual(deployed);
});

test("editors' own key is none of the configuration's", () => {
  const $schema = "./smspump.schema.json";
  expect(detectorConfigOf({ $schema, ...least, detector })).toEqual(parseConfig(detector));
  expect(detectorConfigOf({ $schema, ...detector })).toEqual(parseConfig(detector));
});

test("a file without a detector has the defaults", () => {
  expect(detectorConfigOf(least)).toEqual(parseConfig({}));
  expect(detectorConfigOf({})).toEqual(parseConfig({}));
});

test("what only a deployment needs may be missing or wrong in a replay", () => {
  const elsewhere = { caFile: "certificates-of-another-machine.pem" };
  expect(detectorConfigOf({ onCallEmails: [], elastic: elsewhere, detector })).toEqual(
    parseConfig(detector),
  );
});

test.each([
  ["in a whole file", { ...least, detector: { rules: { "sms-spent": {} } } }],
  ["alone", { rules: { "sms-spent": {} } }],
])("refuses a rule that does not exist %s", (_, input) => {
  expect(refusal(input)).toContain(
    "rules: got the unknown rule sms-spent; did you mean sms-spend?",
  );
});

test("refuses a misspelt detector, which would replay with defaults", () => {
  expect(refusal({ ...least, detectr: detector })).toBe(
    "configuration: got the unknown key detectr; did you mean detector?",
  );
  expect(refusal({ ...least, quietMinutes: 45 })).toBe(
    "configuration: got the unknown key quietMinutes; give it as detector.quietMinutes",
  );
});

test.each([
  ["a list", []],
  ["a text", "x"],
  ["null", null],
])("refuses %s", (_, input) => {
  expect(refusal(input)).toMatch(/^configuration: got .*; give a value of type object$/);
});

test("no key of a deployment is one of the detector's: a file is one or the other", () => {
  const both = Object.keys(configSchema.shape).filter((key) => key in deployKeys.shape);
  expect(both).toEqual([]);
});
