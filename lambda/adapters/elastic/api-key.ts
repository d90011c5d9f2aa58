import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { parsedJson, stringAt } from "../../core/sources/records/json";

/** An API key of Elasticsearch, as it stands in the header `Authorization: ApiKey ...`. */
export interface ApiKeySource {
  /** The name or ARN of the secret, for whoever has to mend it. */
  readonly secret: string;
  /**
   * The key; read once in the life of the process.
   *
   * @throws Error that says what is wrong with the secret, and never what is in it
   */
  readonly read: () => Promise<string>;
  /** The key as the secret has it now. @throws Error as `read` does */
  readonly readAgain: () => Promise<string>;
}

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

/** The API key in Secrets Manager. */
export function secretApiKey(client: SecretsManagerClient, secret: string): ApiKeySource {
  let known: string | undefined;
  const readAgain = async (): Promise<string> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secret }));
    known = apiKeyIn(SecretString, secret);
    return known;
  };
  return { secret, readAgain, read: async () => known ?? (await readAgain()) };
}
