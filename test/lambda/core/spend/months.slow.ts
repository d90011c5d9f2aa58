import { isKnown } from "../../../../lambda/core/spend/figure";
import type { SpendFigures } from "../../../../lambda/core/spend/spend-figures";
import { spendSettings } from "../../../../lambda/core/spend/spend-settings";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { playMonth, type MonthPlan, type Pump, type Span } from "../../../support/months";
import { runSpan, type Raised, type SpendRun } from "../../../support/spend-run";

const NOVEMBER: Span = { fromMs: Date.UTC(2026, 10), untilMs: Date.UTC(2026, 11) };
const FEBRUARY: Span = { fromMs: Date.UTC(2027, 1), untilMs: Date.UTC(2027, 2) };
const on = (day: number, hour = 0, minute = 0): number => Date.UTC(2026, 10, day, hour, minute);

/** About $780 a month, in messages of four or five cents. */
const SHOP: MonthPlan = {
  month: NOVEMBER,
  seed: "shop",
  perHour: 20,
  countries: [
    ["GB", 0.4, 0.04],
    ["DE", 0.3, 0.07],
    ["FR", 0.2, 0.06],
    ["ES", 0.1, 0.05],
  ],
};
const SETTINGS = spendSettings({ monthlyBudgetUsd: 1000 });
const LIMIT_USD = 1200;

/** $8 a minute: 57,600 messages a day. */
const pump = (fromMs: number, hours: number, perMinute = 40): Pump => ({
  fromMs,
  untilMs: fromMs + hours * HOUR_MS,
  perMinute,
  country: "AZ",
  priceUsd: 0.2,
});

const launched = (atMs: number): number => (atMs >= on(17, 9) && atMs < on(18, 21) ? 3 : 1);
const asleepAtNight = (atMs: number): number => {
  const hour = new Date(atMs).getUTCHours();
  return hour >= 22 || hour < 6 ? 0 : 1;
};

interface Outcome {
  readonly raised: readonly Raised[];
  readonly figures: readonly SpendFigures[];
  readonly spentUsd: number;
  /** Minutes and dollars from the pump's beginning to the first time an alarm went off. */
  readonly after: (alarm: Raised["alarm"]) => { minutes: number; usd: number } | undefined;
}

/** Runs the guard over all of a month and the first hours of the next. */
function played(plan: MonthPlan, run: Partial<SpendRun> = {}): Outcome {
  const month = playMonth(plan);
  const figures: SpendFigures[] = [];
  const raised = runSpan(
    month.cloudWatch,
    { fromMs: plan.month.fromMs, untilMs: plan.month.untilMs + 5 * HOUR_MS },
    {
      settings: SETTINGS,
      limitAt: () => String(LIMIT_USD),
      each: (one) => figures.push(one),
      ...run,
    },
  );
  const begin = plan.pumps?.[0]?.fromMs ?? 0;
  return {
    raised,
    figures,
    spentUsd: month.spentBy(plan.month.untilMs),
    after: (alarm) => {
      const first = raised.find((one) => one.alarm === alarm && one.atMs >= begin);
      if (first === undefined) return undefined;
      const minutes = Math.round((first.atMs - begin) / MINUTE_MS);
      return { minutes, usd: Math.round(month.pumpedBy(first.atMs)) };
    },
  };
}

function expectWithin(
  measured: ReturnType<Outcome["after"]>,
  { minutes, usd }: { minutes: number; usd: number },
): void {
  expect(measured).toBeDefined();
  expect(measured!.minutes).toBeLessThanOrEqual(minutes);
  expect(measured!.usd).toBeLessThanOrEqual(usd);
}

const alarmsOf = ({ raised }: Outcome): string[] => raised.map(({ alarm }) => alarm);

const projectionAt = ({ figures }: Outcome, atMs: number): number => {
  const figure = figures.find((one) => one.atMs >= atMs)!.projectedMonthEnd;
  return isKnown(figure) ? figure.value : NaN;
};

jest.setTimeout(60_000);

