import { stringAt } from "./json";

/** An account of AWS. */
export const ACCOUNT = /^\d{12}$/;

/** A Region of AWS, which may be one that this code does not know. */
export const REGION = /^[a-z0-9-]{1,32}$/;

const named = (text: string | undefined, pattern: RegExp): string | undefined =>
  text !== undefined && pattern.test(text) ? text : undefined;

/** The account and the Region that a message names, where they can be ones. */
export const placeIn = (message: unknown) => ({
  account: named(stringAt(message, "account"), ACCOUNT),
  region: named(stringAt(message, "region"), REGION),
});
