import { activeRules } from "../../../../lambda/core/rules/active-rule";
import { ConfigError, parseConfig, type Config } from "../../../../lambda/core/model/config";
import { DEFAULT_OTP_PATHS } from "../../../../lambda/core/model/otp-paths";
import { DEFAULT_VERIFY_PATHS } from "../../../../lambda/core/model/verify-paths";
import { catalogue } from "../../../../lambda/core/rules";
import { MINUTE_MS } from "../../../../lambda/core/model/time";

const SUPPRESSION = {
  id: "k6",
  cidr: "198.51.100.0/24",
  expires: "2026-12-01T00:00:00Z",
  owner: "platform team",
  reason: "a load test",
};
const SENDER = {
  principal: "arn:aws:iam::111122223333:role/otp-sender",
  threshold: 50,
  owner: "platform team",
  reason: "sends all codes",
};

function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error("it was accepted");
}

test("an empty configuration has every default", () => {
  const expected: Config = {
    userPools: {},
    smsTopics: [],
    ownTopics: [],
    ownPrincipals: [],
    ownResources: [],
    otpPaths: [...DEFAULT_OTP_PATHS],
    verifyPaths: [...DEFAULT_VERIFY_PATHS],
    confirmationsVisible: [],
    rules: {},
    quietMinutes: 30,
    learningDays: 7,
    suppressions: [],
    expectedSenders: [],
    assumedPriceUsd: 0.1,
    escalateAtUsd: [100, 1000, 10_000],
    pace: { laterMinutes: 15, repeatHours: [1, 4, 12], perHour: 6 },
  };
  expect(parseConfig({})).toEqual(expected);
});

test("defaults fill what an entry leaves out", () => {
  const config = parseConfig({
    userPools: { "us-east-1_EXAMPLE01": { delivers: "sms" } },
    suppressions: [SUPPRESSION],
    pace: { perHour: 3 },
  });
  expect(config.userPools).toEqual({
    "us-east-1_EXAMPLE01": { delivers: "sms", smsMfa: false, clients: [] },
  });
  expect(config.suppressions).toEqual([{ ...SUPPRESSION, pageAtTimes: 10 }]);
  expect(config.pace).toEqual({ laterMinutes: 15, repeatHours: [1, 4, 12], perHour: 3 });
});

test("two readings of one configuration share nothing that can be changed", () => {
  const first = parseConfig({});
  expect(parseConfig({}).otpPaths).not.toBe(first.otpPaths);
  expect(parseConfig({}).otpPaths).not.toBe(DEFAULT_OTP_PATHS);
});

const suppressed = (known: object) => ({ suppressions: [{ ...SUPPRESSION, ...known }] });

