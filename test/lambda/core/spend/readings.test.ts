import { metricQueries } from "../../../../lambda/core/spend/metric-queries";
import { readingsOf, readLimits } from "../../../../lambda/core/spend/readings";
import { spendSettings } from "../../../../lambda/core/spend/spend-settings";

const NOON = Date.UTC(2026, 10, 17, 12);
const calls = metricQueries(
  [
    { country: "FR", smsType: "Transactional" },
    { country: "FR", smsType: "Promotional" },
  ],
  NOON,
  spendSettings({ monthlyBudgetUsd: 1000 }),
);

describe("the readings of a run", () => {
  it("put each answer where its query belongs, all pages together", () => {
    const answers = calls.map((call) => ({
      call,
      results: call.queries.flatMap(({ id, reads, dimensions }, i) => [
        { id, timesMs: [1], values: [reads === "success" ? 0.5 : i] },
        { id, timesMs: [2], values: [dimensions.SMSType === "Promotional" ? 7 : 8] },
      ]),
    }));
    const readings = readingsOf(answers, true, { monthlySpendLimit: "300" });
    expect(readings.spend).toEqual({ timesMs: [1, 2], values: [0, 8] });
    expect(readings.direct).toEqual({ timesMs: [1, 2], values: [1, 8] });
    expect(readings.monthlySpendLimit).toBe("300");
    expect(readings.countries).toEqual([
      {
        country: "FR",
        service: "sns",
        messages: { timesMs: [1, 2], values: [2, 8] },
        success: { timesMs: [1, 2], values: [0.5, 8] },
      },
      {
        country: "FR",
        service: "sns",
        messages: { timesMs: [1, 2], values: [3, 7] },
        success: { timesMs: [1, 2], values: [0.5, 7] },
      },
    ]);
  });

  it("hold empty series where AWS answers nothing", () => {
    const none = { timesMs: [], values: [] };
    expect(readingsOf([], true)).toEqual({ spend: none, direct: none, countries: [] });
  });

  it("tell countries that were not asked for from countries without messages", () => {
    expect(readingsOf([], false).countries).toBeUndefined();
    expect(readingsOf([], true).countries).toEqual([]);
  });
});

describe("the limits", () => {
  const limits = [{ name: "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT", enforcedUsd: 1 }];
  const both = {
    limit: () => Promise.resolve("200"),
    endUserMessagingLimits: () => Promise.resolve(limits),
  };
  const failing = (name: string, code?: string) => () =>
    Promise.reject(Object.assign(new Error("no"), { name, ...(code !== undefined && { code }) }));

  it("are those of both services", async () => {
    expect(await readLimits(both)).toEqual({
      monthlySpendLimit: "200",
      endUserMessagingLimits: limits,
    });
  });

  it.each([
    [failing("AccessDeniedException"), "DescribeSpendLimits failed: AccessDeniedException"],
    [
      failing("Error", "ENOTFOUND"),
      "DescribeSpendLimits: the service has no endpoint in this Region",
    ],
  ])("of one service go on without the other's, and say why", async (refused, reason) => {
    const told: string[] = [];
    const read = await readLimits({ ...both, endUserMessagingLimits: refused }, ({ absent }) =>
      told.push(absent),
    );
    expect(read).toEqual({ monthlySpendLimit: "200", endUserMessagingLimits: { absent: reason } });
    expect(told).toEqual([reason]);
  });

  it("of AWS End User Messaging stand where SNS refuses its own", async () => {
    expect(await readLimits({ ...both, limit: failing("AuthorizationErrorException") })).toEqual({
      monthlySpendLimit: { absent: "GetSMSAttributes failed: AuthorizationErrorException" },
      endUserMessagingLimits: limits,
    });
  });
});
