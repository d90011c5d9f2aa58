import { whyLines } from "../../../../lambda/core/notifications/email-why";
import type { Incident, RuleSummary } from "../../../../lambda/core/incidents/incident";
import { HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { findingOf } from "../../../support/finding-store-contract";
import { incidentFrom } from "../../../support/incidents";

const [BASE] = incidentFrom(findingOf()).rules;

const why = (rule: Partial<RuleSummary>, ...others: readonly string[]): readonly string[] => {
  const lead = { ...BASE!, ...rule };
  const rest = others.map((ruleId) => ({ ...BASE!, ruleId }));
  const incident: Incident = { ...incidentFrom(findingOf()), rules: [lead, ...rest] };
  return whyLines(incident);
};

const EXCESS: Partial<RuleSummary> = {
  ruleId: "cognito-client-unconverted",
  entityType: "app-client",
  measure: {
    kind: "unconfirmed-excess",
    threshold: 30,
    windowMs: 5 * MINUTE_MS,
    spansMs: [5 * MINUTE_MS, HOUR_MS],
    share: 0.7,
    times: 3,
  },
  peak: 48,
  count: 200,
  confirmed: 82,
  usual: { confirmedShare: 0.78 },
};

const VOLUME: Partial<RuleSummary> = {
  ruleId: "sms-api-burst",
  entityType: "principal-ip",
  measure: { kind: "volume", threshold: 375, windowMs: 5 * MINUTE_MS, times: 3 },
  peak: 412,
  usual: { peak: 125 },
};

test("an excess says what is missing, what is usual and what it is now", () => {
  expect(why(EXCESS)).toEqual([
    "WHY    cognito-client-unconverted: 48 confirmations are missing; alarm at 30.",
    "       This app client confirmed 78 % in the 14 days before, now 41 %.",
  ]);
});

test("a client without a past is said to be judged by an assumed share", () => {
  const [, usual] = why({ ...EXCESS, usual: { confirmedShare: 0.5, isShareAssumed: true } });
  expect(usual).toBe(
    "       What is usual for this app client is not known: 50 % confirmed is assumed, now it is 41 %.",
  );
});

test("a volume says the limit that was applied and the peak of busy days", () => {
  expect(why(VOLUME)).toEqual([
    "WHY    sms-api-burst: 412 in 5 min from one sender; alarm above 375.",
    "       On busy days this sender peaks at 125.",
  ]);
});

test("a volume without three days of data says so", () => {
  const [, usual] = why({ ...VOLUME, usual: {} });
  expect(usual).toContain("What is usual for this sender is not known: under three days of data.");
});

test("whoever has confirmations that nobody can see is told so", () => {
  const usual = { peak: 40, isConfirmationInvisible: true };
  const [, line] = why({ ...VOLUME, entityType: "app-client", usual });
  expect(line).toBe(
    "       Its confirmations cannot be seen here. On busy days this app client peaks at 40.",
  );
});

test("a burst of codes names the share that is usual for the app client", () => {
  const measure = {
    kind: "unconfirmed-burst",
    threshold: 10,
    windowMs: 5 * MINUTE_MS,
    share: 0.2,
  } as const;
  const [, line] = why({ measure, usual: { confirmedShare: 0.78 } });
  expect(line).toBe("       This address confirmed none in the 14 days before; usual here: 78 %.");
});

test("a change is an alarm by itself", () => {
  const measure = { kind: "each", threshold: 1, windowMs: HOUR_MS } as const;
  const [line] = why({ ruleId: "sms-limit-change", entityType: "change", measure, peak: 2 });
  expect(line).toBe("WHY    sms-limit-change: 2 by one caller; each one is an alarm.");
});

test("learning is said in a line of its own, whichever rule learns", () => {
  const lines = why({ ...VOLUME, isLearning: true });
  expect(lines[2]).toBe(
    "       Still learning what is normal here: limits are three times as high.",
  );
  expect(why(VOLUME)).toHaveLength(2);
});

test("other rules are named as far as the line has room", () => {
  const names = Array.from({ length: 9 }, (_, i) => `cognito-some-long-rule-${i}`);
  const [, line = ""] = why({}, ...names);
  expect(line).toMatch(/Also: cognito-some-long-rule-0, .*, \d more\.$/);
  expect(line.length).toBeLessThanOrEqual(128);
  expect(why({}, "otp-send-burst")[1]).toMatch(/ Also: otp-send-burst\.$/);
});

test("that no log shows a code confirmed is not taken for that nobody confirmed one", () => {
  const measure = { kind: "unconfirmed-burst", threshold: 20, windowMs: 1, share: 0.2 } as const;
  const burst = { ruleId: "otp-send-burst", measure, usual: undefined };
  const unknown = "No log shows a code confirmed from this address in the 14 days before.";
  expect(why({ ...burst, isKnown: false })[1]).toBe(`       ${unknown}`);
  expect(why({ ...burst, isKnown: true, confirmed: 0 })[1]).toContain(
    "confirmed codes before, but not these",
  );
  expect(why({ ...burst, isKnown: true, confirmed: 1 })[1]).toContain("but few of these");
});
