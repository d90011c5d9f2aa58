import { plainReadUnits } from "../../bench/plain";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { MIDNIGHT, requestsAt, ruleOf } from "../support/observations";

const WINDOW_MS = 5 * MINUTE_MS;
const rule = ruleOf({ kind: "burst", threshold: 10, windowMs: WINDOW_MS });
const unitsAt = (times: readonly number[]): number => plainReadUnits(rule, requestsAt(times));
const atOnce = (count: number): readonly number[] => Array<number>(count).fill(MIDNIGHT);

describe("the plain way to count", () => {
  test("reads nothing for nothing", () => {
    expect(unitsAt([])).toBe(0);
  });

  test("reads one unit for an event as long as its window holds 4 KB, then one more", () => {
    // 34 items of 120 bytes fit into 4,096 bytes, 35 do not.
    expect(unitsAt(atOnce(34))).toBe(34);
    expect(unitsAt(atOnce(35))).toBe(36);
    expect(unitsAt(atOnce(68))).toBe(34 + 34 * 2);
    expect(unitsAt(atOnce(69))).toBe(34 + 34 * 2 + 3);
  });

  test("reads no further back than the window, whose ends belong to it", () => {
    const last = (afterMs: number): number =>
      unitsAt([...atOnce(34), MIDNIGHT + afterMs]) - unitsAt(atOnce(34));
    expect(last(WINDOW_MS)).toBe(2);
    expect(last(WINDOW_MS + 1)).toBe(1);
  });

  test("reads the entity's own items only", () => {
    const two = ["192.0.2.1", "192.0.2.2"].flatMap((ip) => requestsAt(atOnce(34), { ip }));
    expect(plainReadUnits(rule, two)).toBe(68);
  });
});
