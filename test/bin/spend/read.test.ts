import { currentMonth, spendMonth, type SpendMonth } from "../../../bin/spend/moment";
import { readSpend } from "../../../bin/spend/read";
import { spendRecord } from "../../../bin/spend/record";
import { spendText } from "../../../bin/spend/text";
import type { MetricSource, SmsLimitSource } from "../../../lambda/core/spend/readings";
import { absent, valueOf } from "../../../lambda/core/spend/figure";
import type { MetricCall } from "../../../lambda/core/spend/metric-queries";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../lambda/core/model/time";
import { cloudWatch } from "../../support/cloudwatch";
import { countryOf, spendFiguresAt } from "../../support/spend-figures";
import { answered } from "../../support/spend-run";

const NOW = Date.parse("2026-11-22T11:00:00Z");
const OCTOBER = spendMonth("2026-10", NOW) as SpendMonth;

interface Spent {
  readonly atMs: number;
  readonly value: number;
}

/** An account whose sum grew as told, and texts to one country an hour ago. */
function accountWith(sums: readonly Spent[], textsAtMs: number, nowMs = NOW) {
  const source = cloudWatch();
  const sns = (metricName: string, dimensions: Readonly<Record<string, string>> = {}) =>
    ({ namespace: "AWS/SNS", metricName, dimensions }) as const;
  const stored = (atMs: number, value: number) => ({ atMs, value, arrivesMs: atMs });
  source.put(
    sns("SMSMonthToDateSpentUSD"),
    sums.map(({ atMs, value }) => stored(atMs, value)),
  );
  const texts = { Country: "UZ", SMSType: "Transactional" };
  source.put(sns("NumberOfMessagesPublished", texts), [stored(textsAtMs, 40)]);
  source.put(sns("SMSSuccessRate", texts), [stored(textsAtMs, 0.25)]);
  const calls: MetricCall[] = [];
  const metrics: MetricSource = {
    countries: () => Promise.resolve([{ country: "UZ", smsType: "Transactional" }]),
    answer: (call) => {
      calls.push(call);
      return Promise.resolve({ call, results: answered(source, call, nowMs) });
    },
  };
  return { metrics, calls };
}

const hourly = (fromMs: number, hours: number, usdAnHour: number): readonly Spent[] =>
  Array.from({ length: hours }, (_, i) => ({ atMs: fromMs + i * HOUR_MS, value: i * usdAnHour }));

const NO_LIMITS = { endUserMessagingLimits: () => Promise.resolve([]) };

const notified =
  (limit: string | undefined): SmsLimitSource =>
  () =>
    Promise.resolve(limit);

const NOVEMBER = Date.parse("2026-11-01T00:00:00Z");
const present = hourly(NOVEMBER, (NOW - NOVEMBER) / HOUR_MS, 2);

describe("the figures of now", () => {
  test("are those of the spend guard, with the limit that AWS tells", async () => {
    const { metrics } = accountWith(present, NOW - HOUR_MS);
    const at = currentMonth(NOW);
    const figures = await readSpend(at, NOW, {
      ...NO_LIMITS,
      source: metrics,
      limit: notified("2000"),
    });
    expect(valueOf(figures.thisMonth)).toBe(1028);
    expect(valueOf(figures.lastHour)).toBeCloseTo(2, 0);
    expect(valueOf(figures.projectedMonthEnd)).toBeCloseTo(1440, -2);
    expect(valueOf(figures.limit)).toBe(2000);
    expect(figures.countries).toMatchObject({
      value: [{ country: "UZ", messages24h: 40, successRate: 0.25 }],
    });
  });

  test("read the countries whatever the minute", async () => {
    const nowMs = NOW + 7 * MINUTE_MS;
    const { metrics } = accountWith(present, NOW - HOUR_MS, nowMs);
    const limit = notified(undefined);
    const figures = await readSpend(currentMonth(nowMs), nowMs, {
      ...NO_LIMITS,
      source: metrics,
      limit,
    });
    expect(figures.countries).toHaveProperty("value");
  });

  test("do without a limit that may not be read, and say so", async () => {
    const { metrics } = accountWith(present, NOW - HOUR_MS);
    const limit: SmsLimitSource = () =>
      Promise.reject(Object.assign(new Error("no"), { name: "AuthorizationErrorException" }));
    const figures = await readSpend(currentMonth(NOW), NOW, {
      ...NO_LIMITS,
      source: metrics,
      limit,
    });
    expect(figures.limit).toEqual(absent("GetSMSAttributes failed: AuthorizationErrorException"));
    expect(valueOf(figures.thisMonth)).toBe(1028);
  });
});

