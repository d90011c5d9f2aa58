import { REDACTED, resourceIdAt } from "./records/cloudtrail";
import type { Config } from "../model/config";
import { at, type JsonObject } from "./records/json";
import type { Delivery, Outcome } from "../model/observation";
import { irrelevant, type Irrelevant } from "./records/result";

export type UserPool = Config["userPools"][string];

/** A call of the user pools' API, as far as its meaning depends on it. */
export interface CognitoCall {
  readonly action: string;
  readonly record: JsonObject;
  readonly outcome: Outcome;
  /** What the configuration says of the pool. */
  readonly pool: UserPool | undefined;
}

/** What a call means for text messages. */
export type Meaning =
  | {
      readonly kind: "sms-requested" | "sms-confirmed" | "sign-in";
      readonly delivery: Delivery;
    }
  | Irrelevant;

export const requested = (delivery: Delivery): Meaning => ({ kind: "sms-requested", delivery });

/** A typed-in code sends nothing itself; a refused one confirms nothing. */
export const confirmed = (call: CognitoCall): Meaning =>
  call.outcome === "success"
    ? { kind: "sms-confirmed", delivery: "none" }
    : irrelevant("a code that was not accepted");

/** A sign-in by `delivery`: a refused one sends nothing and completes nothing. */
const signIn = (call: CognitoCall, delivery: Delivery): Meaning =>
  call.outcome === "success" ? { kind: "sign-in", delivery } : irrelevant("a refused sign-in");

/** Whether this sign-in led to a text, its record does not tell. */
export const signInMaySend = (call: CognitoCall): Meaning => signIn(call, "possible");

/** The end of such a sign-in: somebody had its second factor. */
export const signInEnded = (call: CognitoCall): Meaning => signIn(call, "none");

/** A parameter or response value, unless it is absent, null or hidden. */
export function evidence(record: JsonObject, ...path: readonly string[]): unknown {
  const value = at(record, ...path);
  return value === null || value === REDACTED ? undefined : value;
}

export interface PoolOfCall {
  readonly clientId: string | undefined;
  readonly userPoolId: string | undefined;
  readonly pool: UserPool | undefined;
}

/**
 * The app client and pool that a call names. Public calls name the client only: then the pool is
 * the one whose `clients` list it in the configuration.
 */
export function poolOfCall(record: JsonObject, userPools: Config["userPools"]): PoolOfCall {
  const clientId = resourceIdAt(record, "requestParameters", "clientId");
  const named = resourceIdAt(record, "requestParameters", "userPoolId");
  const userPoolId = named ?? poolOfClient(clientId, userPools);
  const isKnown = userPoolId !== undefined && Object.hasOwn(userPools, userPoolId);
  return { clientId, userPoolId, pool: isKnown ? userPools[userPoolId] : undefined };
}

function poolOfClient(
  clientId: string | undefined,
  userPools: Config["userPools"],
): string | undefined {
  if (clientId === undefined) return undefined;
  return Object.keys(userPools).find((id) => userPools[id]?.clients.includes(clientId));
}
