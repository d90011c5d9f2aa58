import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { secretSource, type SecretSource } from "../aws/secret";
import { parsedJson, stringAt } from "../../core/sources/records/json";

const HINT = 'store the key that Elastic shows as "encoded", or {"apiKey": "<encoded>"}';
const ENCODED = /^[\w+/=-]+$/;

/**
 * The key in a secret's text: the encoded key itself, or JSON with `apiKey`.
 *
 * @throws Error with what to store instead
 */
export function apiKeyIn(text: string | undefined, secret: string): string {
  const refuse = (what: string): Error => new Error(`secret ${secret}: ${what}; ${HINT}`);
  if (text === undefined) throw refuse("got bytes, expected text");
  if (text.trim() === "") throw refuse("it is empty");
  const isJson = text.trim().startsWith("{");
  const key = (isJson ? (stringAt(parsedJson(text), "apiKey") ?? "") : text).trim();
  if (key === "") throw refuse("it is JSON without the text apiKey");
  if (key.includes(":")) {
    throw refuse("got id:key; Elasticsearch wants the two together in base64");
  }
  if (!ENCODED.test(key)) throw refuse("what it holds is not base64");
  return key;
}

/** The API key in Secrets Manager, as it stands in the header `Authorization: ApiKey ...`. */
export const secretApiKey = (client: SecretsManagerClient, secret: string): SecretSource =>
  secretSource(client, secret, apiKeyIn);
