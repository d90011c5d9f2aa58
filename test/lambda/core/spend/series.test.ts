import fc from "fast-check";
import { firstFrom, NO_POINTS, seriesOf } from "../../../../lambda/core/spend/series";

describe("a series of pages", () => {
  it("is oldest first, whichever way AWS gave them", () => {
    const pages = [
      { timesMs: [30, 20], values: [3, 2] },
      { timesMs: [10], values: [1] },
    ];
    expect(seriesOf(pages)).toEqual({ timesMs: [10, 20, 30], values: [1, 2, 3] });
    expect(seriesOf([pages[0]!])).toEqual({ timesMs: [20, 30], values: [2, 3] });
  });

  it("holds a time once", () => {
    const pages = [
      { timesMs: [10, 20], values: [1, 2] },
      { timesMs: [20, 30], values: [5, 3] },
    ];
    expect(seriesOf(pages)).toEqual({ timesMs: [10, 20, 30], values: [1, 5, 3] });
  });

  it("is empty where AWS gave nothing", () => {
    expect(seriesOf([])).toEqual(NO_POINTS);
  });
});

it("the first point from a time on is found as by looking at all", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer()), fc.integer(), (times, at) => {
      const sorted = times.sort((a, b) => a - b);
      const found = sorted.findIndex((time) => time >= at);
      expect(firstFrom(sorted, at)).toBe(found === -1 ? sorted.length : found);
    }),
  );
});
