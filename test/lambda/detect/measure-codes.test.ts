import { telemetryOf } from "../../../lambda/adapters/runtime";
import { parseConfig } from "../../../lambda/core/model/config";
import { measureCodes } from "../../../lambda/detect/measure-codes";
import { requestsAt } from "../../support/observations";

test("each client has two records in the log, under its name and the function's alone", () => {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  const deps = { ...telemetryOf("detect"), config: parseConfig({}), clients: new Set<string>() };
  try {
    measureCodes(requestsAt([1, 2, 3], { clientId: "1example" }), deps);
  } finally {
    write.mockRestore();
  }
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number) as number,
        CloudWatchMetrics: [
          {
            Namespace: "SmsPumping",
            Dimensions: [["service", "ClientId"]],
            Metrics: [{ Name: "CodesRequested", Unit: "Count" }],
          },
        ],
      },
      service: "detect",
      ClientId: "1example",
      CodesRequested: 3,
    },
    expect.objectContaining({ service: "detect", ClientId: "1example", CodesConfirmed: 0 }),
  ]);
});
