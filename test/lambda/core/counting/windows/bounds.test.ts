import fc from "fast-check";
import { memoryWindowStore } from "../../../../../lambda/adapters/memory/counting";
import { judge } from "../../../../../lambda/core/counting/windows/judge";
import type { Basis } from "../../../../../lambda/core/counting/windows/measure";
import { timelineOf } from "../../../../../lambda/core/counting/windows/timeline";
import { encodeToken } from "../../../../../lambda/core/counting/windows/token";
import {
  addition,
  BUCKETS,
  cutOf,
  overflowOf,
  type Chunk,
  type WindowKey,
} from "../../../../../lambda/core/counting/windows/window";
import { MINUTE_MS } from "../../../../../lambda/core/model/time";
import { MIDNIGHT, unconfirmedBurst } from "../../../../support/observations";
import { judging, judgingInDoubt } from "../../../../support/reference";
import { least, runs } from "../../../../support/runs";

/* A few tokens are kept instead of a hundred, so that nearly everything is known by bounds alone. */
const KEPT = 4;
const SPAN = 16 * MINUTE_MS;
const SIXTEENTH = SPAN / BUCKETS;
const KEY: WindowKey = {
  scope: "s",
  target: "t",
  spanMs: SPAN,
  entity: { type: "ip", value: "192.0.2.1" },
};

interface Wave {
  readonly startMs: number;
  readonly people: number;
  readonly stepMs: number;
  readonly percent: number;
  readonly typingMs: number;
}

const wave: fc.Arbitrary<Wave> = fc.record({
  startMs: fc.nat(3 * SPAN),
  people: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 40, max: 160 })),
  stepMs: fc.oneof(fc.nat(500), fc.nat(10_000)),
  percent: fc.oneof(fc.nat(9), fc.nat(100)),
  typingMs: fc.oneof(fc.nat(MINUTE_MS), fc.nat(5 * MINUTE_MS)),
});

const cases = fc.record({
  waves: fc.array(wave, { minLength: 1, maxLength: 4 }),
  threshold: fc.integer({ min: 2, max: 12 }),
  share: fc.constantFrom(0.04, 0.1, 0.2, 0.5),
  isKnown: fc.boolean(),
  batch: fc.integer({ min: 1, max: 60 }),
});

function timesOf(waves: readonly Wave[]): { hits: number[]; confirmations: number[] } {
  const asked = waves.flatMap(({ startMs, people, stepMs, percent, typingMs }) =>
    Array.from({ length: people }, (_, k) => ({
      atMs: MIDNIGHT + startMs + k * stepMs,
      typed: Math.floor(((k + 1) * percent) / 100) > Math.floor((k * percent) / 100),
      typingMs: Math.floor((typingMs * (1 + ((k * 7) % 5))) / 5),
    })),
  );
  const ascending = (times: number[]): number[] => times.sort((a, b) => a - b);
  return {
    hits: ascending(asked.map(({ atMs }) => atMs)),
    confirmations: ascending(
      asked.flatMap(({ atMs, typed, typingMs }) => (typed ? [atMs + typingMs] : [])),
    ),
  };
}

const chunkOf = (at: number): number => Math.floor(at / SPAN);

/** Adds the times in batches as the detector does, and cuts whenever there are too many. */
async function stored(
  series: Readonly<Record<string, readonly number[]>>,
  batch: number,
): Promise<readonly Chunk[]> {
  const store = memoryWindowStore();
  for (const [name, times] of Object.entries(series)) {
    for (let i = 0; i < times.length; i += batch) {
      const some = times.slice(i, i + batch);
      for (const index of new Set(some.map(chunkOf))) {
        const own = some.filter((at) => chunkOf(at) === index);
        const tokens = own.map((at, k) =>
          encodeToken(at - index * SPAN, `${name}${i}-${k}`, "aa", true),
        );
        await store.add(KEY, {
          index,
          series: { [name]: addition(tokens, KEPT, SPAN) },
          texts: [],
        });
        const [chunk] = await store.read(KEY, index, index);
        const cut = cutOf(chunk!, name, KEPT, SPAN);
        if (cut !== undefined) await store.cut(KEY, cut);
      }
    }
  }
  const all = Object.values(series).flat();
  return store.read(KEY, chunkOf(Math.min(...all)), chunkOf(Math.max(...all)));
}

test("what only bounds tell fires nowhere that nothing fires, and wherever something clearly does", async () => {
  let [overflowed, fired, clear] = [0, 0, 0];
  const property = fc.asyncProperty(cases, async (given) => {
    const { waves, threshold, share, isKnown, batch } = given;
    const { hits, confirmations } = timesOf(waves);
    const measure = unconfirmedBurst(threshold, SPAN, share);
    const chunks = await stored({ hits, confirmations }, batch);
    if (chunks.some(({ series }) => Object.values(series).some(overflowOf))) overflowed++;
    const basis: Basis = {
      hits: timelineOf(chunks, "hits", SPAN, KEPT),
      confirmations: timelineOf(chunks, "confirmations", SPAN, KEPT),
      isKnown: () => isKnown,
      oldRequests: () => 60,
      nowMs: Infinity,
      isDue: true,
    };
    const past = isKnown ? [MIDNIGHT - 1000 * MINUTE_MS] : [];
    const judgedAt = judging(measure, hits, [...past, ...confirmations]);
    const clearlyAt = judgingInDoubt(measure, hits, confirmations);
    const firing = hits.filter((at) => judgedAt(at) !== undefined);
    for (const { index } of chunks) {
      const { span } = judge(measure, basis, index);
      for (const at of hits.filter((each) => chunkOf(each) === index)) {
        if (clearlyAt(at) === undefined) continue;
        clear++;
        expect(span?.firstFiring).toBeLessThanOrEqual(at);
        expect(span?.lastFiring).toBeGreaterThanOrEqual(at);
      }
      if (span === undefined) continue;
      fired++;
      const { firstFiring, lastFiring, openedAt } = span;
      const between = (from: number, to: number): readonly number[] =>
        firing.filter((at) => at >= from && at <= to);
      expect(between(firstFiring, firstFiring + SIXTEENTH)).not.toEqual([]);
      expect(between(lastFiring - SIXTEENTH, lastFiring)).not.toEqual([]);
      const judged = between(firstFiring, lastFiring).map((at) => judgedAt(at)!);
      expect(openedAt).toBeGreaterThanOrEqual(Math.min(...judged));
    }
  });
  await fc.assert(property, { numRuns: runs(600) });
  expect(overflowed).toBeGreaterThan(least(300));
  expect(fired).toBeGreaterThan(least(100));
  expect(clear).toBeGreaterThan(least(1000));
});
