import type { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { apiKeyIn, secretApiKey } from "../../../../lambda/adapters/elastic/api-key";

const ENCODED = Buffer.from("testKeyId00000000000:testSecret000000000000").toString("base64");

/** A secret that holds one text after another, and how it was asked for. */
function secretOf(...texts: readonly (string | undefined)[]) {
  const asked: unknown[] = [];
  const client = {
    send: ({ input }: GetSecretValueCommand) => {
      const SecretString = texts[Math.min(asked.length, texts.length - 1)];
      asked.push(input.SecretId);
      return Promise.resolve({ SecretString });
    },
  } as unknown as SecretsManagerClient;
  return { asked, source: secretApiKey(client, "sms-pumping/elastic") };
}

test("the key is read once in the life of the process", async () => {
  const { asked, source } = secretOf(ENCODED);
  expect(await source.read()).toBe(ENCODED);
  expect(await source.read()).toBe(ENCODED);
  expect(asked).toEqual(["sms-pumping/elastic"]);
});

test("the key that was read again is the one that is known from then on", async () => {
  const { asked, source } = secretOf("b2xkOmtleQ==", ENCODED);
  await source.read();
  expect(await source.readAgain()).toBe(ENCODED);
  expect(await source.read()).toBe(ENCODED);
  expect(asked).toHaveLength(2);
});

test("a secret that could not be read is asked for again", async () => {
  const { source } = secretOf("", ENCODED);
  await expect(source.read()).rejects.toThrow("it is empty");
  expect(await source.read()).toBe(ENCODED);
});

test.each([
  ["as it is", ENCODED],
  ["with a line's end", `${ENCODED}\n`],
  ["as JSON", JSON.stringify({ apiKey: ENCODED })],
  ["as JSON with more in it", ` ${JSON.stringify({ note: "x", apiKey: ENCODED }, null, 2)}\n`],
])("an encoded key is taken %s", (_, text) => {
  expect(apiKeyIn(text, "s")).toBe(ENCODED);
});

test("a key of Elastic Cloud, which is not base64 of two parts, is taken", () => {
  expect(apiKeyIn("essu_dGVzdA==-x_1", "s")).toBe("essu_dGVzdA==-x_1");
});

test.each([
  ["bytes", undefined, "got bytes"],
  ["nothing", "  \n", "it is empty"],
  ["JSON of another shape", '{"api_key":"x"}', "without the text apiKey"],
  ["JSON that is broken", '{"apiKey":', "without the text apiKey"],
  ["an empty key", '{"apiKey":" "}', "without the text apiKey"],
  ["id and key, not encoded", "testKeyId:testSecret", "got id:key; Elasticsearch wants the two"],
  ["a whole header", `ApiKey ${ENCODED}`, "is not base64"],
])("refuses %s, says what to store, and never shows it", (_, text, expected) => {
  const read = (): string => apiKeyIn(text, "sms-pumping/elastic");
  expect(read).toThrow(`secret sms-pumping/elastic: `);
  expect(read).toThrow(expected);
  expect(read).toThrow('store the key that Elastic shows as "encoded"');
  expect(read).not.toThrow(/testSecret|dGVzd/);
});
