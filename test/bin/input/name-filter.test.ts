import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createNameFilter } from "../../../bin/input/name-filter";
import { parseConfig, type Config } from "../../../lambda/core/model/config";
import { neededTexts, parseRecord } from "../../../lambda/core/sources";

const FIXTURES = join(__dirname, "../../fixtures/cloudtrail");
const fixtures = readdirSync(FIXTURES).flatMap((service) =>
  readdirSync(join(FIXTURES, service)).map((file) => ({
    name: `${service}/${file}`,
    record: JSON.parse(readFileSync(join(FIXTURES, service, file), "utf8")) as object,
  })),
);
const topics = ["arn:aws:sns:us-east-1:111122223333:sms-alerts"];
const pools = { "us-east-1_EXAMPLE01": { delivers: "sms", smsMfa: true } };
const configs: readonly Config[] = [
  parseConfig({}),
  parseConfig({ smsTopics: topics }),
  parseConfig({ userPools: pools }),
  parseConfig({ ownResources: ["SmsPumpingDetection-*"] }),
];

const drops = (text: string, config: Config = parseConfig({})): boolean => {
  const bytes = Buffer.from(`xx${text}yy`);
  return createNameFilter(neededTexts(config))(bytes, 2, bytes.length - 2);
};

test.each(fixtures)("never drops an observation: $name", ({ record }) => {
  const latestMs = Infinity;
  for (const config of configs) {
    if (!drops(JSON.stringify(record), config)) continue;
    const [result] = parseRecord(record, { config, fallbackId: "x", latestMs });
    expect(result?.kind).toBe("irrelevant");
  }
});

test("drops calls that no source reads, and publishes without a number, and no sign-in", () => {
  const dropped = fixtures.filter(({ record }) => drops(JSON.stringify(record)));
  expect(dropped.length).toBeGreaterThan(3);
  expect(drops('{"eventName":"GetUser"}')).toBe(true);
  expect(drops('{"eventName":"InitiateAuth"}')).toBe(false);
  expect(drops('{"eventName":"Publish"}')).toBe(true);
  expect(drops('{"eventName":"Publish"}', configs[1])).toBe(false);
  expect(drops('{"eventName":"Mfa_POST"}')).toBe(false);
  expect(drops('{"eventName":"DeleteRule","name":"SmsPumpingDetection-x"}')).toBe(true);
  expect(drops('{"eventName":"DeleteRule","name":"other"}', configs[3])).toBe(true);
  expect(drops('{"eventName":"DeleteRule","name":"SmsPumpingDetection-x"}', configs[3])).toBe(
    false,
  );
});

test("leaves to the parser what names no event, writes it with escapes, or names several", () => {
  expect(drops('{"eventSource":"x"}')).toBe(false);
  expect(drops('{"eventName":"Sign\\u0055p"}')).toBe(false);
  expect(drops('{"a":{"eventName":"GetUser"},"eventName":"SignUp"}')).toBe(false);
  expect(drops('{"Body":"{\\"eventName\\":\\"GetUser\\"}"}')).toBe(false);
  expect(drops('{"eventName": "GetUser"}')).toBe(false);
});
