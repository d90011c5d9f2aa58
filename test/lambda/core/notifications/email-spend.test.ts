import { parseConfig } from "../../../../lambda/core/model/config";
import { incidentEmail } from "../../../../lambda/core/notifications/email";
import { limitLine, spendLines } from "../../../../lambda/core/notifications/email-spend";
import type { Incident } from "../../../../lambda/core/incidents/incident";
import { absent, NEVER_PUBLISHED, tooOld } from "../../../../lambda/core/spend/figure";
import type { SpendFigures } from "../../../../lambda/core/spend/spend-figures";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { findingOf, incidentFrom, LINKED, NIGHT } from "../../../support/incidents";
import { countryOf, spendFiguresAt } from "../../../support/spend-figures";

const figures = (replaced: Partial<SpendFigures> = {}) => spendFiguresAt(NIGHT, replaced);
const lines = (replaced: Partial<SpendFigures> = {}) => spendLines(figures(replaced), NIGHT);

describe("what is spent", () => {
  test("is one line where all is known, with its age", () => {
    expect(lines()[0]).toBe(
      "SPENT  on SNS: $812 this month, $41 in the last hour, $96 in 24 h, about $1,904 at the month's end; 10 min old.",
    );
  });

  test("is one reason where nothing is known", () => {
    const [spent] = lines({
      thisMonth: NEVER_PUBLISHED,
      lastHour: NEVER_PUBLISHED,
      last24Hours: NEVER_PUBLISHED,
      projectedMonthEnd: NEVER_PUBLISHED,
    });
    expect(spent).toBe("SPENT  on SNS: not known: AWS has published no such metric yet.");
  });

  test("names what is absent with its reason, what has the same reason together", () => {
    const reason = absent("AWS has published nothing since the month began");
    expect(
      lines({ thisMonth: reason, projectedMonthEnd: reason, lastHour: tooOld(2 * HOUR_MS) }),
    ).toEqual([
      "SPENT  on SNS: $96 in 24 h; 10 min old.",
      "       Not known: month, its end (AWS has published nothing since the month began); hour (the metric is 2 h old).",
      expect.stringMatching(/^SENT /),
    ]);
    expect(lines({ projectedMonthEnd: absent("the month is not 12 h old") })[0]).toBe(
      "SPENT  on SNS: $812 this month, $41 in the last hour, $96 in 24 h; 10 min old. Not known: its end (the month is not 12 h old).",
    );
  });

  test("leaves the last reasons out where the line has no room for all", () => {
    const [, missing] = lines({
      thisMonth: absent("AWS has published nothing since the month began"),
      lastHour: tooOld(2 * HOUR_MS),
      projectedMonthEnd: absent("less than a day is known"),
    });
    expect(missing).toBe(
      "       Not known: month (AWS has published nothing since the month began); hour (the metric is 2 h old); its end.",
    );
  });

  test("is not told once the figures are over a day old, or of last month", () => {
    const late = NIGHT + DAY_MS + 2 * HOUR_MS;
    expect(spendLines(figures(), late)).toEqual([
      "SPENT  not known: the spend guard last ran 26 h ago.",
    ]);
    expect(limitLine(figures(), late)).toBeUndefined();
    const turn = Date.parse("2026-12-01T00:01:00Z");
    expect(spendLines(spendFiguresAt(turn - 3 * MINUTE_MS), turn)).toEqual([
      "SPENT  not known: the spend guard has not run since the month began.",
    ]);
  });
});

describe("where texts went", () => {
  test("is told by messages, with what was delivered, and what is new", () => {
    expect(lines()[1]).toBe(
      "SENT   1,263 in 24 h by SNS, 19 % delivered: UZ 812 (new, 12 %), ID 300 (8 %), US 120 (97 %), DE 31.",
    );
  });

  test("is told of the service that counted it, with what only that tells", () => {
    const other = { service: "end-user-messaging", messages24h: 800 } as const;
    const plain = countryOf({ ...other, country: "UZ" });
    const UZ = { ...plain, confirmedShare: 0.01, blocked24h: 40 };
    expect(lines({ countries: { value: [UZ], asOfMs: NIGHT } })[1]).toBe(
      "SENT   800 in 24 h by End User Messaging (EUM), 97 % delivered: UZ 800 (97 %, 1 % confirmed, 40 blocked, EUM).",
    );
    expect(lines({ countries: { value: [plain, countryOf()], asOfMs: NIGHT } })[1]).toMatch(
      /^SENT {3}920 in 24 h by SNS or End User Messaging \(EUM\), .* US 120 \(97 %\)\.$/,
    );
  });

  test("leaves countries out where the line is full", () => {
    const value = Array.from({ length: 20 }, (_, i) =>
      countryOf({ country: `A${String.fromCharCode(65 + i)}`, messages24h: 99_999 - i }),
    );
    const [, sent] = lines({ countries: { value, asOfMs: NIGHT } });
    expect(sent!.length).toBeLessThanOrEqual(130);
    expect(sent).toMatch(/: AA 99,999 \(97 %\), AB 99,998 .*, \d+ more\.$/);
  });

  test("says where AWS tells no rate, no country, or nothing", () => {
    const value = [countryOf({ successRate: undefined })];
    expect(lines({ countries: { value, asOfMs: NIGHT - 3 * HOUR_MS } })[1]).toBe(
      "SENT   120 in 24 h by SNS, AWS tells no success rate, 3 h old: US 120.",
    );
    expect(lines({ countries: { value: [], asOfMs: NIGHT } })[1]).toBe(
      "SENT   nothing to any country in 24 h.",
    );
    expect(lines({ countries: NEVER_PUBLISHED })[1]).toBe(
      "SENT   by country not known: AWS has published no such metric yet.",
    );
  });
});

