import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { cloudWatch, type DataQuery, type StoredPoint } from "./cloudwatch";

const NOON = Date.UTC(2026, 10, 17, 12);
const METRIC = { namespace: "AWS/SNS", metricName: "M", dimensions: {} };
const query = (more: Partial<DataQuery> = {}): DataQuery => ({
  ...METRIC,
  id: "q0",
  statistic: "Sum",
  periodMs: 5 * MINUTE_MS,
  ...more,
});
const at = (minute: number, value: number, lateMinutes = 0): StoredPoint => ({
  atMs: NOON + minute * MINUTE_MS,
  value,
  arrivesMs: NOON + (minute + lateMinutes) * MINUTE_MS,
});
const RANGE = { startMs: NOON - HOUR_MS, endMs: NOON + HOUR_MS, isAscending: true };

function holding(...points: readonly StoredPoint[]) {
  const source = cloudWatch();
  source.put(METRIC, points);
  return source;
}
const minutesOf = (times: readonly number[]): number[] =>
  times.map((time) => (time - NOON) / MINUTE_MS);

describe("GetMetricData", () => {
  it("puts points into periods on the clock, and leaves empty ones out", () => {
    const source = holding(at(1, 2), at(4, 5), at(17, 9));
    for (const [statistic, first] of [
      ["Sum", 7],
      ["Maximum", 5],
      ["Minimum", 2],
      ["Average", 3.5],
    ] as const) {
      const request = { ...RANGE, queries: [query({ statistic })] };
      const [result] = source.getMetricData(request, NOON + HOUR_MS).results;
      expect(minutesOf(result!.timesMs)).toEqual([0, 15]);
      expect(result!.values).toEqual([first, 9]);
    }
  });

  it("shows a point when it has arrived, also into a period already seen", () => {
    const source = holding(at(1, 2), at(2, 5, 12), at(6, 1));
    const sums = [3, 10, 14, 30].map((minute) => {
      const request = { ...RANGE, queries: [query()] };
      return source.getMetricData(request, NOON + minute * MINUTE_MS).results[0]!.values;
    });
    expect(sums).toEqual([[2], [2, 1], [7, 1], [7, 1]]);
  });

  it("gives the newest first unless asked otherwise", () => {
    const source = holding(at(1, 2), at(17, 9));
    const request = { ...RANGE, isAscending: false, queries: [query()] };
    expect(source.getMetricData(request, NOON + HOUR_MS).results[0]!.values).toEqual([9, 2]);
  });

  it("keeps to the range, its end excluded", () => {
    const source = holding(at(-70, 1), at(-60, 2), at(59, 3), at(60, 4));
    const request = { ...RANGE, queries: [query()] };
    expect(source.getMetricData(request, NOON + DAY_MS).results[0]!.values).toEqual([2, 3]);
  });

  it("gives no values for a metric that does not exist", () => {
    const other = query({ dimensions: { TopicName: "otp" } });
    const answer = holding(at(1, 2)).getMetricData({ ...RANGE, queries: [other] }, NOON + HOUR_MS);
    expect(answer).toEqual({
      results: [{ id: "q0", timesMs: [], values: [], statusCode: "Complete" }],
      nextToken: undefined,
    });
  });

  it("gives what does not fit on a page on the next", () => {
    const source = holding(at(1, 1), at(6, 2), at(11, 3), at(16, 4), at(21, 5));
    const queries = [query(), query({ id: "q1" })];
    const values: Record<string, number[]> = { q0: [], q1: [] };
    let nextToken: string | undefined;
    let pages = 0;
    do {
      const request = { ...RANGE, queries, maxDatapoints: 3, nextToken };
      const answer = source.getMetricData(request, NOON + HOUR_MS);
      for (const result of answer.results) values[result.id]!.push(...result.values);
      nextToken = answer.nextToken;
      pages++;
    } while (nextToken !== undefined);
    expect(values).toEqual({ q0: [1, 2, 3, 4, 5], q1: [1, 2, 3, 4, 5] });
    expect(pages).toBe(4);
  });

  it.each([
    ["501 queries", { queries: Array.from({ length: 501 }, (_, i) => query({ id: `q${i}` })) }],
    ["an id twice", { queries: [query(), query()] }],
    ["an id that begins with a capital", { queries: [query({ id: "Q" })] }],
    ["100,801 data points", { queries: [query()], maxDatapoints: 100_801 }],
    ["a start after the end", { queries: [query()], startMs: NOON + DAY_MS }],
  ])("refuses %s", (_, request) => {
    expect(() => cloudWatch().getMetricData({ ...RANGE, ...request }, NOON)).toThrow(
      "ValidationError",
    );
  });
});

describe("ListMetrics", () => {
  it("lists what had data lately, once it has arrived", () => {
    const source = holding(at(0, 1, 12));
    const listed = [5, 12, 181].map(
      (minute) => source.listMetrics("M", 3 * HOUR_MS, NOON + minute * MINUTE_MS).length,
    );
    expect(listed).toEqual([0, 1, 0]);
  });
});
