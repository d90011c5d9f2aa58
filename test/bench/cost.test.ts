import { costRow } from "../../bench/cost";
import type { Measurement, Use } from "../../bench/measurement";

const NOTHING: Use = { writeUnits: 0, readUnits: 0, calls: 0, steps: 0 };

const measurementOf = (use: Partial<Use>): Measurement => ({
  traffic: "flood",
  rules: "sms-api-burst",
  events: 240,
  byBatch: new Map([10, 60, 1].map((batch) => [batch, { ...NOTHING, ...use }])),
  plain: { writeUnits: 1000, readUnits: 2000 },
});

describe("what a million events cost", () => {
  test("is shown with its arithmetic", () => {
    const use = { writeUnits: 800, readUnits: 400, calls: 0, steps: 100 };
    expect(costRow(measurementOf(use), 10, false)).toEqual({
      traffic: "flood",
      rules: "sms-api-burst",
      batch: 10,
      writes: "0.800 x 0.625 = $0.50",
      reads: "0.400 x 0.125 = $0.05",
      sqs: "1.200 x 0.4 = $0.48",
      // 100,000 calls at $0.20 a million, and 50 ms of half a gigabyte for each.
      lambda: "$0.05",
      steps: "0.100 x 1 = $0.10",
      trail: "$0.00",
      // 0.5 + 0.05 + 0.48 + 0.0533 + 0.1
      total: "$1.18",
      dynamoDb: "$0.55",
      plainDynamoDb: "$0.88",
    });
  });

  test("grows by a dollar where the trail's events are data events", () => {
    const { trail, total } = costRow(measurementOf({}), 10, true);
    expect([trail, total]).toEqual(["$1.00", "$1.53"]);
  });

  test("falls with the batch: fewer invocations, and at most ten messages a request", () => {
    const rows = [1, 10, 60].map((batch) => costRow(measurementOf({}), batch, false));
    expect(rows.map(({ sqs, lambda }) => [sqs, lambda])).toEqual([
      ["3.000 x 0.4 = $1.20", "$0.53"],
      ["1.200 x 0.4 = $0.48", "$0.05"],
      ["1.200 x 0.4 = $0.48", "$0.01"],
    ]);
  });

  test("grows with the calls for an event, which take processor time", () => {
    // Five calls: 5 / 870 s of half a gigabyte, a million times, are $0.0383, besides $0.0533.
    expect(costRow(measurementOf({ calls: 5000 }), 10, false).lambda).toBe("$0.09");
  });

  test("refuses a size of batch that was not measured", () => {
    expect(() => costRow(measurementOf({}), 7, false)).toThrow("no measurement at batches of 7");
  });
});
