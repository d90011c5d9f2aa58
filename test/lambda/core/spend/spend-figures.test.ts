import fc from "fast-check";
import { isKnown } from "../../../../lambda/core/spend/figure";
import { spendFigures, type SpendFigures } from "../../../../lambda/core/spend/spend-figures";
import { spendMetrics } from "../../../../lambda/core/spend/spend-metrics";
import { spendSettings } from "../../../../lambda/core/spend/spend-settings";
import { NO_POINTS } from "../../../../lambda/core/spend/series";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";

const NOON = Date.UTC(2026, 10, 17, 12);
const FIVE = 5 * MINUTE_MS;
const SETTINGS = spendSettings({ monthlyBudgetUsd: 1000 });
const NOTHING = { spend: NO_POINTS, direct: NO_POINTS };

/** $2 an hour since the month began. */
const STEADY = {
  timesMs: Array.from(
    { length: 16 * 24 + 12 },
    (_, hour) => Date.UTC(2026, 10) + (hour + 1) * HOUR_MS - FIVE,
  ),
  values: Array.from({ length: 16 * 24 + 12 }, (_, hour) => 2 * (hour + 1)),
};
const COUNTRIES = [
  {
    country: "FR",
    service: "sns" as const,
    messages: { timesMs: [NOON - 14 * DAY_MS, NOON - HOUR_MS], values: [40, 100] },
    success: { timesMs: [NOON - HOUR_MS], values: [0.9] },
  },
];

describe("the figures of a run", () => {
  it("say of each figure why it is absent where AWS has nothing", () => {
    const figures = spendFigures(NOTHING, NOON, SETTINGS);
    const {
      atMs,
      allowedHourUsd,
      allowedQuarterUsd,
      allowedFiveMinutesUsd,
      allowedDirectPublishes,
      limits,
      spendSilentMs,
      ...rest
    } = figures;
    expect(limits).toEqual([{ service: "sns", name: "MonthlySpendLimit", limit: rest.limit }]);
    expect(atMs).toBe(NOON);
    expect(allowedHourUsd).toBe(10);
    expect(allowedQuarterUsd).toBe(10);
    expect(allowedFiveMinutesUsd).toBe(10);
    expect(spendSilentMs).toBe(0);
    expect(allowedDirectPublishes).toBe(50);
    for (const figure of Object.values(rest)) {
      expect(figure).toEqual({ absent: expect.stringMatching(/^[A-Za-z].{5,}/) as string });
    }
    expect(spendMetrics(figures)).toEqual([]);
  });

  it("come back from JSON as they were", () => {
    const readings = {
      spend: STEADY,
      direct: STEADY,
      countries: COUNTRIES,
      monthlySpendLimit: "900",
    };
    const figures = spendFigures(readings, NOON, SETTINGS);
    expect(JSON.parse(JSON.stringify(figures))).toEqual(figures);
    expect(figures).toMatchObject({
      thisMonth: { value: 792 },
      lastHour: { value: 2 },
      last24Hours: { value: 48 },
      usualHour: { value: 2 },
      allowedHourUsd: 8,
      limit: { value: 900 },
      hoursToLimit: { value: 54 },
    });
  });

  it("allow a share of the budget while the usual is unknown, then four times the usual", () => {
    const young = { timesMs: STEADY.timesMs.slice(-40), values: STEADY.values.slice(-40) };
    expect(spendFigures({ ...NOTHING, spend: young }, NOON, SETTINGS).allowedHourUsd).toBe(10);
    expect(spendFigures({ ...NOTHING, spend: STEADY }, NOON, SETTINGS).allowedHourUsd).toBe(8);
    const floor = spendSettings({ monthlyBudgetUsd: 100, hourFloorUsd: 9 });
    expect(spendFigures({ ...NOTHING, spend: STEADY }, NOON, floor).allowedHourUsd).toBe(9);
  });

  it("estimate the hour where texts are newer than the sum", () => {
    const direct = { timesMs: [NOON - 2 * FIVE, NOON], values: [10, 8] };
    const of = (texts: typeof direct) =>
      spendFigures({ ...NOTHING, spend: STEADY, direct: texts }, NOON + FIVE, SETTINGS);
    expect(of(direct).estimatedHour?.value).toBeCloseTo((2 * 55) / 60 + (2 / 10) * 8);
    expect(of({ timesMs: [NOON - FIVE], values: [10] })).not.toHaveProperty("estimatedHour");
  });

  it("keep the countries of an earlier run, with their age", () => {
    const earlier = spendFigures({ ...NOTHING, countries: COUNTRIES }, NOON, SETTINGS);
    const later = spendFigures(NOTHING, NOON + FIVE, SETTINGS, earlier);
    expect(later.countries).toEqual(earlier.countries);
    expect(isKnown(later.countries) && later.countries.asOfMs).toBe(NOON);
    expect(later.countryServices).toEqual(["sns"]);
  });

  it("are never negative nor not a number, whatever AWS gives", () => {
    const series = fc
      .array(
        fc.tuple(
          fc.integer({ min: -15 * 288, max: 3 }),
          fc.double({ min: 0, max: 1e6, noNaN: true }),
        ),
        { maxLength: 40 },
      )
      .map((list) => [...new Map(list)].sort(([a], [b]) => a - b))
      .map((list) => ({
        timesMs: list.map(([bin]) => NOON + bin * FIVE),
        values: list.map(([, value]) => value),
      }));
    fc.assert(
      fc.property(series, series, fc.integer({ min: 0, max: 400 }), (spend, direct, hours) => {
        const nowMs = NOON + hours * HOUR_MS;
        const figures = spendFigures({ spend, direct, monthlySpendLimit: "50" }, nowMs, SETTINGS);
        for (const { value } of spendMetrics(figures)) expect(value).toBeGreaterThanOrEqual(0);
        expect(JSON.stringify(figures)).not.toContain("null");
        const { thisMonth, lastHour, last24Hours, directPublishes } = figures;
        for (const figure of [thisMonth, lastHour, last24Hours, directPublishes]) {
          if (isKnown(figure)) expect(figure.asOfMs).toBeLessThanOrEqual(nowMs);
        }
      }),
    );
  });
});

