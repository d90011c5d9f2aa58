import {
  memoryBaselineStore,
  memoryMinuteStore,
} from "../../../../../lambda/adapters/memory/counting";
import type { Baseline } from "../../../../../lambda/core/counting/minutes/baseline";
import { sumsOf } from "../../../../../lambda/core/counting/minutes/sums";
import {
  evaluateMinutes,
  type MinutesToEvaluate,
} from "../../../../../lambda/core/counting/minutes/evaluate-minutes";
import type {
  MinuteMeasure,
  UnconfirmedExcess,
  Volume,
} from "../../../../../lambda/core/model/measure";
import { parseConfig } from "../../../../../lambda/core/model/config";
import { MINUTE_MS } from "../../../../../lambda/core/model/time";
import { hourOf, newMinuteKey } from "../../../../support/minute-store-contract";
import { ruleOf } from "../../../../support/observations";

const DAY = 20_774;
const MIDNIGHT = DAY * 1440;

const volume: Volume = { kind: "volume", threshold: 10, windowMs: 5 * MINUTE_MS, times: 3 };
const excess: UnconfirmedExcess = {
  kind: "unconfirmed-excess",
  threshold: 30,
  windowMs: 5 * MINUTE_MS,
  spansMs: [5 * MINUTE_MS],
  share: 0.7,
  times: 3,
};

const PAST: Baseline = { days: 14, peak: 4, requests: 1000, confirmed: 500, goodDays: 0.5 };

/** A verdict on minutes around midnight, by the baselines of the day before and the day after. */
async function verdict(
  measure: MinuteMeasure,
  requests: Readonly<Record<number, number>>,
  { before = PAST, after = PAST, isDue = true, confirmed = {} as Readonly<Record<number, number>> },
) {
  const minutes = Object.keys(requests)
    .map((at) => MIDNIGHT + Number(at))
    .sort((a, b) => a - b);
  const inHour = (counts: Readonly<Record<number, number>>, hour: number) =>
    Object.fromEntries(
      Object.entries(counts)
        .map(([at, count]) => [Number(at) - hour * 60, count] as const)
        .filter(([at]) => at >= 0 && at < 60),
    );
  const sums = sumsOf(
    [-1, 0].map((hour) =>
      hourOf(MIDNIGHT / 60 + hour, {
        requests: inHour(requests, hour),
        confirmed: inHour(confirmed, hour),
      }),
    ),
  );
  const key = newMinuteKey();
  const baselines = memoryBaselineStore();
  const request: number[] = [];
  await baselines.keep(key, DAY - 1, before);
  await baselines.keep(key, DAY, after);
  const rule = ruleOf(measure, { id: key.ruleId });
  const question: MinutesToEvaluate = {
    key,
    rule,
    measure,
    minutes,
    ...(isDue && { waitedUntilMs: Infinity }),
  };
  const result = await evaluateMinutes(question, sums, {
    rules: [rule],
    config: parseConfig({}),
    minutes: memoryMinuteStore(),
    baselines: {
      ...baselines,
      read: (of, day) => {
        request.push(day);
        return baselines.read(of, day);
      },
    },
  });
  const relative = (all: readonly number[]) => all.map((minute) => minute - MIDNIGHT);
  return {
    ...result,
    request,
    firing: relative(result.firing.map(({ minute }) => minute)),
    pending: relative(result.pending.map(({ minute }) => minute)),
  };
}

test("no past is request for where nothing could fire whatever it was", async () => {
  expect((await verdict(volume, { 1: 10 }, {})).request).toEqual([]);
  expect((await verdict(excess, { 1: 29 }, {})).request).toEqual([]);
  expect((await verdict(volume, { 1: 11 }, {})).request).toEqual([DAY]);
  expect((await verdict(excess, { 1: 31 }, {})).request).toEqual([DAY]);
});

test("a volume fires above three times its usual peak, and says by what it was measured", async () => {
  expect((await verdict(volume, { 1: 12 }, {})).firing).toEqual([]);
  const { firing, measure, usual, isShareKnown } = await verdict(volume, { 1: 13 }, {});
  expect({ firing, measure, usual, isShareKnown }).toEqual({
    firing: [1],
    measure: { ...volume, threshold: 12 },
    usual: { peak: 4 },
    isShareKnown: false,
  });
});

test("each minute is judged by the past of its own day", async () => {
  const busy = { ...PAST, peak: 100 };
  const requests = { [-1]: 50, 0: 50 };
  expect(await verdict(volume, requests, { after: busy })).toMatchObject({
    firing: [-1],
    request: [DAY - 1, DAY],
    usual: { peak: 4 },
  });
  expect((await verdict(volume, requests, { before: busy })).firing).toEqual([0]);
  expect((await verdict(volume, requests, {})).firing).toEqual([-1, 0]);
});

test("an excess is judged by the share that is usual, and says so", async () => {
  expect((await verdict(excess, { 1: 59 }, {})).firing).toEqual([]);
  expect(await verdict(excess, { 1: 60 }, {})).toMatchObject({
    firing: [1],
    usual: { confirmedShare: 0.5 },
    isShareKnown: true,
    measure: { ...excess, graceMs: 3 * MINUTE_MS },
  });
});

test("an excess of an entity that is hardly known is judged by a share that is assumed", async () => {
  const young = { days: 1, requests: 0, confirmed: 0 };
  expect((await verdict(excess, { 1: 99 }, { after: young })).firing).toEqual([]);
  expect(await verdict(excess, { 1: 100 }, { after: young })).toMatchObject({
    firing: [1],
    usual: { confirmedShare: 0.6, isShareAssumed: true },
    isShareKnown: false,
  });
});

test("where confirmations cannot be seen an excess is judged by volume, at once", async () => {
  const blind = { ...PAST, peak: 20, confirmed: 199, goodDays: 0.19 };
  expect((await verdict(excess, { 1: 60 }, { after: blind, isDue: false })).firing).toEqual([]);
  expect(await verdict(excess, { 1: 61 }, { after: blind, isDue: false })).toMatchObject({
    firing: [1],
    pending: [],
    measure: { kind: "volume", threshold: 60, windowMs: 5 * MINUTE_MS, times: 3 },
    usual: { peak: 20, isConfirmationInvisible: true },
    isShareKnown: false,
  });
});

test("an excess waits until something later than its time to confirm has been counted", async () => {
  const requests = { 1: 60 };
  const waiting = await verdict(excess, requests, { isDue: false });
  expect([waiting.firing, waiting.pending]).toEqual([[], [1]]);
  const stillTyping = await verdict(excess, { ...requests, 4: 1 }, { isDue: false });
  expect(stillTyping.pending).toContain(1);
  const later = await verdict(excess, requests, { isDue: false, confirmed: { 5: 1 } });
  expect([later.firing, later.pending]).toEqual([[1], []]);
});

test("minutes without requests never fire", async () => {
  const result = await verdict(volume, { 1: 50, 2: 0 }, {});
  expect(result.firing).toEqual([1]);
});
