import fc from "fast-check";
import { judgeSurge, type Latest } from "../../../../../lambda/core/counting/minutes/judge-surge";
import { MINUTES_IN_HOUR } from "../../../../../lambda/core/counting/minutes/minute-count";
import { sumsOf } from "../../../../../lambda/core/counting/minutes/sums";
import { otpSiteUnconverted } from "../../../../../lambda/core/rules/otp-site-unconverted";
import { HOUR_MS, MINUTE_MS } from "../../../../../lambda/core/model/time";
import { hourOf } from "../../../../support/minute-store-contract";
import { seeded, type Random } from "../../../../support/random";
import { runs } from "../../../../support/runs";

const SURGE = otpSiteUnconverted.measure.surge!;
const HOUR = 494_000;
/** Everything begins here, an hour and a half after the site does. */
const START = HOUR * HOUR_MS + 30 * MINUTE_MS;
/** People who type after 15 to 120 seconds. */
const DELAYS = [0.161, 0.714, 0.991, 1, 1, 1, 1, 1, 1, 1, 1, 1];
const SHARE = 0.78;

interface Call {
  readonly atMs: number;
  readonly isTyped: boolean;
}

interface Crowd {
  readonly perMinute: number;
  readonly share: number;
  readonly fromMs?: number;
  readonly minutes?: number;
  readonly slower?: number;
}

/** People who ask by chance, so many a minute, and type as people do. */
function crowd(random: Random, { perMinute, share, fromMs, minutes, slower = 1 }: Crowd): Call[] {
  const from = fromMs ?? START - HOUR_MS;
  const until = from + (minutes ?? 90) * MINUTE_MS;
  const found: Call[] = [];
  let atMs = from + random.exponential(MINUTE_MS / perMinute);
  for (; atMs < until; atMs += random.exponential(MINUTE_MS / perMinute)) {
    found.push({ atMs: Math.floor(atMs), isTyped: false });
    if (!random.chance(share)) continue;
    found.push({
      atMs: Math.floor(atMs + slower * random.integer(15_000, 120_000)),
      isTyped: true,
    });
  }
  return found;
}

function sumsFrom(calls: readonly Call[]) {
  const hours = new Map<
    number,
    { requests: Record<number, number>; confirmed: Record<number, number> }
  >();
  for (const { atMs, isTyped } of calls) {
    const hour = Math.floor(atMs / HOUR_MS);
    const minute = Math.floor(atMs / MINUTE_MS) - hour * MINUTES_IN_HOUR;
    const counts = hours.get(hour) ?? { requests: {}, confirmed: {} };
    hours.set(hour, counts);
    const list = isTyped ? counts.confirmed : counts.requests;
    list[minute] = (list[minute] ?? 0) + 1;
  }
  return sumsOf([...hours].map(([hour, counts]) => hourOf(hour, counts)));
}

const latestOf = (batch: readonly Call[]): Latest => {
  const times = batch.filter(({ isTyped }) => !isTyped).map(({ atMs }) => atMs);
  const confirmed = batch.filter(({ isTyped }) => isTyped).map(({ atMs }) => atMs);
  return { atMs: Math.max(...times), times, confirmed };
};

/** What is judged while the calls arrive, so many milliseconds of them at once. */
function judged(calls: readonly Call[], batchMs = MINUTE_MS, surge = SURGE) {
  const sorted = calls.toSorted((a, b) => a.atMs - b.atMs);
  const last = sorted.at(-1)!.atMs;
  for (let from = START - 5 * MINUTE_MS; from <= last; from += batchMs) {
    const batch = sorted.filter(({ atMs }) => atMs >= from && atMs < from + batchMs);
    const arrived = sumsFrom(sorted.filter(({ atMs }) => atMs < from + batchMs));
    const fired = judgeSurge(surge, DELAYS, { share: SHARE }, arrived, latestOf(batch));
    if (fired !== undefined) return fired;
  }
  return undefined;
}

const site = (random: Random, perMinute: number): Call[] =>
  crowd(random, { perMinute, share: SHARE });
const attack = (random: Random, perMinute: number, fromMs = START): Call[] =>
  crowd(random, { perMinute, share: 0, fromMs, minutes: 8 });
const seconds = (atMs: number): number => (atMs - START) / 1000;