test.each<[string, unknown, string]>([
  ["quietMinutes", { quietMinutes: 4 }, "quietMinutes: got 4; give a whole number from 5 to 1440"],
  [
    "more quietMinutes than a day has",
    { quietMinutes: 1441 },
    "quietMinutes: got 1441; give a whole number from 5 to 1440",
  ],
  [
    "a fraction",
    { quietMinutes: 7.5 },
    "quietMinutes: got 7.5; give a whole number from 5 to 1440",
  ],
  ["text for a number", { quietMinutes: "30" }, 'quietMinutes: got "30"; give a whole number'],
  [
    "assumedPriceUsd",
    { assumedPriceUsd: -1 },
    "assumedPriceUsd: got -1; give a number of US dollars from 0 to 10",
  ],
  [
    "escalateAtUsd",
    { escalateAtUsd: [100, 0] },
    "escalateAtUsd.1: got 0; give a number of US dollars",
  ],
  ["a list for an object", { pace: [] }, "pace: got []; give"],
  [
    "pace.perHour",
    { pace: { perHour: 0 } },
    "pace.perHour: got 0; give a whole number from 1 to 60",
  ],
  [
    "no hours",
    { pace: { repeatHours: [] } },
    "pace.repeatHours: got []; give at least one number of hours",
  ],
  [
    "delivers",
    { userPools: { p: { delivers: "voice" } } },
    'userPools.p.delivers: got "voice"; give one of sms, email, both',
  ],
  [
    "delivers missing",
    { userPools: { p: {} } },
    "userPools.p.delivers: got nothing; give one of sms, email, both",
  ],
  [
    "smsMfa",
    { userPools: { p: { delivers: "sms", smsMfa: "yes" } } },
    'userPools.p.smsMfa: got "yes"; give true or false',
  ],
  [
    "a topic",
    { smsTopics: ["sms-alerts"] },
    'smsTopics.0: got "sms-alerts"; give an ARN, such as arn:aws',
  ],
  ...["*", "ab*", "a b-*", "pre*fix", "arn:aws:events:us-east-1:111122223333:rule/x"].map(
    (name): [string, unknown, string] => [
      `ownResources ${name}`,
      { ownResources: [name] },
      `ownResources.0: got "${name}"; give a name of 3 to 130 letters, digits, dots, hyphens and underscores, or`,
    ],
  ),
  [
    "too many ownResources",
    { ownResources: Array.from({ length: 13 }, (_, i) => `name-${i}`) },
    "give at most 12 names",
  ],
  ["otpPaths", { otpPaths: [""] }, 'otpPaths.0: got ""; give a path pattern, such as */send-code*'],
  [
    "threshold",
    { rules: { x: { threshold: 1 } } },
    "rules.x.threshold: got 1; give a whole number from 2 to 100",
  ],
  [
    "windowMinutes",
    { rules: { x: { windowMinutes: 1441 } } },
    "rules.x.windowMinutes: got 1441; give a whole number from 1 to 1440",
  ],
  [
    "share",
    { rules: { x: { share: 20 } } },
    "rules.x.share: got 20; give a number of confirmed requests per request from 0.01 to 1",
  ],
  [
    "a share that would silence a rule without a word",
    { rules: { x: { share: 0 } } },
    "rules.x.share: got 0; give a number of confirmed requests per request from 0.01 to 1",
  ],
  [
    "notify",
    { rules: { x: { notify: "never" } } },
    'rules.x.notify: got "never"; give one of page, record',
  ],
  [
    "severity",
    { rules: { x: { severity: "urgent" } } },
    'got "urgent"; give one of low, medium, high, critical',
  ],
  [
    "a CIDR",
    suppressed({ cidr: "198.51.100.7" }),
    'suppressions.0.cidr: got "198.51.100.7"; give a CIDR, such as 198.51.100.0/24',
  ],
  [
    "a CIDR of IPv4 mapped into IPv6",
    suppressed({ cidr: "::ffff:10.0.0.0/104" }),
    'suppressions.0.cidr: got "::ffff:10.0.0.0/104"; give a CIDR, such as 198.51.100.0/24 or 2001:db8::/32, never IPv4 mapped into IPv6',
  ],
  [
    "expires missing",
    suppressed({ expires: undefined }),
    "suppressions.0.expires: got nothing; give a date and time in UTC",
  ],
  [
    "a day that does not exist",
    suppressed({ expires: "2026-02-30T00:00:00Z" }),
    'got "2026-02-30T00:00:00Z"; give a date and time',
  ],
  [
    "hours",
    suppressed({ dailyUtc: "2-4" }),
    'suppressions.0.dailyUtc: got "2-4"; give hours of a UTC day, such as 02:00-04:30',
  ],
  [
    "hours without end",
    suppressed({ dailyUtc: "02:00-02:00" }),
    'suppressions.0.dailyUtc: got "02:00-02:00"; give two different times, or leave dailyUtc out for the whole day',
  ],
  ["an owner", suppressed({ owner: "" }), 'suppressions.0.owner: got ""; give who answers for it'],
  [
    "an id",
    suppressed({ id: "a b" }),
    'suppressions.0.id: got "a b"; give a short name of letters, digits and hyphens',
  ],
  [
    "pageAtTimes",
    suppressed({ pageAtTimes: 1 }),
    "suppressions.0.pageAtTimes: got 1; give a whole number from 2 to 100000",
  ],
  [
    "a suppression of nobody",
    suppressed({ cidr: undefined, userAgent: "k6" }),
    "give a cidr or a principal: everything else is the attacker's to choose",
  ],
  [
    "a sender's threshold",
    { expectedSenders: [{ ...SENDER, threshold: 501 }] },
    "expectedSenders.0.threshold: got 501; give a whole number from 2 to 500",
  ],
  [
    "runbookUrl",
    { runbookUrl: "http://wiki/runbooks" },
    'runbookUrl: got "http://wiki/runbooks"; give a URL that starts with https://',
  ],
  [
    "a URL with a space",
    { dashboardUrl: "https://x y" },
    'dashboardUrl: got "https://x y"; give a URL',
  ],
  ["null", null, "configuration: got null; give"],
  ["text", "{}", 'configuration: got "{}"; give'],
  ["nothing", undefined, "configuration: got nothing; give"],
])("refuses %s, naming the key, what was got and what to give", (_, input, message) => {
  expect(messageOf(() => parseConfig(input))).toContain(message);
});

