import * as z from "zod";

/* The message of every check says what to give instead: `configProblems` puts the key and what it
   got in front of it. Nothing here loads the CDK, which the command line has no time for. */

export function whole(min: number, max: number, unit = "") {
  const error = `give a whole number${unit && ` of ${unit}`} from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A sum in US dollars, more than nothing: an alarm at $0 is always on. */
export function dollars() {
  const error = "give US dollars, more than 0";
  return z.number({ error }).positive({ error }).max(100_000_000, { error });
}

export const flag = z.boolean({ error: "give true or false" });

const address = z.email({ error: "give an e-mail address, such as oncall@example.com" });

/** E-mail addresses, each at most once: SNS keeps one subscription of an address. */
export const addresses = (least: 0 | 1) =>
  z
    .array(address, { error: "give a list of e-mail addresses" })
    .min(least, { error: "give at least one e-mail address" })
    .refine((list) => new Set(list).size === list.length, { error: "give each address once" });

const areAscending = (shares: readonly number[]): boolean =>
  shares.every((share, i) => share > (shares[i - 1] ?? 0));

/** Percentages at which somebody is told, the smallest first. */
export const shares = (max: number) =>
  z
    .array(whole(1, max, "percent"), { error: "give a list of percentages" })
    .refine(areAscending, { error: "give each percentage once, the smallest first" });

/** How many days CloudWatch Logs can keep a log. For ever is not among them: logs name principals. */
export const LOG_PERIODS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

/** How many days CloudWatch Logs keeps a log: it knows certain numbers only. */
export const logRetention = z.literal(LOG_PERIODS, {
  error: `give one of ${LOG_PERIODS.join(", ")}`,
});