describe("a month without an attack", () => {
  it.each(["shop", "bakery", "bank"])("raises nothing with a weekly rhythm (%s)", (seed) => {
    const month = played({ ...SHOP, seed });
    expect(month.raised).toEqual([]);
    for (const day of [2, 8, 15, 22, 29]) {
      expect(Math.abs(projectionAt(month, on(day, 12)) / month.spentUsd - 1)).toBeLessThan(0.08);
    }
  });

  it("raises nothing while each hour costs the same", () => {
    const month = played({ ...SHOP, isFlat: true });
    expect(month.raised).toEqual([]);
    expect(Math.abs(projectionAt(month, on(3)) / month.spentUsd - 1)).toBeLessThan(0.05);
  });

  it("pages nobody for a launch of three times the usual, nor tells the cost owner of a budget that holds", () => {
    const month = played({ ...SHOP, times: launched });
    expect(month.spentUsd).toBeLessThan(1000);
    expect(month.raised).toEqual([]);
  });

  it("tells the cost owner once where a launch takes the month over its budget", () => {
    const settings = spendSettings({ monthlyBudgetUsd: 850 });
    const month = played({ ...SHOP, times: launched }, { settings });
    expect(month.spentUsd).toBeGreaterThan(850);
    expect(alarmsOf(month)).toEqual(["month-over-budget"]);
  });

  it("raises nothing for a launch that a larger budget has room for", () => {
    const settings = spendSettings({ monthlyBudgetUsd: 1500 });
    expect(played({ ...SHOP, times: launched }, { settings }).raised).toEqual([]);
  });

  it("pages nobody for a launch in a large business", () => {
    const settings = spendSettings({ monthlyBudgetUsd: 90_000 });
    const plan = { ...SHOP, perHour: 1500, times: launched };
    expect(played(plan, { settings, limitAt: () => "100000" }).raised).toEqual([]);
  });

  it("tells the cost owner of growth weeks before the budget is spent", () => {
    const times = (atMs: number): number => 1 + Math.max(0, atMs - on(1)) / (30 * DAY_MS);
    const { raised, figures, spentUsd } = played({ ...SHOP, times });
    expect(raised.map(({ alarm }) => alarm)).toEqual(["month-over-budget"]);
    expect(spentUsd).toBeGreaterThan(1000);
    const overAt = figures.find(
      ({ thisMonth }) => isKnown(thisMonth) && thisMonth.value >= 1000,
    )!.atMs;
    expect(overAt - raised[0]!.atMs).toBeGreaterThan(10 * DAY_MS);
  });

  it("counts February's 28 days", () => {
    const month = played({ ...SHOP, month: FEBRUARY });
    expect(month.raised).toEqual([]);
    const projected = projectionAt(month, Date.UTC(2027, 1, 10));
    expect(Math.abs(projected / month.spentUsd - 1)).toBeLessThan(0.08);
  });

  it("raises nothing where AWS publishes nothing for hours", () => {
    const gaps = [4, 9, 15, 22].map((day) => ({ fromMs: on(day, 14), untilMs: on(day, 20) }));
    const month = played({ ...SHOP, gaps });
    expect(month.raised).toEqual([]);
    const inGap = month.figures.find(({ atMs }) => atMs >= on(9, 17))!;
    expect(JSON.stringify(inGap.lastHour)).toMatch(/^.{0,12}the metric is .* min old/);
  });

  it("raises nothing where AWS resets the sum half an hour late", () => {
    const { raised, figures } = played({ ...SHOP, resetLagMs: 30 * MINUTE_MS });
    expect(raised).toEqual([]);
    const late = figures.find(({ atMs }) => atMs >= on(1, 0, 25))!;
    expect(late.thisMonth).toEqual({ absent: "AWS still gives the sum of last month" });
  });

  it("raises nothing from the first message ever on", () => {
    const { raised, figures } = played({ ...SHOP, sinceMs: on(10, 7) });
    expect(raised).toEqual([]);
    const before = figures.find(({ atMs }) => atMs >= on(9))!;
    expect(before.lastHour).toEqual({ absent: "AWS has published no such metric yet" });
    expect(projectionAt({ figures } as Outcome, on(20))).toBeGreaterThan(300);
  });

  it("raises nothing where nothing is ever sent", () => {
    expect(played({ ...SHOP, perHour: 0 }).raised).toEqual([]);
  });
});

