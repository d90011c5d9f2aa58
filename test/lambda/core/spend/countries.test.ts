import fc from "fast-check";
import { countriesFigure, type CountryFigures } from "../../../../lambda/core/spend/countries";
import { isKnown } from "../../../../lambda/core/spend/figure";
import type { CountryReading } from "../../../../lambda/core/spend/readings";
import { spendSettings } from "../../../../lambda/core/spend/spend-settings";
import { runs } from "../../../support/runs";
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
    service: "sns",
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

  it("are out of line in a quarter of an hour that holds what is usual in none", () => {
    // 10 in each five minutes of the hour from half past eleven on, four days before.
    const usual = [4, 3, 2, 1].flatMap((day) =>
      Array.from({ length: 12 }, (_, i) => [-24 * day - 0.5 + i / 12, 10] as const),
    );
    const attacked = (each: number) =>
      only(figuresOf([reading("FR", ...usual, [0, each], [1 / 12, each], [2 / 12, each])]));
    expect(attacked(40)).toMatchObject({ messages: 120, ofAllowed: 1 });
    expect(attacked(20).ofAllowed).toBeCloseTo(0.5);
  });

  it("are out of line in five minutes that hold what is usual in none", () => {
    const usual = [4, 3, 2, 1].map((day) => [-24 * day, 6] as const);
    const attacked = (count: number) => only(figuresOf([reading("FR", ...usual, [0, count])]));
    expect(attacked(24).ofAllowed).toBe(1);
    expect(attacked(23).ofAllowed).toBeLessThan(1);
  });

  it("are never out of line under the floors: 50 in an hour or a quarter, 20 in five minutes", () => {
    const spread = (each: number, first: number) =>
      only(figuresOf([reading("FR", [-40 * 6, 10], [0, first], [1 / 12, each], [2 / 12, each])]));
    expect(spread(19, 11).ofAllowed).toBeLessThan(1);
    expect(spread(19, 12).ofAllowed).toBe(1);
    expect(spread(0, 19).ofAllowed).toBeLessThan(1);
    expect(spread(0, 20).ofAllowed).toBe(1);
  });

  it("are listed those out of line first, then new countries, then by messages, 20 at most", () => {
    const many = Array.from({ length: 25 }, (_, i) =>
      reading(`X${i}`, [-24 * 5, 30 + i], [-24 * 4, 30 + i], [0, 20 + i]),
    );
    const list = figuresOf([
      ...many,
      reading("FR", [-24 * 5, 10], [0, 60]),
      reading("AZ", [0, 12]),
    ]);
    expect(list.map(({ country }) => country).slice(0, 4)).toEqual(["AZ", "FR", "X24", "X23"]);
    expect(list).toHaveLength(20);
  });

  it("are listed where out of line, however many new countries have had a few", () => {
    const many = Array.from({ length: 25 }, (_, i) => reading(`X${i}`, [-9, 5], [-5, 5]));
    const list = figuresOf([...many, reading("FR", [-24 * 5, 10], [0, 60])]);
    expect(list[0]).toMatchObject({ country: "FR", ofAllowed: 3 });
    expect(list[1]).toMatchObject({ isNew: true });
  });

  it("leave out countries without a message in 24 hours", () => {
    expect(figuresOf([reading("FR", [-30, 40]), reading("GB", [-2, 1])])).toHaveLength(1);
  });
});

