import { HOUR_MS } from "../../../lambda/core/model/time";
import { visibilitySeconds } from "../../../lambda/forward/visibility";
import { tuningSchema } from "../../../lib/tuning";

test("a message that fails waits from one minute to half an hour, doubling", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 100, 5000].map((receives) => visibilitySeconds(receives, 1));
  expect(waits).toEqual([60, 120, 240, 480, 960, 1800, 1800, 1800, 1800]);
});

test("a fifth of the time is chance, in whole seconds", () => {
  expect(visibilitySeconds(6, 0)).toBe(1440);
  expect(visibilitySeconds(6, 0.5)).toBe(1620);
  for (const random of [0, 0.123, 0.9999]) {
    expect(Number.isInteger(visibilitySeconds(1, random))).toBe(true);
  }
});

test("an outage of a day and a half uses up no message's receives, whatever chance says", () => {
  const { maxReceives } = tuningSchema.parse({}).forward;
  const waits = Array.from({ length: maxReceives }, (_, i) => visibilitySeconds(i + 1, 0));
  const seconds = waits.reduce((sum, each) => sum + each, 0);
  expect(seconds * 1000).toBeGreaterThan(36 * HOUR_MS);
});

test("a count of receives that makes no sense is the first", () => {
  expect(visibilitySeconds(0, 1)).toBe(60);
});