describe("the cap", () => {
  const open = incidentFrom(findingOf());
  /** The line, with what goes on below it. */
  const capIn = (replaced: Partial<SpendFigures> = {}, known: Partial<Incident> = {}) =>
    /^CAP.*(?:\n {7}.*)*/m.exec(
      incidentEmail({ ...open, ...known }, undefined, NIGHT, parseConfig({}), figures(replaced))
        .body,
    )?.[0];
  const since = { asOfMs: NIGHT };

  test("says when it is reached, in place of how long $100 of it lasts", () => {
    expect(capIn()).toBe(
      "CAP    of $2,000 (Amazon SNS) is reached in 28 h 58 min at the present pace; then real texts stop too.",
    );
    expect(capIn({ hoursToLimit: { value: 0.2, ...since } })).toContain("reached in 12 min at");
    expect(capIn({ hoursToLimit: { value: 0, ...since } })).toBe(
      "CAP    of $2,000 (Amazon SNS) is reached: AWS sends no texts, real ones neither.",
    );
  });

  test("says why the hours are not known", () => {
    expect(capIn({ hoursToLimit: absent("the month ends before") })).toBe(
      "CAP    of $2,000 (Amazon SNS); hours until it is reached: the month ends before.",
    );
  });

  test("is the pace against $100 of it where the limit is not known", () => {
    const reason = absent("AWS tells no MonthlySpendLimit, and none is configured");
    expect(capIn({ limit: reason, hoursToLimit: reason })).toBe(
      "CAP    limit not known: AWS tells no MonthlySpendLimit, and none is configured; $100 of it lasts 2 h 5 min.",
    );
  });

  test("is that of End User Messaging for its own calls: the figures are of SNS", () => {
    const calls = [{ action: "SendTextMessage", outcome: "success", share: 1 }] as const;
    expect(capIn({}, { calls })).toMatch(
      /\$100 of it lasts .*\n {7}Show it: .* describe-spend-limits/,
    );
    const limits = [
      {
        service: "end-user-messaging",
        name: "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT",
        limit: { value: 75, asOfMs: NIGHT },
      },
    ] as const;
    expect(capIn({ limits }, { calls })).toMatch(
      /^CAP {4}of \$75 \(End User Messaging, texts\) stops real texts too; \$100 of it/,
    );
  });
});

describe("an e-mail with figures", () => {
  const crowded = incidentFrom(findingOf({ suppressedBy: "k6-runner" }), {
    addressCount: 300,
    networks: [{ value: "198.51.100.0/24", count: 30, share: 0.7 }],
  });
  const config = parseConfig({
    ...LINKED,
    suppressions: [
      {
        id: "k6-runner",
        cidr: "203.0.113.77/32",
        expires: "2026-11-28T00:00:00Z",
        owner: "platform",
        reason: "load test",
      },
    ],
  });
  const learning = crowded.rules.map((rule) => ({ ...rule, isLearning: true }));
  const reason = absent("AWS has published nothing since the month began");
  const wide = figures({
    thisMonth: reason,
    projectedMonthEnd: reason,
    lastHour: tooOld(23 * HOUR_MS),
  });
  const linesOf = (incident: Incident, figures: SpendFigures) =>
    incidentEmail(incident, undefined, NIGHT, config, figures).body.trimEnd().split("\n");

  test("gives up empty lines before anything else", () => {
    const body = linesOf(crowded, figures());
    expect(body).toHaveLength(24);
    expect(body.filter((line) => line === "").length).toBeLessThan(3);
    expect(body.some((line) => line.startsWith("SENT"))).toBe(true);
    expect(body.at(-1)).toMatch(/^Dashboard: /);
  });

  test("gives up the countries when it is longest, and stays under 25 lines", () => {
    const body = linesOf({ ...crowded, rules: learning }, wide);
    expect(body.length).toBeLessThan(25);
    expect(body.some((line) => line.startsWith("SENT"))).toBe(false);
    expect(body.some((line) => line.startsWith("SPENT"))).toBe(true);
  });

  test("without figures is as it was", () => {
    const open = incidentFrom(findingOf());
    const { body } = incidentEmail(open, undefined, NIGHT, config);
    expect(body).not.toMatch(/^(SPENT|SENT)/m);
    expect(body).toContain("$100 of it lasts 2 h 5 min. Show it: aws sns get-sms-attributes");
  });
});
