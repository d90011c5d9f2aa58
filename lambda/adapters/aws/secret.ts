import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** A key in Secrets Manager. */
export interface SecretSource {
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

/**
 * The key that a secret holds.
 *
 * @param keyIn takes it out of the secret's text, or throws an Error that says what to store instead
 */
export function secretSource(
  client: SecretsManagerClient,
  secret: string,
  keyIn: (text: string | undefined, secret: string) => string,
): SecretSource {
  let known: string | undefined;
  const readAgain = async (): Promise<string> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secret }));
    known = keyIn(SecretString, secret);
    return known;
  };
  return { secret, readAgain, read: async () => known ?? (await readAgain()) };
}
