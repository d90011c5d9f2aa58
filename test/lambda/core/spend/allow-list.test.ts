import { COUNTRIES } from "../../../../lambda/core/model/country";
import { DAY_MS, dayOf } from "../../../../lambda/core/model/time";
import { proposeAllowList } from "../../../../lambda/core/spend/allow-list";
import { HISTORY_DAYS, historyQueries } from "../../../../lambda/core/spend/country-history";
import type { CountryReading } from "../../../../lambda/core/spend/readings";

const NOW = Date.parse("2026-11-27T10:00:00Z");
const TODAY = dayOf(NOW);

const NO_POINTS = { timesMs: [], values: [] };

/** A country's texts by how many days ago. */
function reading(
  country: string,
  textsOf: (daysAgo: number) => number,
  service: CountryReading["service"] = "sns",
): CountryReading {
  const days = Array.from({ length: HISTORY_DAYS }, (_, i) => HISTORY_DAYS - 1 - i);
  const sent = days.filter((daysAgo) => textsOf(daysAgo) > 0);
  return {
    country,
    service,
    messages: {
      timesMs: sent.map((daysAgo) => (TODAY - daysAgo) * DAY_MS),
      values: sent.map(textsOf),
    },
    success: NO_POINTS,
  };
}

const daily = (texts: number) => () => texts;
const between = (from: number, to: number, texts: number) => (daysAgo: number) =>
  daysAgo <= from && daysAgo >= to ? texts : 0;

const propose = (...readings: readonly CountryReading[]) => proposeAllowList(readings, NOW);

const useOf = (country: string, ...readings: readonly CountryReading[]) =>
  propose(...readings).countries.find((each) => each.country === country);

const US = reading("US", daily(100));

describe("what to ask for", () => {
  const calls = historyQueries([{ country: "US", smsType: "transactional" }], NOW);
  const queries = calls.flatMap((call) => call.queries);

  test("is every country by both services, since AWS lists only those of two weeks", () => {
    expect(queries.filter(({ namespace }) => namespace === "AWS/SMSVoice")).toHaveLength(
      COUNTRIES.size,
    );
    expect(queries.filter(({ namespace }) => namespace === "AWS/SNS")).toHaveLength(
      3 * COUNTRIES.size,
    );
    expect(queries).toContainEqual(
      expect.objectContaining({
        metricName: "NumberOfMessagesPublished",
        dimensions: { Country: "UZ", SMSType: "Transactional" },
        statistic: "Sum",
        periodMs: DAY_MS,
      }),
    );
  });

  test("is whole days, 90 with today, in answers that AWS gives", () => {
    for (const { startMs, endMs, queries: asked } of calls) {
      expect(startMs % DAY_MS).toBe(0);
      expect(endMs - startMs).toBe(90 * DAY_MS);
      expect(endMs).toBeGreaterThan(NOW);
      expect(asked.length * 91).toBeLessThan(100_800);
      expect(asked.length).toBeLessThanOrEqual(500);
    }
  });
});

test("a country in steady use is proposed, however few its texts are", () => {
  const weekly = reading("IS", (daysAgo) => (daysAgo % 7 === 3 ? 1 : 0));
  expect(propose(US, weekly).allowed).toEqual(["IS", "US"]);
  expect(propose(US, weekly).blocked).toEqual({ texts: 0, ofTexts: 9013, days: 0 });
});

test("a pumped country is not proposed, and the list would have blocked the pump", () => {
  const pumped = reading("UZ", between(41, 40, 2500));
  const proposal = propose(US, pumped);
  expect(proposal.allowed).toEqual(["US"]);
  expect(useOf("UZ", US, pumped)).toMatchObject({
    use: "burst",
    texts: 5000,
    weeks: 0,
    busiestShare: 1,
    isNew: false,
  });
  expect(proposal.blocked).toEqual({ texts: 5000, ofTexts: 14_000, days: 2 });
});

test.each([
  ["seven days", 7, "burst"],
  ["four weeks, which is seven days and too few weeks more", 24, "rare"],
])("a pump of %s is left out", (_, days, use) => {
  const pumped = reading("TJ", between(days - 1 + 30, 30, 500));
  expect(useOf("TJ", US, pumped)).toMatchObject({ use });
  expect(propose(US, pumped).allowed).toEqual(["US"]);
});

test("a country with customers that is pumped besides stays allowed, and its burst shows", () => {
  const both = reading("MX", (daysAgo) => (daysAgo === 20 ? 9000 : 5));
  expect(useOf("MX", US, both)).toMatchObject({ use: "steady", isNew: false });
  expect(useOf("MX", US, both)!.busiestShare).toBeGreaterThan(0.9);
});

test("a new country is told as such, and needs weeks before it is proposed", () => {
  const fresh = reading("PL", between(20, 0, 2));
  expect(useOf("PL", US, fresh)).toMatchObject({ isNew: true, use: "rare" });
});

test("a few texts close together are no burst", () => {
  expect(useOf("NZ", US, reading("NZ", between(50, 49, 3)))).toMatchObject({ use: "rare" });
});

test("the need for weeks follows what the account has: a young one is not refused everything", () => {
  const young = propose(reading("US", between(20, 0, 50)), reading("UZ", between(3, 2, 900)));
  expect(young).toMatchObject({ weeksKnown: 3, weeksNeeded: 1, allowed: ["US"] });
  expect(propose(US)).toMatchObject({ weeksKnown: 13, weeksNeeded: 4 });
});

test("kinds of one service add up, and of two services the larger counts", () => {
  const other = reading("US", daily(10));
  const parts = reading("US", daily(120), "end-user-messaging");
  expect(useOf("US", US, other)).toMatchObject({ texts: 9900 });
  const proposal = propose(US, other, parts, reading("CA", daily(0)));
  expect(proposal.countries).toMatchObject([{ country: "US", texts: 10_800 }]);
  expect(proposal.answered).toEqual({ sns: 1, "end-user-messaging": 1 });
});

test("values outside the 90 days do not count", () => {
  const old = reading("US", daily(1));
  const timesMs = [(TODAY - 90) * DAY_MS, (TODAY + 1) * DAY_MS];
  expect(propose({ ...old, messages: { timesMs, values: [5, 5] } }).countries).toEqual([]);
});
