import { parsedJson, stringAt } from "../../core/sources/records/json";

const HINT =
  'store the integration key of an "Events API v2" integration, or {"routingKey": "<the key>"}';
const KEY = /^[A-Za-z0-9]{32}$/;

/**
 * The key in a secret's text: the integration key of a service in PagerDuty, which its API calls a
 * routing key, or JSON with `routingKey`.
 *
 * @throws Error with what to store instead
 */
export function routingKeyIn(text: string | undefined, secret: string): string {
  const refuse = (what: string): Error => new Error(`secret ${secret}: ${what}; ${HINT}`);
  if (text === undefined) throw refuse("got bytes, expected text");
  if (text.trim() === "") throw refuse("it is empty");
  const key = text.trim().startsWith("{") ? stringAt(parsedJson(text), "routingKey") : text;
  if (key === undefined) throw refuse("it is JSON without the text routingKey");
  if (!KEY.test(key.trim())) throw refuse("what it holds is not 32 letters and digits");
  return key.trim();
}
