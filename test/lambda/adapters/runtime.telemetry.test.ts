import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { errorText, telemetryOf, writeMetrics } from "../../../lambda/adapters/runtime";

/** What is written to the log meanwhile, line by line. */
function writtenBy(work: () => void): readonly unknown[] {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    work();
  } finally {
    write.mockRestore();
  }
  return lines.map((line) => JSON.parse(line) as unknown);
}

describe("the telemetry of a function", () => {
  test("writes metrics into the log, once, in the project's namespace", () => {
    const telemetry = telemetryOf("relay");
    const lines = writtenBy(() => {
      telemetry.metrics.addMetric("StepsPublished", MetricUnit.Count, 3);
      writeMetrics(telemetry);
      writeMetrics(telemetry);
    });
    expect(lines).toEqual([expect.objectContaining({ service: "relay", StepsPublished: 3 })]);
    expect(lines).toMatchObject([
      { _aws: { CloudWatchMetrics: [{ Namespace: "SmsPumping", Dimensions: [["service"]] }] } },
    ]);
  });

  test("does not ask for nothing to be written: that would be a warning each time", () => {
    const telemetry = telemetryOf("relay");
    const publish = jest.spyOn(telemetry.metrics, "publishStoredMetrics");
    const lines = writtenBy(() => {
      writeMetrics(telemetry);
    });
    expect(lines).toEqual([]);
    expect(publish).not.toHaveBeenCalled();
  });

  test("names the function in its log", () => {
    const { logger } = telemetryOf("sweep");
    expect(
      writtenBy(() => {
        logger.info("swept");
      }),
    ).toMatchObject([{ service: "sweep", message: "swept" }]);
  });
});

describe("an error in the log", () => {
  test("is its kind and message, and nothing that it carries", () => {
    const error = Object.assign(new TypeError("no table"), { record: "+15550100" });
    expect(errorText(error)).toBe("TypeError: no table");
  });

  test("is at most 500 characters", () => {
    expect(errorText(new Error("x".repeat(1000)))).toHaveLength(500);
  });

  test.each(["+15550100", undefined, null, { message: "+15550100" }])(
    "shows nothing of %j, which is no error",
    (thrown) => {
      expect(errorText(thrown)).toBe("not an error");
    },
  );
});
