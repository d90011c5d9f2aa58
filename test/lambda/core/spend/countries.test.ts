import { countriesFigure, type CountryFigures } from "../../../../lambda/core/spend/countries";
import { isKnown } from "../../../../lambda/core/spend/figure";
import type { CountryReading } from "../../../../lambda/core/spend/readings";
import { spendSettings } from "../../../../lambda/core/spend/spend-settings";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";

const NOON = Date.UTC(2026, 10, 17, 12);
const NOW = NOON + 20 * MINUTE_MS;
const LONG_AGO = NOON - 15 * DAY_MS;
const SETTINGS = spendSettings({ monthlyBudgetUsd: 1000 });

/** Hours counted from noon, each with its messages and the share delivered. */
function reading(
  country: string,
  ...hours: readonly (readonly [hour: number, messages: number, share?: number])[]
): CountryReading {
  const timesMs = hours.map(([hour]) => NOON + hour * HOUR_MS);
  return {
    country,
    messages: { timesMs, values: hours.map(([, messages]) => messages) },
    success: { timesMs, values: hours.map(([, , share = 1]) => share) },
  };
}

function figuresOf(readings: readonly CountryReading[], sinceMs = LONG_AGO) {
  const figure = countriesFigure(readings, sinceMs, NOW, SETTINGS);
  return isKnown(figure) ? figure.value : [];
}
const only = (list: readonly CountryFigures[]): CountryFigures => {
  expect(list).toHaveLength(1);
  return list[0]!;
};

describe("messages by country", () => {
  it("are those of this hour or the one before, of all kinds together", () => {
    const list = figuresOf([
      reading("FR", [-24 * 14, 1], [-1, 30], [0, 10]),
      reading("FR", [-1, 5], [0, 4]),
    ]);
    expect(only(list)).toMatchObject({ messages: 35, messages24h: 49 });
  });

  it("are out of line above four times the second most of 14 days at this time", () => {
    const past = [1, 2, 3, 4, 5].map((day) => [-24 * day, 20 + day] as const).reverse();
    const list = figuresOf([reading("FR", ...past, [0, 96])]);
    expect(only(list)).toMatchObject({ usual: 24, ofAllowed: 1 });
  });

  it("are never out of line under the floor", () => {
    expect(only(figuresOf([reading("FR", [-40 * 6, 1], [0, 49])])).ofAllowed).toBeLessThan(1);
  });

  it("are listed new countries first, then those out of line, then by messages, 20 at most", () => {
    const many = Array.from({ length: 25 }, (_, i) =>
      reading(`X${i}`, [-24 * 5, 30 + i], [-24 * 4, 30 + i], [0, 20 + i]),
    );
    const list = figuresOf([...many, reading("FR", [-24 * 5, 1], [0, 60]), reading("AZ", [0, 12])]);
    expect(list.map(({ country }) => country).slice(0, 4)).toEqual(["AZ", "FR", "X24", "X23"]);
    expect(list).toHaveLength(20);
  });

  it("leave out countries without a message in 24 hours", () => {
    expect(figuresOf([reading("FR", [-30, 40]), reading("GB", [-2, 1])])).toHaveLength(1);
  });
});

describe("a new country", () => {
  it("had nothing in the 14 days before the last 24 hours", () => {
    expect(only(figuresOf([reading("AZ", [0, 10])])).isNew).toBe(true);
    expect(only(figuresOf([reading("AZ", [-20, 5], [0, 5])])).isNew).toBe(true);
    expect(only(figuresOf([reading("AZ", [-24 * 13, 1], [0, 500])])).isNew).toBe(false);
  });

  it("needs ten messages: travellers sign in too", () => {
    expect(only(figuresOf([reading("AZ", [0, 9])])).isNew).toBe(false);
  });

  it("is none while the account itself is new", () => {
    expect(only(figuresOf([reading("AZ", [0, 99])], NOON - 2 * DAY_MS)).isNew).toBe(false);
    expect(only(figuresOf([reading("AZ", [0, 99])], NOON - 5 * DAY_MS)).isNew).toBe(true);
  });
});

describe("the success rate by country", () => {
  it("weighs each hour by its messages", () => {
    const { successRate } = only(
      figuresOf([reading("FR", [-3, 90, 1], [-1, 10, 0.5]), reading("FR", [-30, 800, 0])]),
    );
    expect(successRate).toBeCloseTo(0.95);
  });

  it("is absent where AWS tells none", () => {
    const none = { ...reading("FR", [0, 5]), success: { timesMs: [], values: [] } };
    expect(only(figuresOf([none])).successRate).toBeUndefined();
  });
});

it("countries are absent with the reason", () => {
  expect(countriesFigure([], LONG_AGO, NOW, SETTINGS)).toEqual({
    absent: "AWS lists no country with messages in the last 3 h",
  });
  expect(countriesFigure([reading("FR")], LONG_AGO, NOW, SETTINGS)).toEqual({
    absent: "AWS has published no such metric yet",
  });
});