const MEND = "remove it or correct its spelling";

test.each<[string, unknown, string]>([
  [
    "at the top",
    { quietMinuts: 30 },
    "configuration: got the unknown key quietMinuts; did you mean quietMinutes?",
  ],
  [
    "in a rule",
    { rules: { x: { treshold: 3 } } },
    "rules.x: got the unknown key treshold; did you mean threshold?",
  ],
  [
    "in a list",
    suppressed({ clientID: "1example" }),
    "suppressions.0: got the unknown key clientID; did you mean clientId?",
  ],
  ["in pace", { pace: { hourly: 6 } }, `pace: got the unknown key hourly; ${MEND}`],
  [
    "that belongs elsewhere",
    { perHour: 6 },
    "configuration: got the unknown key perHour; give it as pace.perHour",
  ],
])("refuses a key it does not know %s", (_, input, message) => {
  expect(messageOf(() => parseConfig(input))).toBe(message);
});

test("names every wrong key, one in a line", () => {
  const message = messageOf(() =>
    parseConfig({ quietMinutes: 1, assumedPriceUsd: "free", typo: 1 }),
  );
  expect(message.split("\n")).toHaveLength(3);
  for (const key of ["quietMinutes", "assumedPriceUsd", "typo"]) expect(message).toContain(key);
});

test.each(["2-2", "25:00-25:00"])("says of the hours %s one thing only", (dailyUtc) => {
  expect(messageOf(() => parseConfig(suppressed({ dailyUtc })))).toBe(
    `suppressions.0.dailyUtc: got "${dailyUtc}"; give hours of a UTC day, such as 02:00-04:30`,
  );
});

test("shows no more than the beginning of a wrong value", () => {
  const message = messageOf(() => parseConfig({ quietMinutes: "x".repeat(10_000) }));
  expect(message.length).toBeLessThan(200);
});

describe("activeRules", () => {
  test("refuses a rule that does not exist and lists those that do", () => {
    const config = parseConfig({ rules: { "cognito-burst": { threshold: 5 } } });
    const message = messageOf(() => activeRules(catalogue, config));
    expect(message).toMatch(
      /^rules: got the unknown rule cognito-burst; give one of cognito-sms-burst, /,
    );
    for (const { id } of catalogue) expect(message).toContain(id);
  });

  test("leaves out what is switched off and changes what is set", () => {
    const rules = activeRules(
      catalogue,
      parseConfig({
        rules: {
          "cognito-ip-slow": { enabled: false },
          "cognito-sms-burst": { threshold: 7, windowMinutes: 60, share: 0.5 },
          "otp-endpoint-burst": { notify: "record", severity: "low", threshold: 99 },
        },
      }),
    );
    const of = (id: string) => rules.find((rule) => rule.id === id);
    expect(rules).toHaveLength(catalogue.length - 1);
    expect(of("cognito-ip-slow")).toBeUndefined();
    expect(of("cognito-sms-burst")).toMatchObject({
      measure: { kind: "unconfirmed-burst", threshold: 7, windowMs: 60 * MINUTE_MS, share: 0.5 },
      gapMs: 60 * MINUTE_MS,
      notify: "page",
    });
    expect(of("otp-endpoint-burst")).toMatchObject({
      measure: { kind: "burst", threshold: 99, windowMs: 5 * MINUTE_MS },
      gapMs: 30 * MINUTE_MS,
      notify: "record",
      severity: "low",
    });
    expect(of("otp-send-burst")).toMatchObject({ measure: { threshold: 20 }, severity: "high" });
  });
});
