import { regionOfSecret } from "../../../lib/secret-name";
import { secretProblem } from "../../../lib/elastic/elastic-secret";

const ID = "VuaCfGcBCdbkQm-e5aOx";
const KEY = "ui2lp2axTNmsyakw9tvNnw";
const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:sms-pumping/elastic-AbC123";

test.each([
  "sms-pumping/elastic",
  "elastic_key.v2+a=b@c",
  // Valid base64, but of nothing that looks like a key.
  "abcdefghijklmnopqrstuvwxyz012345",
  ARN,
  "arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:elastic-AbC123",
])("%s names a secret", (value) => {
  expect(secretProblem(value)).toBeUndefined();
});

test.each([
  ["an encoded key", Buffer.from(`${ID}:${KEY}`).toString("base64")],
  [
    "an encoded key without padding",
    Buffer.from(`${ID}:${KEY}`).toString("base64").replace(/=+$/, ""),
  ],
  ["an id and a key", `${ID}:${KEY}`],
  ["the secret's JSON", `{"apiKey": "abc"}`],
  ["a key of Elastic Cloud", "essu_abcdef"],
])("refuses %s in place of a name", (_, value) => {
  expect(secretProblem(value)).toMatch(/^this looks like the key itself; give the name or ARN/);
});

test.each([
  ["an ARN without the letters that AWS adds", ARN.replace("-AbC123", "")],
  ["an ARN of another service", ARN.replace("secretsmanager", "ssm")],
  ["an ARN without an account", ARN.replace("111122223333", "")],
])("refuses %s", (_, value) => {
  expect(secretProblem(value)).toMatch(/^give the whole ARN/);
});

test.each([["", "a name with spaces", "a".repeat(513), "*"]])("refuses %j for a name", (value) => {
  expect(secretProblem(value)).toMatch(/^give the name or the ARN/);
});

test("an ARN tells its Region, a name none", () => {
  expect(regionOfSecret(ARN)).toBe("eu-west-1");
  expect(regionOfSecret("sms-pumping/elastic")).toBeUndefined();
});
