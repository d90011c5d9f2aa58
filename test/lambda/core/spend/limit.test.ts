import { hoursToLimit, namedLimits, spendLimit } from "../../../../lambda/core/spend/limit";
import { HOUR_MS } from "../../../../lambda/core/model/time";
import { spendSettings } from "../../../../lambda/core/spend/spend-settings";

const NOW = Date.UTC(2026, 10, 17, 12);
const SETTINGS = spendSettings({ monthlyBudgetUsd: 1000, spendLimitUsd: 300 });
const known = (value: number) => ({ value, asOfMs: NOW });
const PACE = { curve: { timesMs: [], totals: [] }, quarterUsd: 5, nowMs: NOW };
const old = { absent: "the metric is 3 h old" };
const spent = (thisMonth: number, lastHour?: number, last24Hours?: number) => ({
  thisMonth: known(thisMonth),
  lastHour: lastHour === undefined ? old : known(lastHour),
  last24Hours: last24Hours === undefined ? old : known(last24Hours),
  usualHour: known(1),
  lastQuarter: old,
  usualQuarter: old,
});

describe("the limit", () => {
  it("is what AWS tells, else what is configured", () => {
    expect(spendLimit("120", SETTINGS, NOW)).toEqual(known(120));
    expect(spendLimit(undefined, SETTINGS, NOW)).toEqual(known(300));
    expect(spendLimit("", SETTINGS, NOW)).toEqual(known(300));
  });

  it("is absent where nobody tells it: AWS's default is not guessed", () => {
    const settings = spendSettings({ monthlyBudgetUsd: 1000 });
    const none = { absent: "AWS tells no MonthlySpendLimit, and none is configured" };
    expect(spendLimit(undefined, settings, NOW)).toEqual(none);
    expect(spendLimit("unlimited", settings, NOW)).toEqual(none);
  });

  it("says why it is absent where AWS does not let it be read, unless it is configured", () => {
    const settings = spendSettings({ monthlyBudgetUsd: 1000 });
    const refused = { absent: "GetSMSAttributes failed: AuthorizationError" };
    expect(spendLimit(refused, settings, NOW)).toEqual(refused);
    expect(spendLimit(refused, SETTINGS, NOW)).toEqual(known(300));
  });
});

describe("all limits", () => {
  const sns = { service: "sns", name: "MonthlySpendLimit" };
  const other = { service: "end-user-messaging" };

  it("have the names that AWS gives them, and a text that is no name is left out", () => {
    const read = [
      { name: "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT", enforcedUsd: 1 },
      { name: "NOTIFY_MESSAGE_MONTHLY_SPEND_LIMIT", enforcedUsd: 50 },
      { name: "<b>", enforcedUsd: 2 },
    ];
    expect(namedLimits(known(120), read, NOW)).toEqual([
      { ...sns, limit: known(120) },
      { ...other, name: "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT", limit: known(1) },
      { ...other, name: "NOTIFY_MESSAGE_MONTHLY_SPEND_LIMIT", limit: known(50) },
    ]);
  });

  it("say why those of one service are absent", () => {
    const refused = { absent: "DescribeSpendLimits failed: AccessDeniedException" };
    expect(namedLimits(known(120), refused, NOW)).toEqual([
      { ...sns, limit: known(120) },
      { ...other, name: "DescribeSpendLimits", limit: refused },
    ]);
  });
});

describe("the hours until the limit", () => {
  it("go by the larger of the last hour's pace and the last day's", () => {
    expect(hoursToLimit(spent(100, 20, 24), known(200), PACE)).toEqual(known(5));
    expect(hoursToLimit(spent(100, 0, 240), known(200), PACE)).toEqual(known(10));
    expect(hoursToLimit(spent(100, undefined, 240), known(200), PACE)).toEqual(known(10));
  });

  it("go by a quarter of an hour that is out of line: what has just begun is not diluted", () => {
    const begun = (usd: number) =>
      hoursToLimit({ ...spent(100, 20, 24), lastQuarter: known(usd) }, known(200), PACE);
    expect(begun(10)).toEqual(known(2.5));
    expect(begun(4.9)).toEqual(known(5));
  });

  it("are none once it is reached, however old the pace", () => {
    expect(hoursToLimit(spent(201), known(200), PACE)).toEqual(known(0));
    expect(hoursToLimit(spent(0), known(0), PACE)).toEqual(known(0));
  });

  it("go by three hours where the last one costs less than a dollar: a few texts are no pace", () => {
    const { timesMs, totals } = {
      timesMs: [NOW - 3 * HOUR_MS, NOW - HOUR_MS, NOW],
      totals: [0, 0, 0.6],
    };
    expect(
      hoursToLimit(spent(1, 0.6, 0.6), known(2), { ...PACE, curve: { timesMs, totals } }),
    ).toEqual(known(5));
    expect(hoursToLimit(spent(1, 2, 2), known(2), { ...PACE, curve: { timesMs, totals } })).toEqual(
      known(0.5),
    );
  });

  it("are more after the limit was raised", () => {
    expect(hoursToLimit(spent(190, 10, 24), known(200), PACE)).toEqual(known(1));
    expect(hoursToLimit(spent(190, 10, 24), known(400), PACE)).toEqual(known(21));
  });

  it("are absent where the month ends before, or nothing is spent", () => {
    const ends = { absent: "the month ends before" };
    const lastEvening = Date.UTC(2026, 10, 30, 20);
    expect(hoursToLimit(spent(100, 20, 24), known(200), { ...PACE, nowMs: lastEvening })).toEqual(
      ends,
    );
    expect(hoursToLimit(spent(100, 0, 0), known(200), PACE)).toEqual(ends);
  });

  it("are absent with the reason where a figure is missing", () => {
    const none = { absent: "no limit" };
    expect(hoursToLimit(spent(100, 20, 24), none, PACE)).toBe(none);
    expect(hoursToLimit(spent(100), known(200), PACE)).toBe(old);
    expect(hoursToLimit({ ...spent(1, 1, 1), thisMonth: old }, known(200), PACE)).toBe(old);
  });
});
