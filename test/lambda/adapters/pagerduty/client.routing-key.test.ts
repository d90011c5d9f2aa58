import type { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { secretSource } from "../../../../lambda/adapters/aws/secret";
import { routingKeyIn } from "../../../../lambda/adapters/pagerduty/client";

const KEY = "R0123456789abcdefABCDEF012345678";

describe("a routing key in a secret", () => {
  test.each([KEY, ` ${KEY}\n`, JSON.stringify({ routingKey: KEY })])("is read from %j", (text) => {
    expect(routingKeyIn(text, "s")).toBe(KEY);
  });

  test.each([
    [undefined, "got bytes"],
    [" ", "it is empty"],
    ["{", "JSON without the text routingKey"],
    ['{"key":"x"}', "JSON without the text routingKey"],
    ["short", "not 32 letters and digits"],
    [`${KEY}1`, "not 32 letters and digits"],
  ])("is refused in %j, with what to store instead", (text, why) => {
    expect(() => routingKeyIn(text, "sms-pumping/pagerduty")).toThrow(
      new RegExp(`sms-pumping/pagerduty: .*${why}.*Events API v2`),
    );
  });

  test("is never part of an error", () => {
    const almost = `${KEY.slice(1)}!`;
    expect(() => routingKeyIn(almost, "s")).toThrow("not 32 letters");
    expect(() => routingKeyIn(almost, "s")).not.toThrow(almost);
  });

  test("is asked for once, and again when somebody wants what is stored now", async () => {
    const stored = [KEY, KEY.toLowerCase()];
    const asked: unknown[] = [];
    const send = (command: GetSecretValueCommand) => {
      asked.push(command.input);
      return Promise.resolve({ SecretString: stored.shift() });
    };
    const client = { send } as unknown as SecretsManagerClient;
    const source = secretSource(client, "s", routingKeyIn);
    expect([await source.read(), await source.read()]).toEqual([KEY, KEY]);
    expect(await source.readAgain()).toBe(KEY.toLowerCase());
    expect(await source.read()).toBe(KEY.toLowerCase());
    expect(asked).toEqual([{ SecretId: "s" }, { SecretId: "s" }]);
  });
});
