import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { parseConfig, type Config } from "../../../../lambda/core/model/config";
import { incidentEmail, subjectOf, targetName } from "../../../../lambda/core/notifications/email";
import { crowdedEmail } from "../../../../lambda/core/notifications/email-crowd";
import type { Email } from "../../../../lambda/core/notifications/mail";
import type { Call } from "../../../../lambda/core/counting/windows/evidence";
import type { Incident } from "../../../../lambda/core/incidents/incident";
import type { Notified } from "../../../../lambda/core/notifications/pace";
import { absent, type Figure } from "../../../../lambda/core/spend/figure";
import type { SpendFigures } from "../../../../lambda/core/spend/spend-figures";
import { HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { findingOf, incidentFrom, LINKED, NIGHT, SPOOFED_AGENT } from "../../../support/incidents";
import { countryOf, spendFiguresAt } from "../../../support/spend-figures";
import { runs } from "../../../support/runs";

const DAY = 24 * HOUR_MS;
const GOLDEN = join(__dirname, "../../../golden/email");
const DESTINATIONS = ["+15550001234", "+998901234567"];

/** Links of our own: AWS consoles, the runbook and the dashboard. */
const OWN_LINK =
  /^https:\/\/((us-east-1\.)?console\.aws\.amazon\.com|console\.amazonaws-us-gov\.com|console\.amazonaws\.cn|github\.com\/example\/sms-pumping-detector)\//;

function lawsOf({ subject, body }: Email): void {
  expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
  expect(body).toMatch(/^[\x20-\x7e\n]+\n$/);
  const lines = body.trimEnd().split("\n");
  expect(lines.length).toBeLessThan(25);
  for (const line of lines) {
    expect(line.length <= 130 ? "short" : line).toBe("short");
    expect(line).toBe(line.trimEnd());
  }
  for (const [link] of body.matchAll(/[a-z]+:\/\/\S*/gi)) expect(link).toMatch(OWN_LINK);
  expect(body).not.toMatch(/https?:(?!\/\/)/i);
  expect(body).not.toMatch(/[{[]\s*"|undefined|NaN|Infinity|\[object/);
  expect(body).not.toContain("@");
  for (const number of DESTINATIONS) expect(body).not.toContain(number.slice(1));
}

/** The golden e-mails as they are stored: `email.golden.slow.ts` holds them to the code. */
function storedEmails(): ReadonlyMap<string, Email> {
  const files = readdirSync(GOLDEN).map((file) => {
    const text = readFileSync(join(GOLDEN, file), "utf8");
    const [subject = ""] = text.split("\n");
    return [basename(file, ".txt"), { subject, body: text.slice(subject.length + 2) }] as const;
  });
  return new Map(files);
}

describe("every golden e-mail", () => {
  const emails = storedEmails();

  test("obeys the laws of e-mails", () => {
    expect(emails.size).toBeGreaterThanOrEqual(11);
    for (const email of emails.values()) lawsOf(email);
  });

  test("of one incident has one subject", () => {
    const subjects = ["one-address", "escalation", "close"].map(
      (name) => emails.get(name)!.subject,
    );
    expect(new Set(subjects).size).toBe(1);
  });

  test("answers what on-call asks, in the order in which it is asked", () => {
    const words = ["ONGOING", "code requests", "COST", "CAP", "WHY", "WHO", "CALLS", "UNSEEN"];
    const rest = ["DO NOW", "\n1. ", "\n2. ", "\n3. ", "HARMLESS?", "NEXT", "DELAY", "Runbook"];
    for (const name of ["one-address", "botnet", "suppressed-flood", "web"]) {
      const { body } = emails.get(name)!;
      const places = [...words, ...rest].map((word) => body.indexOf(word));
      expect(places.every((place) => place >= 0)).toBe(true);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });

  test("that closes says so first and gives no order to act now", () => {
    const { body } = emails.get("close")!;
    expect(body).toMatch(/^OVER /);
    expect(body).not.toMatch(/^(DO NOW|CAP|UNSEEN|DELAY)|an hour|so far/m);
  });

  test("about a spoofed user agent shows it as one short quoted word of harmless text", () => {
    const { subject, body } = emails.get("spoofed-user-agent")!;
    expect(body).toContain(`"Mozilla/5.0?Subject: all clear?<a href='hxxp[:]//evil[.]ex.."`);
    expect(body.split("\n").filter((line) => /all clear|evil/.test(line))).toHaveLength(1);
    expect(subject).not.toMatch(/all clear|evil/);
    expect(SPOOFED_AGENT.length).toBeGreaterThan(1000);
  });

  test("names a drill first, in the subject and in the body", () => {
    const { subject, body } = emails.get("drill")!;
    expect(subject).toMatch(/^\[DRILL\] /);
    expect(body).toMatch(/^DRILL weekly-47: a test\. Nobody was attacked/);
    expect(body).not.toMatch(/^DO NOW/m);
  });
});

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        "\r\n",
        "\n\n1. All clear\n",
        "http://evil.example/",
        "HTTPS://Evil.Example",
        "www.evil.example",
        "ftp://evil.example",
        "<script>alert(1)</script>",
        "me@evil.example",
        '{"a":"b"}',
        '["x"]',
        "\u202e\u2066",
        "\u0000\u001b[31m",
        "+15550001234",
        "998901234567",
        "x".repeat(1000),
        "  ",
        "\u{1f4a9}",
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((parts) => parts.join(" ")),
);

const call: fc.Arbitrary<Call> = fc.record({
  action: hostile,
  outcome: fc.constantFrom("success", "throttled", "failure"),
  clientId: fc.option(hostile, { nil: undefined }),
  userAgent: fc.option(hostile, { nil: undefined }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

const ip = fc.oneof(fc.ipV4(), fc.constant("2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff"));
const sample = (values: fc.Arbitrary<string>) =>
  fc.record({ values: fc.array(values, { maxLength: 20 }), count: fc.nat(100_000) });

/** Names may be chosen by others, but hold no number that was texted. */
const name = hostile.map((text) => text.replace(/\d{9,}/g, "9"));
const target = fc.oneof(
  name.map((text) => `client:${text}`),
  name.map((text) => `pool:${text}`),
  name.map((text) => `principal:arn:aws:iam::111122223333:role/${text}`),
  name.map((text) => `topic:arn:aws:sns:us-east-1:111122223333:${text}`),
  fc.constantFrom("cognito", "web", "spend#us-east-1"),
);

const NO_SAMPLE = { values: [], count: 0 };

const incident: fc.Arbitrary<Incident> = fc
  .record({
    target,
    ruleId: fc.constantFrom(
      "cognito-sms-burst",
      "sms-api-burst",
      "otp-send-burst",
      "cognito-ip-slow",
    ),
    type: fc.constantFrom(
      "ip" as const,
      "network" as const,
      "user-agent" as const,
      "principal" as const,
    ),
    value: ip,
    calls: fc.array(call, { maxLength: 20 }),
    addresses: sample(ip),
    destinations: sample(fc.constant("+1555000xxxx")),
    count: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.nat(10_000_000)),
    confirmed: fc.nat(10),
    paid: fc.oneof(fc.constant(0), fc.nat(10_000_000)),
    level: fc.nat(4),
    length: fc.oneof(fc.nat(1000), fc.nat(40 * 24 * HOUR_MS)),
    status: fc.constantFrom("open" as const, "closed" as const),
    countIsUpperBound: fc.boolean(),
    accounts: fc.array(fc.oneof(name, fc.constant("111122223333")), { maxLength: 3 }),
    regions: fc.array(fc.oneof(name, fc.constantFrom("ap-southeast-1", "cn-north-1")), {
      maxLength: 3,
    }),
    scope: fc.oneof(
      name.map((drill) => ({ drill })),
      fc.constantFrom({}, { suppressedBy: "a-mute-with-a-name-of-forty-characters-o" }),
    ),
  })
  .map(({ type, value, calls, addresses, destinations, length, scope, ...rest }) =>
    incidentFrom(
      findingOf({
        ...rest,
        ...scope,
        entity: { type, value },
        lastSeen: NIGHT + length,
        peak: rest.count,
        evidence: {
          calls,
          addresses,
          destinations: /^(principal|topic)/.test(rest.target) ? destinations : NO_SAMPLE,
        },
      }),
    ),
  );

const notified: fc.Arbitrary<Notified | undefined> = fc.option(
  fc.record({
    incidentId: fc.constant("X"),
    revision: fc.nat(9),
    level: fc.nat(4),
    status: fc.constantFrom("open" as const, "closed" as const),
    atMs: fc.constant(NIGHT),
  }),
  { nil: undefined },
);

const ABSENT = [
  "AWS has published no such metric yet",
  "AWS has published nothing since the month began",
  "AWS still gives the sum of last month",
  "AWS has published one data point only",
  "the metric is 47 h 59 min old",
  "less than a day is known",
  "the month is not 12 h old",
  "AWS tells no MonthlySpendLimit, and none is configured",
  "GetSMSAttributes failed: AuthorizationErrorException",
];

const figureOf = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Figure<T>> =>
  fc.oneof(
    fc.record({ value, asOfMs: fc.integer({ min: NIGHT - DAY, max: NIGHT }) }),
    fc.constantFrom(...ABSENT).map(absent),
  );
const usd = fc.double({ min: 0, max: 1e6, noNaN: true });

const figures: fc.Arbitrary<SpendFigures> = fc
  .record({
    thisMonth: figureOf(usd),
    lastHour: figureOf(usd),
    last24Hours: figureOf(usd),
    projectedMonthEnd: figureOf(usd),
    limit: figureOf(usd),
    hoursToLimit: figureOf(fc.double({ min: 0, max: 700, noNaN: true })),
    countries: figureOf(
      fc.array(
        fc
          .record({
            messages24h: fc.nat(1e7),
            successRate: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
            isNew: fc.boolean(),
          })
          .map(countryOf),
        { maxLength: 20 },
      ),
    ),
  })
  .map((known) => spendFiguresAt(NIGHT, known));

const CONFIGS: readonly Config[] = [
  parseConfig({}),
  parseConfig({
    ...LINKED,
    suppressions: [
      {
        id: "a-mute-with-a-name-of-forty-characters-o",
        cidr: "0.0.0.0/0",
        expires: "2027-01-01T00:00:00Z",
        owner: "\u202esomebody with a long name http://x.example <a@b.example>",
        reason: "none",
        pageAtTimes: 100_000,
      },
    ],
  }),
];

test("no text that anybody else writes breaks the laws of e-mails", () => {
  fc.assert(
    fc.property(
      incident,
      notified,
      fc.nat(DAY),
      fc.constantFrom(...CONFIGS),
      fc.option(figures, { nil: undefined }),
      (one, before, late, config, spend) => {
        lawsOf(incidentEmail(one, before, one.lastSeen + late, config, spend));
      },
    ),
    { numRuns: runs(1000) },
  );
});

test("the subject is the same at every revision, whatever has become of the incident", () => {
  fc.assert(
    fc.property(incident, incident, notified, (one, other, before) => {
      const { id, target: kept, drill, openedAs } = one;
      const later = { ...other, id, target: kept, drill, openedAs, revision: 7 };
      const [config] = CONFIGS;
      const first = incidentEmail(one, undefined, one.lastSeen, config!);
      expect(incidentEmail(later, before, other.lastSeen, config!).subject).toBe(first.subject);
    }),
  );
});

const config = parseConfig({});
const textOf = (known: Partial<Incident> = {}, before?: Notified, settings = config): string => {
  const base = incidentFrom(findingOf());
  return incidentEmail({ ...base, ...known }, before, NIGHT + 10 * MINUTE_MS, settings).body;
};
const before: Notified = { incidentId: "X", revision: 1, level: 0, status: "open", atMs: NIGHT };

describe("the state", () => {
  test.each<[string, Partial<Incident>, Notified | undefined, RegExp]>([
    ["is ongoing at first", {}, undefined, /^ONGOING since 2026-11-17 04:51 UTC, 5 min so far;/],
    ["is escalated where the level rose", { level: 1 }, before, /^ESCALATED to HIGH, ONGOING/],
    ["is still ongoing where it did not", {}, before, /^STILL ONGOING/],
    ["is back after it was over", {}, { ...before, status: "closed" }, /^BACK, ONGOING/],
    ["is over when closed", { status: "closed" }, before, /^OVER since 04:56 UTC\. Began 2026/],
  ])("%s", (_, known, last, pattern) => {
    expect(textOf(known, last)).toMatch(pattern);
  });

  test("names the account and the Region, or says that they are not known", () => {
    expect(textOf()).toMatch(/^.*; account 111122223333, us-east-1\.$/m);
    expect(textOf({ accounts: [], regions: [] })).toMatch(/^.*; account unknown\.$/m);
  });
});

describe("the count", () => {
  test("is of requests, with what was confirmed", () => {
    expect(textOf()).toContain("40 code requests from 1 address in 5 min; no code confirmed.");
    expect(textOf({ confirmed: 1 })).toContain("; 1 code confirmed (3 %).");
    expect(textOf({ confirmed: 400 })).toContain("; 400 codes confirmed (100 %).");
  });

  test("says where it is a bound, and where addresses were estimated", () => {
    expect(textOf({ countIsUpperBound: true })).toContain("At most 40 code requests");
    expect(textOf({ addressCount: 812, count: 900 })).toContain("from about 812 addresses");
    expect(textOf({ addressCount: 19 })).toContain("from 19 addresses");
    expect(textOf({ addressCount: 0 })).toContain("40 code requests in 5 min");
  });

  test("never tells of more addresses than requests: other rules may have counted more", () => {
    expect(textOf({ addressCount: 41 })).toContain("40 code requests in 5 min");
    expect(textOf({ addressCount: 40 })).toContain("40 code requests from about 40 addresses");
  });

  test("tells of codes from a web form what a log shows", () => {
    const lead = { target: "web", leadRuleId: "otp-send-burst" };
    expect(textOf(lead)).toContain("whether anybody wanted them cannot be seen");
    const seen = textOf({ ...lead, confirmed: 2 });
    expect(seen).toContain("; 2 codes confirmed (5 %).");
    expect(seen).not.toContain("cannot be seen");
    expect(seen).not.toContain("whether codes were confirmed");
  });

  test("does not pretend to know what was confirmed elsewhere", () => {
    expect(textOf({ target: "web" })).toContain("whether anybody wanted them cannot be seen");
    const sender = textOf({ target: "principal:arn:aws:iam::111122223333:user/bot" });
    expect(sender).toContain("40 send requests");
    expect(textOf({ target: "web", leadRuleId: "otp-endpoint-burst" })).toContain(
      "40 requests to code pages from",
    );
  });
});

describe("the cost", () => {
  const calls = (outcome: Call["outcome"]): Call[] => [{ action: "SignUp", outcome, share: 1 }];

  test("is an estimate, with its price and its pace", () => {
    expect(textOf()).toContain(
      "COST   about $4.00, $48 an hour at this rate (estimate: 40 texts sent x $0.10).",
    );
    expect(textOf()).toContain("$100 of it lasts 2 h 5 min.");
  });

  test("is a bound where nobody can tell what was sent", () => {
    const text = textOf({ paid: 0, calls: calls("success") });
    expect(text).toContain(
      "COST   at most $4.00, $48 an hour at this rate, if all 40 accepted calls sent a text",
    );
  });

  test("is nothing where every call was refused, and then no limit is in danger", () => {
    const text = textOf({ paid: 0, calls: calls("throttled") });
    expect(text).toContain("COST   nothing so far: every call was refused.");
    expect(text).not.toContain("CAP");
  });

  test("is measured against the limit that the calls fall under", () => {
    expect(textOf()).toContain("aws sns get-sms-attributes --region us-east-1");
    const own = textOf({
      target: "principal:arn:aws:iam::111122223333:user/bot",
      calls: [{ action: "SendTextMessage", outcome: "success", share: 1 }],
    });
    expect(own).toContain("aws pinpoint-sms-voice-v2 describe-spend-limits --region us-east-1");
    expect(own).toContain("set-text-message-spend-limit-override --monthly-limit N");
    expect(own).not.toContain("aws sns");
  });
});

describe("the reason", () => {
  test("says whether the culprit has confirmed before", () => {
    expect(textOf()).toContain("This address confirmed none in the 14 days before.");
    const [rule] = incidentFrom(findingOf()).rules;
    expect(textOf({ rules: [{ ...rule!, isKnown: true }] })).toContain(
      "This address has confirmed codes before, but not these.",
    );
  });

  test("says that the mute's limit was passed", () => {
    const [, muted] = CONFIGS;
    const text = textOf(
      { suppressedBy: "a-mute-with-a-name-of-forty-characters-o" },
      undefined,
      muted,
    );
    expect(text).toContain("past the mute's limit of 1,000,000 (100000 x the rule's).");
    expect(text).toContain("a larger pageAtTimes of a-mute");
  });
});

describe("who did it", () => {
  const share = (value: string, part: number) => ({ value, count: 1, share: part });

  test("names networks where one stands out, and says so where none does", () => {
    const many = { addressCount: 300, addresses: [], otherAddresses: ["192.0.2.1"] };
    expect(textOf({ ...many, networks: [share("198.51.100.0/24", 0.6)] })).toContain(
      "Networks: 198.51.100.0/24 (60 %)",
    );
    expect(textOf({ ...many, networks: [share("198.51.100.0/24", 0.01)] })).toContain(
      "No network stands out",
    );
    expect(textOf({ ...many, networks: [] })).toContain("192.0.2.1, 299 more");
  });

  test("says so where a service called, or nobody wrote a user agent", () => {
    const text = textOf({ addressCount: 0, addresses: [], calls: [] });
    expect(text).toContain("WHO    a service, without an address of its own");
    expect(text).toContain("User agent: none seen");
  });
});

describe("what comes next", () => {
  test("is as long as the quickest rule is patient", () => {
    expect(textOf()).toContain("is quiet for 30 min; not before 05:16 UTC.");
    const [rule] = incidentFrom(findingOf()).rules;
    const slow = { ...rule!, measure: { ...rule!.measure, windowMs: DAY } };
    expect(textOf({ rules: [slow] })).toContain("is quiet for 24 h;");
    expect(textOf({ rules: [slow, { ...rule!, notify: "record" }] })).toContain("quiet for 24 h;");
    expect(textOf({ rules: [slow, rule!] })).toContain("quiet for 30 min;");
  });

  test("is, after the end, the wait for the next attack", () => {
    expect(textOf({ status: "closed" })).toContain("within a day: after 1 h or more");
  });

  test("says how late the e-mail is", () => {
    expect(textOf()).toContain("DELAY  Newest event 5 min old (04:56 UTC). Incident ");
  });
});

describe("targetName", () => {
  test.each([
    ["client:1h57kf5cpq17m0eml12EXAMPLE", "unconfirmed codes on client 1h57kf5cpq17m0eml12EXAMPLE"],
    ["pool:us-east-1_EXAMPLE01", "unconfirmed codes on pool us-east-1_EXAMPLE01"],
    ["cognito", "unconfirmed codes on Cognito"],
    ["cognito:unnamed", "requests that name app clients which nobody here uses"],
    ["principal:arn:aws:iam::111122223333:user/deploy-bot", "burst of messages by user/deploy-bot"],
    ["topic:arn:aws:sns:us-east-1:111122223333:alerts", "burst of messages to topic alerts"],
    ["web", "code requests on the web"],
  ])("%s is %s", (name, words) => {
    expect(targetName(name)).toBe(words);
  });
});

test("the subject about app clients that nobody here uses holds no caller's text, and fits", () => {
  const openedAs = { severity: "critical", ruleId: "cognito-sms-burst" } as const;
  const unnamed = incidentFrom(findingOf(), { target: "cognito:unnamed", drill: "d", openedAs });
  const subject = subjectOf(unnamed);
  expect(subject).toMatch(
    /^\[DRILL\] \[CRITICAL\] SMS pumping: requests that name app clients which nobody here uses \(#\w{6}\)$/,
  );
  expect(subject.length).toBeLessThanOrEqual(100);
});

describe("crowdedEmail", () => {
  const largest = {
    id: "A",
    target: "client:1h57kf5cpq17m0eml12EXAMPLE",
    severity: "high",
    paid: 1234,
    usd: 123.4,
  } as const;

  test("says how many wait, which is the largest, and until when", () => {
    const email = crowdedEmail({ waiting: 2, largest }, NIGHT, CONFIGS[1]!);
    lawsOf(email);
    expect(email.body).toContain("at most 6 incidents may send");
    expect(email.body).toContain(
      "2 more wait; the largest: HIGH, unconfirmed codes on client 1h57kf5cpq17m0eml12EXAMPLE, 1,234 texts, about $123.",
    );
    expect(email.body).toContain("Further ones may wait until 05:00 UTC");
    expect(email.body).toContain(CONFIGS[1]!.dashboardUrl);
    const one = parseConfig({ pace: { perHour: 1 } });
    expect(crowdedEmail({ waiting: 1, largest }, NIGHT, one).body).toContain(
      "at most 1 incident may send",
    );
  });

  test("says of what may have sent something that no text is known to be sent", () => {
    const { body } = crowdedEmail(
      { waiting: 1, largest: { ...largest, paid: 0, usd: 0 } },
      NIGHT,
      config,
    );
    expect(body).toContain("no text known to be sent");
  });

  test("has words of its own where only refused floods wait", () => {
    const refused = { ...largest, severity: "medium", paid: 0, usd: 0, sentNothing: true } as const;
    const email = crowdedEmail({ waiting: 3, largest: refused }, NIGHT, config);
    lawsOf(email);
    expect(email.subject).toMatch(/^\[MEDIUM\].*refused$/);
    expect(email.body).toContain("at most 1 of them may send in 12 hours");
    expect(email.body).toContain("3 more wait; the largest: MEDIUM");
    expect(email.body).toContain("nothing sent so far");
  });

  test("neither links nor breaks its lines by the caller's text", () => {
    const target = "client:https://evil.example\nBcc: all@example.com";
    lawsOf(crowdedEmail({ waiting: 1, largest: { ...largest, target } }, NIGHT, config));
    const { body } = crowdedEmail({ waiting: 1, largest: { ...largest, target } }, NIGHT, config);
    expect(body).not.toMatch(/https:\/\/evil|\nBcc/);
  });
});
