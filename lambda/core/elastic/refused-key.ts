import { at, parsedJson, stringAt } from "../sources/records/json";

/** Why Elasticsearch does not accept an API key. */
export type KeyFault = "revoked" | "expired" | "unknown" | "wrong-secret";

const SAID: readonly (readonly [KeyFault, RegExp])[] = [
  ["revoked", /has been invalidated/],
  ["expired", /is expired/],
  ["unknown", /unable to find apikey/],
  ["wrong-secret", /invalid credentials/],
];

/**
 * Whether an answer is Elasticsearch's own refusal of a key. It is told by its status and body:
 * Elasticsearch sends no `X-elastic-product` with it (seen on 8.19.0).
 */
export const isSecurityRefusal = (status: number, text: string): boolean =>
  (status === 401 || status === 403) &&
  stringAt(parsedJson(text), "error", "type") === "security_exception";

/** Why a key is not accepted, by the answer of 401; undefined where it does not say. */
export function keyFaultIn(text: string): KeyFault | undefined {
  const told = at(parsedJson(text), "error", "additional_unsuccessful_credentials");
  const said = JSON.stringify(told ?? "");
  return SAID.find(([, pattern]) => pattern.test(said))?.[0];
}
