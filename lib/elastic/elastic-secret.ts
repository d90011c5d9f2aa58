import { secretNameProblem } from "../secret-name";

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
  return secretNameProblem(value, "sms-pumping/elastic");
}
