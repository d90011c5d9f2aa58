import { pseudonymsBy } from "../../../lambda/core/model/hash";
import { MINUTE_MS } from "../../../lambda/core/model/time";
import { pseudonymsOf } from "../../../lambda/detect/pseudonyms";
import { keptTelemetry } from "../../support/telemetry";

const KEY = "k".repeat(64);

/** A secret that cannot be read the first few times. */
function secretAfter(failures: number) {
  let reads = 0;
  const read = (): Promise<string> =>
    ++reads <= failures
      ? Promise.reject(new Error("AccessDeniedException: not authorized"))
      : Promise.resolve(KEY);
  return { read, reads: () => reads };
}

test("reads the key once and names by it", async () => {
  const secret = secretAfter(0);
  const { telemetry, measured } = keptTelemetry();
  const { pseudonym, prepare } = pseudonymsOf(secret, telemetry);
  await prepare(0);
  await prepare(MINUTE_MS);
  expect(secret.reads()).toBe(1);
  expect(pseudonym("subject", "ann")).toBe(pseudonymsBy(KEY)("subject", "ann"));
  expect(measured).toEqual([]);
});

test("without a key nobody has a name: it says so each time, and asks again each minute", async () => {
  const secret = secretAfter(2);
  const { telemetry, measured, logs } = keptTelemetry();
  const { pseudonym, prepare } = pseudonymsOf(secret, telemetry);
  await prepare(0);
  await prepare(MINUTE_MS - 1);
  expect(secret.reads()).toBe(1);
  expect(pseudonym("subject", "ann")).toBeUndefined();
  expect(measured.map(({ name }) => name)).toEqual(["PairingOff", "PairingOff"]);
  expect(logs).toEqual([
    {
      level: "error",
      message: expect.stringContaining("could not read the key") as string,
      extra: { error: "Error: AccessDeniedException: not authorized" },
    },
  ]);
  await prepare(MINUTE_MS);
  await prepare(2 * MINUTE_MS);
  expect(secret.reads()).toBe(3);
  expect(pseudonym("subject", "ann")).toBeDefined();
  expect(measured).toHaveLength(3);
});
