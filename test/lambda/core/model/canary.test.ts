import fc from "fast-check";
import { canaryStep, type CanaryState } from "../../../../lambda/core/model/canary";
import { HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { runs } from "../../../support/runs";

const START = Date.parse("2026-11-17T04:51:07Z");

interface Run {
  readonly atMs: number;
  readonly isOverdue: boolean;
  readonly isCall: boolean;
}

/**
 * Plays sweeps against a road on which a call takes a while to come back, or never does.
 *
 * @param delayOf how long the call of a moment takes; undefined where it is lost
 */
function play(times: readonly number[], delayOf: (calledMs: number) => number | undefined): Run[] {
  let state: CanaryState = {};
  const onTheWay: { readonly calledMs: number; readonly backMs: number }[] = [];
  return times.map((atMs) => {
    for (const { calledMs, backMs } of onTheWay) {
      // A record's time has whole seconds.
      const recordMs = Math.floor(calledMs / 1000) * 1000;
      if (backMs <= atMs) state = { ...state, seenAtMs: Math.max(state.seenAtMs ?? 0, recordMs) };
    }
    const { isDue, overdueMs, next } = canaryStep(state, atMs);
    if (isDue) {
      const delayMs = delayOf(atMs);
      if (delayMs !== undefined) onTheWay.push({ calledMs: atMs, backMs: atMs + delayMs });
    }
    if (next !== undefined) state = { ...next, seenAtMs: state.seenAtMs };
    return { atMs, isOverdue: overdueMs !== undefined, isCall: isDue };
  });
}

const everyFive = (hours: number, fromMs = START): number[] =>
  Array.from({ length: hours * 12 }, (_, i) => fromMs + i * 5 * MINUTE_MS);
const minutesOf = (list: readonly Run[]): number[] =>
  list.map(({ atMs }) => (atMs - START) / MINUTE_MS);

describe("the canary", () => {
  it("calls once an hour, from half an hour after it began", () => {
    const calls = play(everyFive(4), () => 5 * MINUTE_MS).filter(({ isCall }) => isCall);
    expect(minutesOf(calls)).toEqual([30, 90, 150, 210]);
  });

  it("tells of nothing in the first hour, and then within half an hour of the call", () => {
    const told = play(everyFive(4), () => undefined).filter(({ isOverdue }) => isOverdue);
    expect(minutesOf(told)[0]).toBe(60);
    expect(told).toHaveLength(36);
  });

  it("tells of an outage without a break until a call comes back", () => {
    const stoppedMs = START + 100 * MINUTE_MS;
    const mendedMs = START + 9 * HOUR_MS;
    const list = play(everyFive(12), (calledMs) =>
      calledMs < stoppedMs || calledMs >= mendedMs ? 3 * MINUTE_MS : undefined,
    );
    const told = minutesOf(list.filter(({ isOverdue }) => isOverdue));
    // The first lost call is that of 150 minutes, the first that comes back that of 570.
    expect(told[0]).toBe(180);
    expect(told.at(-1)).toBe(570);
    expect(told).toHaveLength((570 - 180) / 5 + 1);
  });

  it("tells of a late call only until that comes back", () => {
    const list = play(everyFive(3), (calledMs) =>
      calledMs < START + HOUR_MS ? 41 * MINUTE_MS : MINUTE_MS,
    );
    expect(minutesOf(list.filter(({ isOverdue }) => isOverdue))).toEqual([60, 65, 70]);
  });

  it("begins anew after a pause: what was called before it says nothing of now", () => {
    const before = everyFive(2).filter((atMs) => atMs <= START + 30 * MINUTE_MS);
    const after = everyFive(1, START + 9 * 24 * HOUR_MS);
    const list = play([...before, ...after], () => undefined);
    expect(list.filter(({ isOverdue }) => isOverdue)).toEqual([]);
    expect(list.filter(({ isCall }) => isCall)).toHaveLength(2);
  });

  it("never tells of a road on which every call comes back within 25 minutes, whenever it runs", () => {
    const gap = fc.integer({ min: 1, max: 60 * 60 });
    const delay = fc.integer({ min: 0, max: 25 * MINUTE_MS });
    fc.assert(
      fc.property(fc.array(gap, { maxLength: 200 }), delay, (gaps, delayMs) => {
        let atMs = START;
        const times = gaps.map((seconds) => (atMs += seconds * 1000));
        expect(play(times, () => delayMs).some(({ isOverdue }) => isOverdue)).toBe(false);
      }),
      { numRuns: runs(100) },
    );
  });

  it("always tells of a road that has ended, at the first run from half an hour after a call", () => {
    const gap = fc.integer({ min: 60, max: 20 * 60 });
    fc.assert(
      fc.property(fc.array(gap, { minLength: 50, maxLength: 200 }), (gaps) => {
        let atMs = START;
        const list = play(
          gaps.map((seconds) => (atMs += seconds * 1000)),
          () => undefined,
        );
        const called = list.find(({ isCall }) => isCall)?.atMs ?? Infinity;
        for (const { atMs: nowMs, isOverdue } of list) {
          expect(isOverdue).toBe(nowMs >= called + 30 * MINUTE_MS);
        }
      }),
      { numRuns: runs(100) },
    );
  });
});
