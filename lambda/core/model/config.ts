import * as z from "zod/mini";
import { isCidr } from "./ip";
import { DEFAULT_OTP_PATHS } from "./otp-paths";
import { parseInstant } from "./time";

/* The message of every check says what to give instead: `parseConfig` puts the key and what it
   got in front of it. */

function number(min: number, max: number, unit: string) {
  const error = `give a number of ${unit} from ${min} to ${max}`;
  return z.number({ error }).check(z.minimum(min, { error }), z.maximum(max, { error }));
}

function whole(min: number, max: number) {
  const error = `give a whole number from ${min} to ${max}`;
  return z.int({ error }).check(z.minimum(min, { error }), z.maximum(max, { error }));
}

function text(what: string, isValid: (value: string) => boolean = () => true) {
  const error = `give ${what}`;
  const isFit = (value: string): boolean => value !== "" && value.length <= 2048 && isValid(value);
  return z.string({ error }).check(z.refine(isFit, { error }));
}

const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `give one of ${values.join(", ")}` });

const flag = z.boolean({ error: "give true or false" });
const arn = text("an ARN, such as arn:aws:iam::111122223333:role/otp-sender", (value) =>
  value.startsWith("arn:"),
);
const instant = text(
  "a date and time in UTC, such as 2026-11-30T22:00:00Z",
  (value) => parseInstant(value) !== undefined,
);
const cidr = text(
  "a CIDR, such as 198.51.100.0/24 or 2001:db8::/32, never IPv4 mapped into IPv6",
  isCidr,
);
const HOURS = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;
const isEmptySpan = (value: string): boolean =>
  HOURS.test(value) && value.slice(0, 5) === value.slice(6);
