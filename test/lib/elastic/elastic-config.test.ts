import { join } from "node:path";
import { ConfigError } from "../../../lambda/core/model/config";
import { parseDeployConfig } from "../../../lib/config";

const least = {
  onCallEmails: ["oncall@example.com"],
  costOwnerEmails: ["cost-owner@example.com"],
  monthlyBudgetUsd: 100,
};
const elastic = { endpoint: "https://elastic.example.com", secret: "sms-pumping/elastic" };

const refusal = (changes: object | string): string => {
  const given = typeof changes === "string" ? changes : { ...elastic, ...changes };
  try {
    parseDeployConfig({ ...least, elastic: given });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return "accepted";
};

test("nothing is forwarded unless it is told where to", () => {
  expect(parseDeployConfig(least).elastic).toBeUndefined();
});

test("needs an endpoint and the name of a secret, and nothing else", () => {
  expect(parseDeployConfig({ ...least, elastic }).elastic).toEqual({
    ...elastic,
    namespace: "default",
  });
});

test("takes a namespace and a file of certificates", () => {
  const more = {
    namespace: "prod.eu_1",
    caFile: join(__dirname, "..", "..", "fixtures", "ca.pem"),
  };
  expect(parseDeployConfig({ ...least, elastic: { ...elastic, ...more } }).elastic).toEqual({
    ...elastic,
    ...more,
  });
});

test("an endpoint loses the slash at its end", () => {
  const given = { ...elastic, endpoint: "https://elastic.example.com/" };
  expect(parseDeployConfig({ ...least, elastic: given }).elastic).toMatchObject(elastic);
});

const NAMESPACE = "give 1 to 100 lower-case letters, digits, dots and underscores, such as default";

test.each([
  ["a word", "on", 'elastic: got "on"; give an object with the keys of docs/deploy.md'],
  [
    "no endpoint",
    { endpoint: undefined },
    "elastic.endpoint: got nothing; give the endpoint of Elasticsearch, such as https://elastic.example.com",
  ],
  [
    "an endpoint without a scheme",
    { endpoint: "elastic.example.com" },
    'elastic.endpoint: got "elastic.example.com"; give it with https:// in front, such as https://elastic.example.com',
  ],
  [
    "a password in the endpoint, which it does not repeat",
    { endpoint: "https://elastic:hunter2@example.com" },
    "elastic.endpoint: got a value that is not shown; give it without a user or a password, such as https://elastic.example.com: a secret holds the API key",
  ],
  [
    "the key itself, which it does not repeat",
    { secret: Buffer.from("VuaCfGcBCdbkQm-e5aOx:ui2lp2axTNmsyakw9tvNnw").toString("base64") },
    "elastic.secret: got a value that is not shown; this looks like the key itself; give the name or ARN of a secret in Secrets Manager that holds it, and revoke the key if this file was shared",
  ],
  [
    "an ARN that was cut",
    { secret: "arn:aws:secretsmanager:eu-west-1:1" },
    'elastic.secret: got "arn:aws:secretsmanager:eu-west-1:1"; give the whole ARN, with the six letters that AWS has put behind the name, or the name alone',
  ],
  ["a namespace with a hyphen", { namespace: "a-b" }, `elastic.namespace: got "a-b"; ${NAMESPACE}`],
  ["capital letters", { namespace: "Prod" }, `elastic.namespace: got "Prod"; ${NAMESPACE}`],
  ["an empty namespace", { namespace: "" }, `elastic.namespace: got ""; ${NAMESPACE}`],
  [
    "a file that is not there",
    { caFile: "none.pem" },
    'elastic.caFile: got "none.pem"; no such file can be read; give the path of a PEM file',
  ],
  [
    "the key's own name",
    { apiKey: "a" },
    "elastic: got the unknown key apiKey; remove it or correct its spelling",
  ],
])("refuses %s", (_, changes, message) => {
  expect(refusal(changes)).toBe(message);
});

test("refuses a namespace of more than 100 letters", () => {
  expect(refusal({ namespace: "a".repeat(100) })).toBe("accepted");
  expect(refusal({ namespace: "a".repeat(101) })).toContain(NAMESPACE);
});