describe("a pump", () => {
  it("pages within a quarter of an hour at 3 am on day 2", () => {
    const month = played({ ...SHOP, pumps: [pump(on(2, 3, 2), 2)] });
    expectWithin(month.after("on-call"), { minutes: 15, usd: 110 });
    expectWithin(month.after("money-fast"), { minutes: 20, usd: 150 });
    expectWithin(month.after("direct-volume"), { minutes: 20, usd: 150 });
    expectWithin(month.after("new-country"), { minutes: 30, usd: 230 });
    expectWithin(month.after("limit-near"), { minutes: 50, usd: 400 });
    expect(month.after("month-over-budget")!.minutes).toBeLessThan(8 * 60);
    const pages = month.raised.filter(({ alarm, atMs }) => alarm === "on-call" && atMs < on(9));
    expect(pages).toHaveLength(1);
  });

  it("pages after a silent night, in which AWS published nothing", () => {
    const pumps = [pump(on(2, 3, 2), 2)];
    const month = played({ ...SHOP, times: asleepAtNight, pumps });
    expectWithin(month.after("on-call"), { minutes: 15, usd: 110 });
    expectWithin(month.after("money-fast"), { minutes: 20, usd: 150 });
  });

  it("pages in the month's last hour, once, and counts on over the turn", () => {
    const month = played({ ...SHOP, pumps: [pump(NOVEMBER.untilMs - 40 * MINUTE_MS, 2)] });
    expectWithin(month.after("on-call"), { minutes: 20, usd: 150 });
    expectWithin(month.after("money-fast"), { minutes: 25, usd: 190 });
    expect(alarmsOf(month).filter((alarm) => alarm === "on-call")).toHaveLength(1);
    const figures = month.figures.find(({ atMs }) => atMs >= NOVEMBER.untilMs + 50 * MINUTE_MS)!;
    expect(isKnown(figures.lastHour) && figures.lastHour.value).toBeGreaterThan(400);
    expect(isKnown(figures.thisMonth) && figures.thisMonth.value).toBeLessThan(400);
  });

  it("pages while small beside a large business", () => {
    const settings = spendSettings({ monthlyBudgetUsd: 80_000 });
    const plan = { ...SHOP, perHour: 1500, pumps: [pump(on(2, 3, 2), 2)] };
    const month = played(plan, { settings, limitAt: () => "100000" });
    expect(month.after("money-fast")!.minutes).toBeLessThanOrEqual(20);
    expect(month.after("money-fast")!.usd).toBeLessThan(150);
  });

  it("pages within half an hour at $24 an hour", () => {
    const month = played({ ...SHOP, pumps: [pump(on(2, 3, 2), 6, 2)] });
    expect(month.after("on-call")!.minutes).toBeLessThanOrEqual(30);
    expect(month.after("on-call")!.usd).toBeLessThanOrEqual(12);
  });

  it("at $6 an hour pages twice in a day, not with each turn about the line", () => {
    const month = played({ ...SHOP, pumps: [pump(on(2, 3, 2), 24, 0.5)] });
    expect(month.after("money-fast")!.minutes).toBeLessThanOrEqual(90);
    expect(alarmsOf(month).filter((alarm) => alarm === "on-call").length).toBeLessThanOrEqual(2);
  });

  it("pages when a gap ends in which it began", () => {
    const gaps = [{ fromMs: on(2, 2), untilMs: on(2, 4) }];
    const month = played({ ...SHOP, gaps, pumps: [pump(on(2, 3, 2), 2)] });
    expect(month.after("money-fast")!.minutes - 58).toBeLessThanOrEqual(20);
  });

  it("pages by volume where AWS publishes the sum once an hour", () => {
    const month = played({ ...SHOP, spendEveryMs: HOUR_MS, pumps: [pump(on(2, 3, 2), 2)] });
    expectWithin(month.after("on-call"), { minutes: 15, usd: 110 });
    // The sum itself tells nothing for an hour: texts that are not charged yet count.
    expect(month.after("money-fast")!.minutes).toBeLessThan(20);
  });

  it("pages in an account that never sent anything before", () => {
    const month = played({ ...SHOP, perHour: 0, pumps: [pump(on(12, 3, 2), 2)] });
    expect(month.after("on-call")!.minutes).toBeLessThanOrEqual(20);
    expect(month.after("money-fast")!.minutes).toBeLessThanOrEqual(25);
  });
});

describe("the limit", () => {
  it("is told to the cost owner days before it is reached, and pages hours before", () => {
    const { raised, figures } = played(SHOP, { limitAt: () => "700" });
    expect(raised.map(({ alarm }) => alarm)).toEqual(["month-over-limit", "limit-near", "on-call"]);
    const reached = figures.find(
      ({ thisMonth }) => isKnown(thisMonth) && thisMonth.value >= 700,
    )!.atMs;
    const hoursAhead = raised.map(({ atMs }) => (reached - atMs) / HOUR_MS);
    expect(hoursAhead[0]).toBeGreaterThan(10 * 24);
    expect(hoursAhead[2]).toBeGreaterThan(4);
    expect(hoursAhead[2]).toBeLessThan(24);
  });

  it("is as far away as it has been raised to", () => {
    const limitAt = (atMs: number): string => (atMs < on(26) ? "700" : "1500");
    expect(alarmsOf(played(SHOP, { limitAt }))).toEqual(["month-over-limit"]);
  });
});