describe("the figures of a month that is over", () => {
  const start = Date.parse("2026-10-01T00:00:00Z");

  test("are those of its end, without what only now has", async () => {
    const sums = [...hourly(start, 31 * 24, 1), ...present];
    const { metrics, calls } = accountWith(sums, OCTOBER.atMs - 2 * HOUR_MS);
    const limit = notified("2000");
    const figures = await readSpend(OCTOBER, NOW, { ...NO_LIMITS, source: metrics, limit });
    expect(valueOf(figures.thisMonth)).toBe(31 * 24 - 1);
    expect(valueOf(figures.last24Hours)).toBeCloseTo(24, 0);
    expect(figures).toMatchObject({
      limit: absent("AWS tells the limit of now only"),
      hoursToLimit: absent("the month is over"),
      projectedMonthEnd: absent("the month is over"),
      countries: { value: [{ country: "UZ" }] },
    });
    expect(calls.flatMap(({ queries }) => queries).map(({ periodMs }) => periodMs)).toContain(
      5 * MINUTE_MS,
    );
  });

  test("older than AWS's five minutes are read by the hour, without what needs these", async () => {
    const nowMs = OCTOBER.atMs + 70 * DAY_MS;
    const { metrics, calls } = accountWith(
      hourly(start, 31 * 24, 1),
      OCTOBER.atMs - HOUR_MS,
      nowMs,
    );
    const figures = await readSpend(OCTOBER, nowMs, {
      ...NO_LIMITS,
      source: metrics,
      limit: notified("1"),
    });
    expect(valueOf(figures.thisMonth)).toBe(31 * 24 - 1);
    expect(figures.directPublishes).toEqual(absent("AWS keeps values of five minutes for 63 days"));
    const periods = calls.flatMap(({ queries }) => queries.map(({ periodMs }) => periodMs));
    expect(new Set(periods)).toEqual(new Set([HOUR_MS]));
  });
});

describe("the text", () => {
  const now = currentMonth(NOW);
  const textOf = (replaced = {}, month: SpendMonth = now) =>
    spendText("eu-west-1", month, spendFiguresAt(NOW, replaced));

  test("gives each figure a line with its time, and each country its share of delivered", () => {
    const text = textOf();
    expect(text).toMatch(/^Texts in eu-west-1, 2026-11, at 2026-11-22 11:00 UTC\n/);
    expect(text).toMatch(/^this month {11}\$812 {9}as of 2026-11-22 10:50 UTC$/m);
    expect(text).toMatch(/^until the limit {6}28 h 58 min {2}as of/m);
    expect(text).toMatch(/^ {2}UZ {23}812 {2}12 % delivered, new$/m);
    expect(text).toMatch(/^ {2}DE {24}31 {2}success rate not told by AWS$/m);
  });

  test("says of an absent figure why it is, and what it lacks", () => {
    const limit = absent("AWS tells no MonthlySpendLimit, and none is configured");
    expect(textOf({ limit, hoursToLimit: limit })).toMatch(
      /^limit of SNS {9}not known: AWS tells no MonthlySpendLimit, .*\. It lacks a limit that somebody has set/m,
    );
    expect(textOf({ hoursToLimit: absent("the month ends before") })).toMatch(
      /^until the limit {6}not known: the month ends before$/m,
    );
    const countries = absent("AWS lists no country with messages in the last 3 h");
    expect(textOf({ countries })).toMatch(/^countries .*It lacks texts of the last two weeks/m);
    expect(textOf({ countries: { value: [], asOfMs: NOW } })).toMatch(/no texts in 24 h$/m);
  });

  test("names each limit, and says of each country who counted it", () => {
    const other = { service: "end-user-messaging" as const };
    const text = textOf({
      limits: [
        { service: "sns", name: "MonthlySpendLimit", limit: { value: 2000, asOfMs: NOW } },
        {
          ...other,
          name: "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT",
          limit: { value: 1, asOfMs: NOW },
        },
        {
          ...other,
          name: "NOTIFY_MESSAGE_MONTHLY_SPEND_LIMIT",
          limit: { value: 50, asOfMs: NOW },
        },
      ],
      countryServices: ["end-user-messaging"],
      countries: {
        value: [countryOf({ ...other, country: "UZ", confirmedShare: 0.02, blocked24h: 7 })],
        asOfMs: NOW,
      },
    });
    expect(text).toMatch(/^limit of SNS {9}\$2,000 /m);
    expect(text).toMatch(/^End User Messaging {3}\$1\.00 +for texts$/m);
    expect(text).toMatch(/^ {21}\$50 +for Notify$/m);
    expect(text).toMatch(/^ {21}whether SNS shares that for texts is not confirmed$/m);
    expect(text).toMatch(/^counted by {11}SNS tells of none, End User Messaging answered$/m);
    expect(text).toMatch(
      /^ {2}UZ {23}120 {2}97 % delivered, 2 % confirmed, 7 blocked by Protect, End User Messaging, in parts$/m,
    );
  });

  test("says why the limits of AWS End User Messaging are not known", () => {
    const limit = absent("DescribeSpendLimits: the service has no endpoint in this Region");
    const limits = [{ service: "end-user-messaging", name: "DescribeSpendLimits", limit }];
    expect(textOf({ limits })).toMatch(/^End User Messaging {3}not known: .* no endpoint in/m);
  });

  test("does not ask anybody to mend the past", () => {
    const text = textOf({ hoursToLimit: absent("the month is over") }, OCTOBER);
    expect(text).toContain("eu-west-1, 2026-10, at its end");
    expect(text).toMatch(/^until the limit {6}not known: the month is over$/m);
  });
});

test("the JSON object has a value and its time, or the reason, for every figure", () => {
  const figures = spendFiguresAt(NOW, {
    limit: absent("none"),
    countries: { value: [countryOf({ successRate: undefined })], asOfMs: NOW },
  });
  expect(spendRecord("eu-west-1", "2026-11", figures)).toMatchObject({
    region: "eu-west-1",
    month: "2026-11",
    at: "2026-11-22T11:00:00.000Z",
    usd: {
      thisMonth: { value: 812.4, asOf: "2026-11-22T10:50:00.000Z" },
      limit: { absent: "none" },
    },
    hoursToLimit: { value: 28.96 },
    countries: {
      value: [{ country: "US", service: "sns", messages24h: 120, successRate: null, isNew: false }],
    },
  });
});
