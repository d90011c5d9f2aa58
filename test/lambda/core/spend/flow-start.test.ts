import { flowStart } from "../../../../lambda/core/spend/flow-start";
import { NO_POINTS } from "../../../../lambda/core/spend/series";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";

const NOON = Date.UTC(2026, 10, 17, 12);

/** So many texts a day, evenly, over ten days to three hours before noon; then those that are given. */
function texts(daily: number, ...later: readonly (readonly [hour: number, count: number])[]) {
  const stepMs = DAY_MS / daily;
  const untilMs = NOON - 3 * HOUR_MS;
  const before = Array.from({ length: 10 * daily }, (_, i) => untilMs - (10 * daily - i) * stepMs);
  return {
    timesMs: [...before, ...later.map(([hour]) => NOON + hour * HOUR_MS)],
    values: [...before.map(() => 1), ...later.map(([, count]) => count)],
  };
}
const inGap = (series: ReturnType<typeof texts>) =>
  flowStart(series)(NOON - 3 * HOUR_MS, NOON + HOUR_MS);

describe("when money began to flow in a gap", () => {
  it("is its first text where such a silence is usual", () => {
    expect(inGap(texts(12, [0.5, 8], [0.75, 8]))).toBe(NOON + 30 * MINUTE_MS);
  });

  it("is the gap's beginning where texts must be missing from the metric", () => {
    expect(inGap(texts(200, [0.5, 8], [0.75, 8]))).toBe(NOON - 3 * HOUR_MS);
  });

  it("is the gap's beginning where no text is known in it", () => {
    expect(inGap(texts(12))).toBe(NOON - 3 * HOUR_MS);
    expect(inGap(texts(12, [1, 8]))).toBe(NOON - 3 * HOUR_MS);
    expect(flowStart(NO_POINTS)(NOON, NOON + HOUR_MS)).toBe(NOON);
  });

  it("is the gap's beginning in an account of which nothing else is known", () => {
    expect(flowStart({ timesMs: [NOON], values: [5] })(NOON - HOUR_MS, NOON + HOUR_MS)).toBe(
      NOON - HOUR_MS,
    );
  });
});
