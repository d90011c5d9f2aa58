const ARN =
  /^arn:aws[\w-]*:secretsmanager:([a-z0-9-]+):(\d{12}):secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/;
/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const NAME = /^[\w/+=.@-]{1,512}$/;

/** Whether it is meant as an ARN, right or wrong. */
export const isSecretArn = (text: string): boolean => text.startsWith("arn:");

/** An id and a key as Elasticsearch hands them out: at least 20 and 22 signs, with ":" between. */
const PLAIN_KEY = /^[\w-]{16,}:[\w-]{16,}$/;

/** As Elasticsearch encodes an API key, or the key as JSON, or one that Elastic Cloud prefixes. */
const isApiKey = (text: string): boolean =>
  PLAIN_KEY.test(text) ||
  PLAIN_KEY.test(Buffer.from(text, "base64").toString("latin1")) ||
  /^\s*\{|^essu_/.test(text);

/**
 * What is wrong with the name of a secret and what to give instead, if anything is wrong. The
 * value may be the key itself: whoever shows the text must not show the value.
 */
export function secretProblem(value: string): string | undefined {
  if (isApiKey(value)) {
    return "this looks like the key itself; give the name or ARN of a secret in Secrets Manager that holds it, and revoke the key if this file was shared";
  }
  if (isSecretArn(value)) {
    return ARN.test(value)
      ? undefined
      : "give the whole ARN, with the six letters that AWS has put behind the name, or the name alone";
  }
  return NAME.test(value)
    ? undefined
    : "give the name or the ARN of a secret in Secrets Manager, such as sms-pumping/elastic";
}

/** The Region in a secret's ARN; undefined for a name, which is one of the stack's own Region. */
export const regionOfSecret = (secret: string): string | undefined => ARN.exec(secret)?.[1];