describe("a new country", () => {
  it("had next to nothing in the 14 days before the last 24 hours", () => {
    expect(only(figuresOf([reading("AZ", [0, 10])])).isNew).toBe(true);
    expect(only(figuresOf([reading("AZ", [-20, 5], [0, 5])])).isNew).toBe(true);
    expect(only(figuresOf([reading("AZ", [-24 * 13, 10], [0, 500])])).isNew).toBe(false);
  });

  it("is not made an old one by a text of the day before", () => {
    expect(only(figuresOf([reading("AZ", [-25, 1], [0, 20])])).isNew).toBe(true);
  });

  const homeOf = (daily: number) =>
    reading("FR", ...[-96, -72, -48, -25].map((hour) => [hour, (14 * daily) / 4] as const));
  const allowedOf = (
    home: CountryReading,
    ...fresh: readonly (readonly (readonly [number, number])[])[]
  ) =>
    figuresOf([home, ...fresh.map((hours, i) => reading(`X${i}`, ...hours))]).find(
      ({ country }) => country === "X0",
    )!.ofAllowed;

  it("is out of line with half as many again as make it count in this hour and the one before", () => {
    expect(
      allowedOf(homeOf(200), [
        [-1, 7],
        [0, 8],
      ]),
    ).toBe(1);
    expect(
      allowedOf(homeOf(200), [
        [-1, 6],
        [0, 8],
      ]),
    ).toBeLessThan(1);
  });

  it("is out of line with less where the business sends less in a day", () => {
    expect(
      allowedOf(homeOf(26), [
        [-1, 8],
        [0, 5],
      ]),
    ).toBe(1);
    expect(
      allowedOf(homeOf(1), [
        [-1, 8],
        [0, 2],
      ]),
    ).toBe(1);
    expect(
      allowedOf(homeOf(1), [
        [-1, 7],
        [0, 2],
      ]),
    ).toBeLessThan(1);
  });

  it("is out of line with what makes it count in a quarter of an hour", () => {
    expect(
      allowedOf(homeOf(200), [
        [0, 5],
        [2 / 12, 5],
      ]),
    ).toBe(1);
    expect(
      allowedOf(homeOf(200), [
        [0, 5],
        [3 / 12, 5],
      ]),
    ).toBeLessThan(1);
  });

  it("is out of line with a fifth more in half an hour, in no quarter of which there were enough", () => {
    const each = (first: number) =>
      [[-2 / 12, first] as const].concat([-1, 0, 1, 2, 3].map((five) => [five / 12, 2] as const));
    expect(allowedOf(homeOf(200), each(2))).toBe(1);
    expect(allowedOf(homeOf(200), each(1))).toBeLessThan(1);
  });

  it("is one of several that an attack takes, all of which are out of line together", () => {
    const each = [[0, 4]] as const;
    expect(allowedOf(homeOf(200), each, each, each)).toBeCloseTo(1.2);
    const slow = [
      [-1, 2],
      [0, 3],
    ] as const;
    expect(allowedOf(homeOf(200), slow, slow, slow)).toBe(1);
  });

  it("is not counted with others for a traveler who asks again", () => {
    const travelers = Array.from({ length: 9 }, () => [[0, 2]] as const);
    expect(allowedOf(homeOf(200), ...travelers)).toBeLessThan(0.2);
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

describe("a country that both services count", () => {
  type Hour = readonly [hour: number, parts: number];
  /** Parts by AWS End User Messaging, and what else it tells of the hour before noon. */
  const others = (
    country: string,
    hours: readonly Hour[],
    told: Partial<Record<"delivered" | "blocked" | "expecting" | "confirmed", number>> = {},
  ): CountryReading => {
    const { messages } = reading(country, ...hours);
    const point = (value?: number) =>
      value === undefined ? undefined : { timesMs: [NOON - HOUR_MS], values: [value] };
    return {
      country,
      service: "end-user-messaging",
      messages,
      success: { timesMs: [], values: [] },
      delivered: point(told.delivered),
      blocked: point(told.blocked),
      expecting: point(told.expecting),
      confirmed: point(told.confirmed),
    };
  };
  const PAST = [-24 * 5, 40] as const;

  it("has the count of the one with more messages, never their sum", () => {
    const both = (mine: number, theirs: number) =>
      only(figuresOf([reading("FR", [0, mine]), others("FR", [[0, theirs]])]));
    expect(both(30, 20)).toMatchObject({ service: "sns", messages24h: 30 });
    expect(both(20, 30)).toMatchObject({ service: "end-user-messaging", messages24h: 30 });
    expect(both(20, 20)).toMatchObject({ service: "sns", messages24h: 20 });
  });

  it("is never counted above the larger of the two, whatever each has", () => {
    const count = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(fc.array(count, { maxLength: 9 }), fc.array(count, { maxLength: 9 }), (a, b) => {
        const hours = (counts: readonly number[]): Hour[] => counts.map((n, i) => [i - 8, n]);
        const sum = (counts: readonly number[]): number => counts.reduce((x, y) => x + y, 0);
        const list = figuresOf([reading("FR", ...hours(a)), others("FR", hours(b))]);
        expect(list[0]?.messages24h ?? 0).toBe(Math.max(sum(a), sum(b)));
        expect(list.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: runs(50) },
    );
  });

  const busy = [1, 2, 3, 4].map((day) => [-24 * day, 400] as const).reverse();
  const calm = [1, 2, 3, 4].map((day) => [-24 * day, 10] as const).reverse();

  it("is out of line where either is, each against its own past", () => {
    const list = figuresOf([reading("FR", ...busy, [0, 500]), others("FR", [...calm, [0, 60]])]);
    expect(only(list)).toMatchObject({ service: "sns", messages24h: 500 });
    expect(only(list).ofAllowed).toBeCloseTo(60 / (4 * 10));
  });

  it("is out of line by a count that has no past yet, against the other's", () => {
    const young = (parts: number) =>
      only(figuresOf([reading("FR", ...calm, [0, 9]), others("FR", [[0, parts]])]));
    expect(young(600)).toMatchObject({ service: "end-user-messaging", usual: 10, ofAllowed: 15 });
    const moved = figuresOf([reading("FR", ...busy, [0, 9]), others("FR", [[0, 600]])]);
    expect(only(moved).ofAllowed).toBeCloseTo(600 / (4 * 400));
  });

  it("is new only where neither has sent there", () => {
    const old = others("US", [PAST]);
    const isNew = (list: readonly CountryReading[]) =>
      figuresOf(list).find(({ country }) => country === "UZ")?.isNew;
    expect(isNew([old, others("UZ", [[0, 12]])])).toBe(true);
    expect(isNew([old, others("UZ", [[0, 12]]), reading("UZ", PAST)])).toBe(false);
    expect(isNew([old, others("UZ", [PAST]), reading("UZ", [0, 12])])).toBe(false);
  });

  it("is not out of line for moving from one service to the other", () => {
    const moved = [others("US", [PAST]), others("UZ", [[0, 15]]), reading("UZ", PAST)];
    const ofAllowed = figuresOf(moved).find(({ country }) => country === "UZ")!.ofAllowed;
    expect(ofAllowed).toBeLessThan(1);
    const gone = [others("US", [PAST]), others("UZ", [[0, 15]]), reading("UZ")];
    expect(figuresOf(gone).find(({ country }) => country === "UZ")!.ofAllowed).toBeCloseTo(1.5);
  });

  it("is not new because the other service's metrics have only begun", () => {
    const begun = [others("US", [[-3, 900]]), others("UZ", [[0, 40]])];
    expect(figuresOf(begun).map(({ isNew }) => isNew)).toEqual([false, false]);
  });

  it("is told what was delivered, blocked and confirmed, whoever counted its messages", () => {
    const told = { delivered: 15, blocked: 7, expecting: 20, confirmed: 1 };
    expect(only(figuresOf([others("UZ", [[-1, 60]], told)]))).toMatchObject({
      messages24h: 60,
      successRate: 0.25,
      blocked24h: 7,
      confirmedShare: 0.05,
    });
    const bySns = only(figuresOf([reading("UZ", [-1, 90, 0.5]), others("UZ", [[-1, 60]], told)]));
    expect(bySns).toMatchObject({ service: "sns", successRate: 0.5, blocked24h: 7 });
  });

  it("has no confirmed share where nobody reports feedback, and none of nothing is 0", () => {
    expect(only(figuresOf([others("UZ", [[-1, 60]])])).confirmedShare).toBeUndefined();
    const silent = only(figuresOf([others("UZ", [[-1, 60]], { expecting: 9 })]));
    expect(silent.confirmedShare).toBe(0);
  });

  it("is listed where Protect blocks all of it", () => {
    const list = figuresOf([others("US", [[0, 5]]), others("UZ", [], { blocked: 900 })]);
    expect(list.map(({ country }) => country)).toEqual(["US", "UZ"]);
    expect(list[1]).toMatchObject({ messages24h: 0, blocked24h: 900 });
  });
});
