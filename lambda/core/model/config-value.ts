import * as z from "zod/mini";
import { isCidr } from "./ip";
import { parseInstant } from "./time";

/* The message of every check says what to give instead: `parseConfig` puts the key and what it
   got in front of it. */

export function number(min: number, max: number, unit: string) {
  const error = `give a number of ${unit} from ${min} to ${max}`;
  return z.number({ error }).check(z.minimum(min, { error }), z.maximum(max, { error }));
}

export function whole(min: number, max: number) {
  const error = `give a whole number from ${min} to ${max}`;
  return z.int({ error }).check(z.minimum(min, { error }), z.maximum(max, { error }));
}

export function text(what: string, isValid: (value: string) => boolean = () => true) {
  const error = `give ${what}`;
  const isFit = (value: string): boolean => value !== "" && value.length <= 2048 && isValid(value);
  return z.string({ error }).check(z.refine(isFit, { error }));
}

export const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `give one of ${values.join(", ")}` });

export const flag = z.boolean({ error: "give true or false" });
export const arn = text("an ARN, such as arn:aws:iam::111122223333:role/otp-sender", (value) =>
  value.startsWith("arn:"),
);
export const instant = text(
  "a date and time in UTC, such as 2026-11-30T22:00:00Z",
  (value) => parseInstant(value) !== undefined,
);
export const cidr = text(
  "a CIDR, such as 198.51.100.0/24 or 2001:db8::/32, never IPv4 mapped into IPv6",
  isCidr,
);
const HOURS = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;
const isEmptySpan = (value: string): boolean =>
  HOURS.test(value) && value.slice(0, 5) === value.slice(6);
export const hours = text("hours of a UTC day, such as 02:00-04:30", (value) =>
  HOURS.test(value),
).check(
  z.refine((value) => !isEmptySpan(value), {
    error: "give two different times, or leave dailyUtc out for the whole day",
  }),
);
export const resourceName = text(
  "a name of 3 to 130 letters, digits, dots, hyphens and underscores, or the start of names with * at its end, such as SmsPumpingDetection-*",
  (value) => /^[\w.-]{3,130}\*?$/.test(value),
);
export const url = text("a URL that starts with https://", (value) =>
  /^https:\/\/[^\s<>"]+$/.test(value),
);

/** What a reader of `docs/configuration.md` must know of a key beyond its type and default. */
interface Meaning {
  readonly unit?: string;
  /** What a text must look like. */
  readonly form?: string;
}

/**
 * A key of the configuration with its meaning, for the documentation. It is a copy, since schemas
 * are shared; `check` with zod's `meta` would have all readings share one default.
 */
export function key<T extends z.ZodMiniType>(
  schema: T,
  description: string,
  meaning: Meaning = {},
): T {
  const own = z.clone(schema);
  z.globalRegistry.add(own, { description, ...meaning });
  return own;
}
