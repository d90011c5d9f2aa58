import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { cloudWatchSink, cloudWatchSource } from "../../../lambda/adapters/aws/spend";
import { memorySpendStore } from "../../../lambda/adapters/memory/outcomes";
import type { SpendStore } from "../../../lambda/core/spend/spend-figures";
import { isKnown } from "../../../lambda/core/spend/figure";
import { spendSettings } from "../../../lambda/core/spend/spend-settings";
import { HOUR_MS, MINUTE_MS } from "../../../lambda/core/model/time";
import { runSpend, type SpendDeps } from "../../../lambda/spend/run";
import { cloudWatch, type CloudWatch } from "../../support/cloudwatch";
import { cloudWatchClient } from "../../support/cloudwatch-client";
import { playMonth } from "../../support/months";
import { runOnce } from "../../support/spend-run";
import { keptTelemetry } from "../../support/telemetry";

const NOVEMBER = { fromMs: Date.UTC(2026, 10, 1), untilMs: Date.UTC(2026, 11, 1) };
const PUMP_FROM = Date.UTC(2026, 10, 2, 3);
const settings = spendSettings({ monthlyBudgetUsd: 3000, countryMinutes: 15 });
const place = { account: "111122223333", region: "us-east-1" };

/** A shop that is pumped in the night of the second day. */
const month = playMonth({
  month: NOVEMBER,
  seed: "the function",
  perHour: 60,
  countries: [
    ["US", 0.8, 0.00645],
    ["GB", 0.2, 0.04],
  ],
  pumps: [
    {
      fromMs: PUMP_FROM,
      untilMs: PUMP_FROM + 2 * HOUR_MS,
      perMinute: 60,
      country: "ID",
      priceUsd: 0.2,
    },
  ],
});

/** The function's parts on the stand-in for CloudWatch. */
function guard(source: CloudWatch, changes: Partial<SpendDeps> = {}, maxDatapoints?: number) {
  let nowMs = 0;
  const aws = cloudWatchClient(source, () => nowMs, maxDatapoints);
  const { telemetry, logs } = keptTelemetry();
  const deps: SpendDeps = {
    ...telemetry,
    settings,
    source: cloudWatchSource(aws.client),
    limit: () => Promise.resolve("1000"),
    endUserMessagingLimits: () => Promise.resolve([]),
    publish: cloudWatchSink(aws.client),
    store: memorySpendStore(),
    ...changes,
  };
  const run = (atMs: number, otherwise: Partial<SpendDeps> = {}) => {
    nowMs = atMs;
    return runSpend({ nowMs, ...place }, { ...deps, ...otherwise });
  };
  const namesIn = (call: number) =>
    (aws.published[call]?.MetricData ?? []).map(({ MetricName }) => MetricName);
  return { ...aws, deps, logs, run, namesIn };
}

const DUE = PUMP_FROM + HOUR_MS;
const NOT_DUE = DUE + 5 * MINUTE_MS;
const failing = (name: string) => () =>
  Promise.reject(Object.assign(new Error("not allowed"), { name }));
const errorsIn = (logs: readonly { level: string; message: string; extra: unknown }[]) =>
  logs.filter(({ level }) => level === "error").map(({ message, extra }) => [message, extra]);

describe("a run", () => {
  test("publishes the figures of a pump, with the countries, and keeps them", async () => {
    const { run, published, namesIn, deps } = guard(month.cloudWatch);
    const figures = await run(DUE);
    expect(namesIn(0)).toEqual(
      expect.arrayContaining(["SpentLastHourUsd", "HoursToSpendLimit", "LowestSuccessRate"]),
    );
    expect(published).toHaveLength(1);
    const hourly = published[0]!.MetricData!.find(
      ({ MetricName }) => MetricName === "HourlySpendOfAllowed",
    );
    expect(hourly).toMatchObject({ Timestamp: new Date(DUE) });
    expect(hourly!.Value).toBeGreaterThan(1);
    expect(await deps.store.read(place.account, place.region)).toEqual(figures);
  });

  test("says what the core says of the same readings, however small the pages are", async () => {
    const expected = runOnce(month.cloudWatch, DUE, { settings, limitAt: () => "1000" });
    expect(isKnown(expected.countries)).toBe(true);
    const { run, commands } = guard(month.cloudWatch, {}, 500);
    expect(await run(DUE)).toEqual(expected);
    expect(commands.length).toBeGreaterThan(15);
  });

  test("keeps the countries of the run before where they are not due", async () => {
    const { run, commands } = guard(month.cloudWatch);
    const before = await run(DUE);
    const callsBefore = commands.length;
    const after = await run(NOT_DUE);
    expect(after.countries).toEqual(before.countries);
    // GetMetricData once and PutMetricData: AWS charges each metric that is asked for.
    expect(commands).toHaveLength(callsBefore + 2);
  });

  test("in an account without any metric publishes nothing and is content", async () => {
    const { run, published, logs } = guard(cloudWatch());
    const figures = await run(DUE);
    expect(figures.thisMonth).toEqual({ absent: "AWS has published no such metric yet" });
    expect(published).toEqual([]);
    expect(errorsIn(logs)).toEqual([]);
  });
});