describe("the metrics of a run", () => {
  const readings = {
    spend: STEADY,
    direct: STEADY,
    countries: COUNTRIES,
    monthlySpendLimit: "900",
  };
  const figures = spendFigures(readings, NOON, SETTINGS);

  it("are the known figures, each as a share of what is allowed where it has a line", () => {
    expect(
      Object.fromEntries(spendMetrics(figures).map(({ name, value }) => [name, value])),
    ).toEqual({
      SpentLastHourUsd: 2,
      SpentLast24HoursUsd: 48,
      HourlySpendOfAllowed: 0.25,
      ProjectedMonthEndUsd: expect.closeTo(1440) as number,
      ProjectedMonthEndOfLimit: expect.closeTo(1440 / 900) as number,
      HoursToSpendLimit: 54,
      SpendLimitUsd: 900,
      DirectPublishes: 792,
      DirectPublishesOfAllowed: expect.closeTo(792 / figures.allowedDirectPublishes) as number,
      CountryMessagesOfAllowed: expect.closeTo(2) as number,
      LowestSuccessRate: 0.9,
    });
  });

  it("say of the pace what an hour or a quarter of it makes, whichever is more out of line", () => {
    const value = (changed: Partial<SpendFigures>) =>
      spendMetrics({ ...figures, ...changed }).find(({ name }) => name === "HourlySpendOfAllowed")
        ?.value;
    const known = (usd: number) => ({ value: usd, asOfMs: NOON });
    const line = { allowedHourUsd: 8, allowedQuarterUsd: 2, allowedFiveMinutesUsd: 2 };
    const of = (hour: number, quarter: number, fiveMinutes: number) =>
      value({
        ...line,
        lastHour: known(hour),
        lastQuarter: known(quarter),
        lastFiveMinutes: known(fiveMinutes),
      });
    expect(of(4, 3, 1)).toBe(1.5);
    expect(of(16, 3, 3)).toBe(2);
    expect(of(16, 3, 5)).toBe(2.5);
    expect(value({ ...line, lastHour: known(4), estimatedHour: known(24) })).toBe(3);
    // 1.1999999999999993
    expect(value({ ...line, allowedHourUsd: 1.2, lastHour: known(6.1 - 4.9) })).toBe(1);
    const earlier = { ...line, lastQuarter: undefined, lastFiveMinutes: undefined };
    expect(value({ ...earlier, lastHour: known(4) })).toBe(0.5);
  });

  it("say nothing of the month's end against a limit that is reached", () => {
    const names = (limit: string) =>
      spendMetrics(spendFigures({ ...readings, monthlySpendLimit: limit }, NOON, SETTINGS)).map(
        ({ name }) => name,
      );
    expect(names("900")).toContain("ProjectedMonthEndOfLimit");
    expect(names("700")).not.toContain("ProjectedMonthEndOfLimit");
  });

  const namesOf = (changed: SpendFigures): readonly string[] =>
    spendMetrics(changed).map(({ name }) => name);
  const known = isKnown(figures.countries) ? figures.countries : undefined;
  const withNew: SpendFigures = {
    ...figures,
    countries: { asOfMs: NOON, value: known!.value.map((each) => ({ ...each, isNew: true })) },
  };

  it("say how many countries are new only where some are", () => {
    expect(namesOf(figures)).not.toContain("NewCountries");
    expect(spendMetrics(withNew)).toContainEqual({ name: "NewCountries", value: 1, unit: "Count" });
  });

  it("leave out countries that have not been read for an hour", () => {
    const stale = { ...withNew, atMs: NOON + HOUR_MS + 1 };
    const ofCountries = ["CountryMessagesOfAllowed", "NewCountries", "LowestSuccessRate"];
    expect(namesOf(withNew)).toEqual(expect.arrayContaining(ofCountries));
    expect(namesOf(stale).filter((name) => ofCountries.includes(name))).toEqual([]);
  });

  it("leave out the limit where nothing is spent: the line would be beside none", () => {
    const idle = spendFigures({ ...NOTHING, monthlySpendLimit: "900" }, NOON, SETTINGS);
    expect(idle.limit).toMatchObject({ value: 900 });
    expect(spendMetrics(idle)).toEqual([]);
  });
});
