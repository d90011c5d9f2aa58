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
      readonly isOfText?: true | undefined;
      readonly isPasswordless?: true | undefined;
    }
  | Irrelevant;

export const requested = (delivery: Delivery): Meaning => ({ kind: "sms-requested", delivery });

/** A typed-in code sends nothing itself; a refused one confirms nothing, nor one of an e-mail. */
function typedIn({ outcome }: CognitoCall, medium: Delivery): Meaning {
  if (outcome !== "success") return irrelevant("a code that was not accepted");
  if (medium === "none") return irrelevant("a code that came by e-mail");
  return { kind: "sms-confirmed", delivery: "none", isOfText: medium === "sms" || undefined };
}

/** The pool's configuration says by what its codes come. */
export const confirmed = (call: CognitoCall): Meaning => typedIn(call, deliveryOf(call.pool));

/** The call's own record says so. */
export const confirmedText = (call: CognitoCall): Meaning => typedIn(call, "sms");

/** It cannot be told. */
export const confirmedHidden = (call: CognitoCall): Meaning => typedIn(call, "possible");

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

/** By what a pool sends its codes, as far as the configuration says. */
export function deliveryOf(pool: UserPool | undefined): Delivery {
  if (pool?.delivers === "sms") return "sms";
  return pool?.delivers === "email" ? "none" : "possible";
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
