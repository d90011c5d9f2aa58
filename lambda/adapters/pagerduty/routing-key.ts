import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { stringAt } from "../../core/sources/records/json";

/** The integration key of a service in PagerDuty, which its API calls a routing key. */
export interface RoutingKeySource {
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

const HINT =
  'store the integration key of an "Events API v2" integration, or {"routingKey": "<the key>"}';
const KEY = /^[A-Za-z0-9]{32}$/;

function inJson(text: string): string | undefined {
  try {
    return stringAt(JSON.parse(text), "routingKey");
  } catch {
    return undefined;
  }
}

/**
 * The key in a secret's text: the key itself, or JSON with `routingKey`.
 *
 * @throws Error with what to store instead
 */
export function routingKeyIn(text: string | undefined, secret: string): string {
  const refuse = (what: string): Error => new Error(`secret ${secret}: ${what}; ${HINT}`);
  if (text === undefined) throw refuse("got bytes, expected text");
  if (text.trim() === "") throw refuse("it is empty");
  const key = text.trim().startsWith("{") ? inJson(text) : text;
  if (key === undefined) throw refuse("it is JSON without the text routingKey");
  if (!KEY.test(key.trim())) throw refuse("what it holds is not 32 letters and digits");
  return key.trim();
}

/** The routing key in Secrets Manager. */
export function routingKeySource(client: SecretsManagerClient, secret: string): RoutingKeySource {
  let known: string | undefined;
  const readAgain = async (): Promise<string> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secret }));
    known = routingKeyIn(SecretString, secret);
    return known;
  };
  return { secret, readAgain, read: async () => known ?? (await readAgain()) };
}