const hours = text("hours of a UTC day, such as 02:00-04:30", (value) => HOURS.test(value)).check(
  z.refine((value) => !isEmptySpan(value), {
    error: "give two different times, or leave dailyUtc out for the whole day",
  }),
);
const resourceName = text(
  "a name of 3 to 130 letters, digits, dots, hyphens and underscores, or the start of names with * at its end, such as SmsPumpingDetection-*",
  (value) => /^[\w.-]{3,130}\*?$/.test(value),
);
const url = text("a URL that starts with https://", (value) => /^https:\/\/[^\s<>"]+$/.test(value));

/** What a user pool sends its codes by, where CloudTrail's record does not tell. */
const userPool = z.strictObject({
  delivers: oneOf(["sms", "email", "both"]),
  /** Whether signing in sends a text: then sign-in calls count. */
  smsMfa: z._default(flag, false),
  /** App client ids of the pool: most records name the client only. */
  clients: z._default(z.array(text("an app client id")), []),
});

const ruleSettings = z.strictObject({
  enabled: z.optional(flag),
  threshold: z.optional(whole(2, 100)),
  windowMinutes: z.optional(whole(1, 1440)),
  /** Confirmed share under which a burst counts as unconfirmed, 0 to 1. */
  share: z.optional(number(0, 1, "confirmed requests per request")),
  /** How many times its own baseline an entity must exceed, where the rule compares with it. */
  times: z.optional(number(1, 100, "times the baseline")),
  notify: z.optional(oneOf(["page", "record"])),
  severity: z.optional(oneOf(["low", "medium", "high", "critical"])),
});

const suppression = z
  .strictObject({
    id: text("a short name of letters, digits and hyphens", (value) =>
      /^[A-Za-z0-9-]{1,40}$/.test(value),
    ),
    cidr: z.optional(cidr),
    principal: z.optional(arn),
    userAgent: z.optional(text("the user agent's whole text")),
    clientId: z.optional(text("an app client id")),
    from: z.optional(instant),
    dailyUtc: z.optional(hours),
    /** The first moment at which the suppression no longer holds. */
    expires: instant,
    owner: text("who answers for it"),
    reason: text("why the traffic is harmless"),
    /** Pages all the same when the threshold is passed this many times over. */
    pageAtTimes: z._default(whole(2, 100_000), 10),
  })
  .check(
    z.refine((value) => value.cidr !== undefined || value.principal !== undefined, {
      error: "give a cidr or a principal: everything else is the attacker's to choose",
    }),
  );

const expectedSender = z.strictObject({
  principal: arn,
  /** Replaces the threshold of `sms-api-burst` for this principal. */
  threshold: whole(2, 500),
  owner: text("who answers for it"),
  reason: text("why it sends that much"),
});

const pace = z.strictObject({
  /** Minutes between two e-mails about one incident. */
  laterMinutes: z._default(whole(1, 1440), 15),
  /** Hours to wait when the target had one, two, three or more incidents closed in a day. */
  repeatHours: z._default(
    z.array(whole(1, 48)).check(z.minLength(1, { error: "give at least one number of hours" })),
    [1, 4, 12],
  ),
  /** How many incidents may send e-mail in one hour. */
  perHour: z._default(whole(1, 60), 6),
});

/** The shape of the configuration file, with defaults and ranges. */
export const configSchema = z.strictObject({
  userPools: z._default(z.record(z.string(), userPool), {}),
  /** Topics with SMS subscribers: only publishes to these count. */
  smsTopics: z._default(z.array(arn), []),
  /** Topics and principals of this very stack, which are never counted. */
  ownTopics: z._default(z.array(arn), []),
  ownPrincipals: z._default(z.array(arn), []),
  /** Rules, alarms, functions and topics of this very stack: changes to them are counted. */
  ownResources: z._default(
    z.array(resourceName).check(z.maxLength(3, { error: "give at most 3 names" })),
    [],
  ),
  /** Paths that send a code; replaces the built-in list. `*` stands for any text. */
  otpPaths: z._default(z.array(text("a path pattern, such as */send-code*")), [
    ...DEFAULT_OTP_PATHS,
  ]),
  rules: z._default(z.record(z.string(), ruleSettings), {}),
  quietMinutes: z._default(whole(5, 1440), 30),
  /**
   * For so many days after the first record of a source in an account, rules need three times as
   * much, and those that compare with the past only record.
   */
  learningDays: z._default(whole(0, 30), 7),
  suppressions: z._default(z.array(suppression), []),
  expectedSenders: z._default(z.array(expectedSender), []),
  /** Price of one message where AWS does not tell it. Figures made with it say so. */
  assumedPriceUsd: z._default(number(0, 10, "US dollars"), 0.1),
  /** Sums at which a finding escalates. */
  escalateAtUsd: z._default(z.array(number(1, 10_000_000, "US dollars")), [100, 1000, 10_000]),
  pace: z.prefault(pace, {}),
  /** Where the runbooks are published: e-mails link to `<runbookUrl>/<rule id>.md`. */
  runbookUrl: z.optional(url),
  dashboardUrl: z.optional(url),
});

export type Config = z.infer<typeof configSchema>;
export type Suppression = Config["suppressions"][number];

/** Thrown by `parseConfig`: one line for each wrong key, with what was got and what to do. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

function show(input: unknown, path: readonly PropertyKey[]): string {
  let value = input;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);
}

function problem(issue: z.core.$ZodIssue, input: unknown): string {
  const key = issue.path.map(String).join(".") || "configuration";
  if (issue.code === "unrecognized_keys") {
    return `${key}: got the unknown key ${issue.keys.join(", ")}; remove it or correct its spelling`;
  }
  const remedy = issue.message.startsWith("give ") ? issue.message : `give ${expected(issue)}`;
  return `${key}: got ${show(input, issue.path)}; ${remedy}`;
}

const expected = (issue: z.core.$ZodIssue): string =>
  issue.code === "invalid_type" ? `a value of type ${issue.expected}` : "another value";

/**
 * The whole configuration with every default filled in.
 *
 * @throws ConfigError when a key is unknown or its value is wrong
 */
export function parseConfig(input: unknown): Config {
  const result = z.safeParse(configSchema, input);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => problem(issue, input)).join("\n"));
}
