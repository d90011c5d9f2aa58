import { parseConfig } from "../../../../lambda/core/model/config";
import { gapFor } from "../../../../lambda/core/model/session-gap";
import type { Measure } from "../../../../lambda/core/model/measure";
import { HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";

const WINDOW = { threshold: 30, windowMs: 5 * MINUTE_MS, times: 3 };
const volume = { ...WINDOW, kind: "volume" } as const;
const excess = {
  ...WINDOW,
  kind: "unconfirmed-excess",
  spansMs: [5 * MINUTE_MS, 6 * HOUR_MS],
  share: 0.7,
} as const;

test.each<[string, Measure, number, number]>([
  ["volume", volume, 30, 30],
  ["volume", { ...volume, windowMs: 90 * MINUTE_MS }, 30, 90],
  ["excess over hours", excess, 30, 60],
  ["excess over hours", excess, 90, 90],
  ["excess over minutes", { ...excess, spansMs: [5 * MINUTE_MS] }, 5, 5],
  ["excess over a quarter", { ...excess, spansMs: [15 * MINUTE_MS] }, 5, 15],
])("an %s by %j with %i quiet minutes is over after %i minutes", (_, measure, set, quiet) => {
  expect(gapFor(measure, parseConfig({ quietMinutes: set }))).toBe(quiet * MINUTE_MS);
});
