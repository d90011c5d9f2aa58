import * as z from "zod/mini";
import { configProblems } from "./config-problem";
import { arn, flag, key, number, oneOf, resourceName, text, url, whole } from "./config-value";
import { pace } from "./config-pace";
import { expectedSender, suppression } from "./config-harmless";
import { DEFAULT_OTP_PATHS } from "./otp-paths";
import { DEFAULT_VERIFY_PATHS } from "./verify-paths";

const ARN = { form: "ARN" } as const;

const userPool = z.strictObject({
  delivers: key(
    oneOf(["sms", "email", "both"]),
    "What the pool sends its codes by, used where a record does not tell. Codes by e-mail are not counted.",
  ),
  smsMfa: key(
    z._default(flag, false),
    "Whether signing in sends a text. Without it, sign-in calls count as codes only where the record shows an SMS challenge; where the answer is hidden, `cognito-passwordless-burst` and `cognito-sign-in-burst` alone look at them.",
  ),
  clients: key(
    z._default(z.array(text("an app client id")), []),
    "The pool's app clients. Public calls name only the client, so without this list they find no pool. On the dashboard each has a confirmation rate of its own.",
    { form: "app client id" },
  ),
});

const ruleSettings = z.strictObject({
  enabled: key(z.optional(flag), "`false` switches the rule off. All rules are on."),
  threshold: key(z.optional(whole(2, 100)), "How many hits fire.", { unit: "hits" }),
  windowMinutes: key(
    z.optional(whole(1, 1440)),
    "The span over which they are counted. Findings then close no sooner than after it.",
    { unit: "minutes" },
  ),
  share: key(
    z.optional(number(0.01, 1, "confirmed requests per request")),
    "The confirmed share under which a burst is unconfirmed. Rules that count no confirmations ignore it.",
    { unit: "confirmed per request" },
  ),
  times: key(
    z.optional(number(1, 100, "times the baseline")),
    "How many times its own peak an entity must exceed, where a rule compares with it.",
  ),
  notify: key(
    z.optional(oneOf(["page", "record"])),
    "`page` opens an incident, `record` only lists the finding with incidents that it overlaps.",
  ),
  severity: key(
    z.optional(oneOf(["low", "medium", "high", "critical"])),
    "Before escalation, which raises it by grades.",
  ),
});

/** The shape of the configuration file, with defaults, ranges and the meaning of each key. */
export const configSchema = z.strictObject({
  userPools: z._default(z.record(z.string(), userPool), {}),
  smsTopics: key(
    z._default(z.array(arn), []),
    "SNS topics with SMS subscribers. Publishes to any other topic are not counted.",
    ARN,
  ),
  ownTopics: key(z._default(z.array(arn), []), "Topics of this stack itself, never counted.", ARN),
  ownPrincipals: key(
    z._default(z.array(arn), []),
    "Principals of this stack itself: what they send is never counted.",
    ARN,
  ),
  ownResources: key(
    z._default(
      z.array(resourceName).check(z.maxLength(12, { error: "give at most 12 names" })),
      [],
    ),
    "Rules, alarms, functions and topics of this stack itself, at most 12 entries: who disables or deletes one is reported. The deployed stack fills in its own.",
    { form: "name, or start of names with `*`" },
  ),
  otpPaths: key(
    z._default(z.array(text("a path pattern, such as */send-code*")), [...DEFAULT_OTP_PATHS]),
    "Paths that send a code, for `otp-send-burst` and `otp-site-unconverted`. `*` stands for any text, case does not matter. Replaces the built-in list.",
    { form: "pattern" },
  ),
  verifyPaths: key(
    z._default(z.array(text("a path pattern, such as */verify-code*")), [...DEFAULT_VERIFY_PATHS]),
    "Paths at which a code is typed in: successful requests confirm those to `otpPaths`, for `otp-send-burst` and `otp-site-unconverted`. Replaces the built-in list.",
    { form: "pattern" },
  ),
  primaryWebLog: key(
    z.optional(text("the name of a web log, such as waf-log or alb-log")),
    "The one web log whose requests count where several show the same ones; the others are evidence only. A source of [the rules' page](rules.md#what-must-be-switched-on), such as `waf-log`. Unset, every web log counts; `smspump replay` then takes the outermost of each hour that has at least half of what another has.",
    { form: "source" },
  ),
  confirmationsVisible: key(
    z._default(
      z.array(text("an app client id, a user pool id, an account id, or * for all of them")),
      [],
    ),
    "App clients whose confirmations do reach CloudTrail, although next to none was seen: they are judged by missing confirmations and not by volume alone. A pool's id stands for its pages that name no known client, the account's id for calls with an access token, `*` for all. [When to set it](tuning.md#confirmations-that-are-not-seen).",
    { form: "app client id, user pool id, account id or `*`" },
  ),
  rules: z._default(z.record(z.string(), ruleSettings), {}),
  quietMinutes: key(
    z._default(whole(5, 1440), 30),
    "Firing hits at most this far apart are one finding; findings at most this far apart are one incident; after it, they close.",
    { unit: "minutes" },
  ),
  learningDays: key(
    z._default(whole(0, 30), 7),
    "After the first record of an account: limits are three times as high, and what compares with the past only records. 0 for none.",
    { unit: "days" },
  ),
  suppressions: z._default(z.array(suppression), []),
  expectedSenders: z._default(z.array(expectedSender), []),
  assumedPriceUsd: key(
    z._default(number(0, 10, "US dollars"), 0.1),
    "The price where AWS does not tell one, of a text and of a voice call alike. Figures made with it are marked as estimates.",
    { unit: "US dollars a message" },
  ),
  escalateAtUsd: key(
    z._default(z.array(number(1, 10_000_000, "US dollars")), [100, 1000, 10_000]),
    "Sums at which a finding escalates.",
    { unit: "US dollars" },
  ),
  pace: z.prefault(pace, {}),
  runbookUrl: key(
    z.optional(url),
    "Where `docs/runbooks` is published: e-mails link to `<runbookUrl>/<rule id>.md`.",
    { form: "https URL" },
  ),
  dashboardUrl: key(z.optional(url), "Linked in e-mails.", { form: "https URL" }),
});

export type Config = z.infer<typeof configSchema>;
export type Suppression = Config["suppressions"][number];

/** Thrown by `parseConfig`: one line for each wrong key, with what was got and what to do. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * The whole configuration with every default filled in.
 *
 * @throws ConfigError when a key is unknown or its value is wrong
 */
export function parseConfig(input: unknown): Config {
  const result = z.safeParse(configSchema, input);
  if (result.success) return result.data;
  throw new ConfigError(configProblems(result.error, configSchema, input).join("\n"));
}