describe("a call that is refused", () => {
  test("for metrics ends the run: nothing is published, nothing kept", async () => {
    const { run, published, deps } = guard(month.cloudWatch);
    const source = { ...deps.source, answer: failing("ThrottlingException") };
    await expect(run(DUE, { source })).rejects.toThrow("not allowed");
    expect(published).toEqual([]);
    expect(await deps.store.read(place.account, place.region)).toBeUndefined();
    await expect(run(DUE)).resolves.toBeDefined();
  });

  test("for the second of several calls publishes nothing either", async () => {
    const { run, deps, published } = guard(month.cloudWatch);
    let calls = 0;
    const answer: SpendDeps["source"]["answer"] = (call) =>
      calls++ === 0 ? deps.source.answer(call) : failing("AccessDenied")();
    await expect(run(DUE, { source: { ...deps.source, answer } })).rejects.toThrow("not allowed");
    expect(calls).toBe(2);
    expect(published).toEqual([]);
  });

  test("for the limit leaves that figure absent, with its reason, and publishes the others", async () => {
    const { run, logs, namesIn } = guard(month.cloudWatch, {
      limit: failing("AuthorizationErrorException"),
    });
    const figures = await run(DUE);
    const reason = { absent: "GetSMSAttributes failed: AuthorizationErrorException" };
    expect(figures.limit).toEqual(reason);
    expect(figures.hoursToLimit).toEqual(reason);
    expect(namesIn(0)).toContain("SpentLastHourUsd");
    expect(namesIn(0)).not.toContain("HoursToSpendLimit");
    expect(errorsIn(logs)).toEqual([
      [
        "could not read a spend limit",
        { reason: reason.absent, error: "AuthorizationErrorException: not allowed" },
      ],
    ]);
  });

  test("for the limits of AWS End User Messaging costs these alone, and they say why", async () => {
    const { run, published, namesIn } = guard(month.cloudWatch, {
      endUserMessagingLimits: failing("AccessDeniedException"),
    });
    const { limit, limits } = await run(DUE);
    expect(limit).toMatchObject({ value: 1000 });
    expect(limits).toEqual([
      { service: "sns", name: "MonthlySpendLimit", limit },
      {
        service: "end-user-messaging",
        name: "DescribeSpendLimits",
        limit: { absent: "DescribeSpendLimits failed: AccessDeniedException" },
      },
    ]);
    expect(published).toHaveLength(1);
    expect(namesIn(0)).toContain("HoursToSpendLimit");
  });

  test("for the limit leaves the configured one in force", async () => {
    const { run } = guard(month.cloudWatch, {
      limit: failing("AuthorizationErrorException"),
      settings: { ...settings, spendLimitUsd: 1500 },
    });
    expect((await run(DUE)).limit).toMatchObject({ value: 1500 });
  });

  test("for the list of countries still watches the money, and fails in the end", async () => {
    const { run, deps, logs, namesIn, published } = guard(month.cloudWatch);
    const source = { ...deps.source, countries: failing("AccessDenied") };
    await expect(run(DUE, { source })).rejects.toThrow("failed to list the countries");
    expect(published).toHaveLength(1);
    expect(namesIn(0)).toContain("HourlySpendOfAllowed");
    expect(namesIn(0)).not.toContain("LowestSuccessRate");
    expect(errorsIn(logs)).toHaveLength(1);
  });

  test("for the state table still publishes, and fails in the end", async () => {
    const store: SpendStore = { read: failing("Throttled"), write: failing("Throttled") };
    const { run, published } = guard(month.cloudWatch, { store });
    await expect(run(DUE)).rejects.toThrow(
      "failed to read the earlier figures, to keep the figures",
    );
    expect(published).toHaveLength(1);
  });

  test("for our metrics keeps no figures that were not published", async () => {
    const send = failing("ThrottlingException");
    const publish = cloudWatchSink({ send } as unknown as CloudWatchClient);
    const { run, deps } = guard(month.cloudWatch, { publish });
    await expect(run(DUE)).rejects.toThrow("not allowed");
    expect(await deps.store.read(place.account, place.region)).toBeUndefined();
  });
});