test("sixty a minute that nobody confirms are plain before the second minute is over", () => {
  const random = seeded("sixty");
  const fired = judged([...site(random, 2.5), ...attack(random, 60)]);
  expect(seconds(fired!.atMs!)).toBeGreaterThan(40);
  expect(seconds(fired!.atMs!)).toBeLessThan(100);
  expect(fired).toMatchObject({ since: START / MINUTE_MS });
  expect(fired!.settled).toBe(fired!.minute);
});

test("a file of five minutes tells the same instant as batches of a minute, and lasts to its end", () => {
  const random = seeded("file");
  const calls = [...site(random, 2.5), ...attack(random, 60)];
  const [whole, minutely] = [judged(calls, 5 * MINUTE_MS), judged(calls)];
  expect(Math.abs(whole!.atMs! - minutely!.atMs!)).toBeLessThan(30_000);
  expect(whole!.until).toBe(START / MINUTE_MS + 4);
  expect(whole!.since).toBe(minutely!.since);
});

test("nobody is judged whose delays are not known, or where only confirmations arrive", () => {
  const random = seeded("unknown");
  const calls = [...site(random, 2.5), ...attack(random, 60)];
  const latest = latestOf(calls.filter(({ atMs }) => atMs < START + 2 * MINUTE_MS));
  const sums = sumsFrom(calls.filter(({ atMs }) => atMs < START + 2 * MINUTE_MS));
  expect(judgeSurge(SURGE, DELAYS, { share: SHARE }, sums, latest)).toBeDefined();
  expect(judgeSurge(SURGE, undefined, { share: SHARE }, sums, latest)).toBeUndefined();
  const none = { ...latest, times: [] };
  expect(judgeSurge(SURGE, DELAYS, { share: SHARE }, sums, none)).toBeUndefined();
});

test("each limit of the measure holds by itself", () => {
  const random = seeded("limits");
  const calls = [...site(random, 2.5), ...attack(random, 60)];
  expect(judged(calls)).toBeDefined();
  for (const limit of [
    { threshold: 2_000 },
    { times: 200 },
    { missing: 2_000 },
    { deviations: 200 },
    { share: -10 },
  ]) {
    expect(judged(calls, MINUTE_MS, { ...SURGE, ...limit })).toBeUndefined();
  }
});

test("a surge that began long ago is left to the spans", () => {
  const random = seeded("long");
  const sale = crowd(random, {
    perMinute: 60,
    share: SHARE,
    fromMs: START - 12 * MINUTE_MS,
    minutes: 12,
  });
  const dies = attack(random, 60);
  expect(judged([...site(random, 2.5), ...sale, ...dies])).toBeUndefined();
});

test("after a lost quarter of an hour of the log the usual requests are no surge", () => {
  const random = seeded("gap");
  const isLost = ({ atMs }: Call): boolean => atMs > START - 15 * MINUTE_MS && atMs < START;
  expect(judged(site(random, 25).filter((call) => !isLost(call)))).toBeUndefined();
});

const arbitrary = {
  seed: fc.nat().map(String),
  usual: fc.constantFrom(0.2, 2.5, 25),
  phase: fc.integer({ min: 0, max: 59 }),
};

test("no sale of any size pages, in whatever batches it arrives", () => {
  fc.assert(
    fc.property(
      arbitrary.seed,
      arbitrary.usual,
      arbitrary.phase,
      fc.integer({ min: 30, max: 300 }),
      fc.constantFrom(10_000, MINUTE_MS, 5 * MINUTE_MS),
      (seed, usual, phase, perMinute, batchMs) => {
        const random = seeded(seed);
        const fromMs = START + phase * 1000;
        const sale = crowd(random, { perMinute, share: SHARE, fromMs, minutes: 8 });
        expect(judged([...site(random, usual), ...sale], batchMs)).toBeUndefined();
      },
    ),
    { numRuns: runs(60), seed: 7 },
  );
});

test("sixty a minute that nobody confirms page wherever in a minute they begin", () => {
  fc.assert(
    fc.property(
      arbitrary.seed,
      fc.constantFrom(0.2, 2.5),
      arbitrary.phase,
      fc.constantFrom(10_000, MINUTE_MS, 5 * MINUTE_MS),
      (seed, usual, phase, batchMs) => {
        const random = seeded(seed);
        const fromMs = START + phase * 1000;
        const fired = judged([...site(random, usual), ...attack(random, 60, fromMs)], batchMs);
        expect(fired!.atMs! - fromMs).toBeLessThan(4 * MINUTE_MS);
        expect(fired!.atMs! - fromMs).toBeGreaterThan(20_000);
      },
    ),
    { numRuns: runs(60), seed: 8 },
  );
});
