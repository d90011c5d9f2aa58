import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { parsedJson, stringAt } from "../../core/sources/records/json";
import { type SecretSource, secretSource } from "./secret";

/* The stack makes the secret as JSON with the one text `current`. A rotation would add `previous`:
   whoever writes takes `current`, whoever looks something up tries both for as long as the oldest
   pseudonym is kept. */

const SHORTEST = 32;

/**
 * The key in a secret's text.
 *
 * @throws Error with what to store instead
 */
export function hmacKeyIn(text: string | undefined, secret: string): string {
  const key = text === undefined ? undefined : stringAt(parsedJson(text), "current");
  if (key !== undefined && key.length >= SHORTEST) return key;
  throw new Error(
    `secret ${secret}: got no JSON with a text current of at least ${SHORTEST} characters; restore the version that the stack made, or store {"current": "<64 random letters and digits>"}`,
  );
}

/** The key by which the stack makes pseudonyms. */
export const secretHmacKey = (client: SecretsManagerClient, secret: string): SecretSource =>
  secretSource(client, secret, hmacKeyIn);
