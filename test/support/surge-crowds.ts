import fc from "fast-check";
import type { judgeSurge, Latest } from "../../lambda/core/counting/minutes/judge-surge";
import { MINUTES_IN_HOUR } from "../../lambda/core/counting/minutes/minute-count";
import { sumsOf } from "../../lambda/core/counting/minutes/sums";
import { HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { otpSiteUnconverted } from "../../lambda/core/rules/otp-site-unconverted";
import { hourOf } from "./minute-store-contract";
import { seeded, type Random } from "./random";

/** The way to judge a surge, or a wrong one. */
export type JudgeSurge = typeof judgeSurge;

export const SURGE = otpSiteUnconverted.measure.surge!;
const HOUR = 494_000;
/** Everything begins here, an hour and a half after the site does. */
export const START = HOUR * HOUR_MS + 30 * MINUTE_MS;
/** People who type after 15 to 120 seconds. */
export const DELAYS: readonly number[] = [0.161, 0.714, 0.991, 1, 1, 1, 1, 1, 1, 1, 1, 1];
export const SHARE = 0.78;

export interface Call {
  readonly atMs: number;
  readonly isTyped: boolean;
}

interface Crowd {
  readonly perMinute: number;
  readonly share: number;
  readonly fromMs?: number;
  readonly minutes?: number;
}

/** People who ask by chance, so many a minute, and type as people do. */
export function crowd(
  random: Random,
  { perMinute, share, fromMs = START - HOUR_MS, minutes = 90 }: Crowd,
): Call[] {
  const until = fromMs + minutes * MINUTE_MS;
  const found: Call[] = [];
  let atMs = fromMs + random.exponential(MINUTE_MS / perMinute);
  for (; atMs < until; atMs += random.exponential(MINUTE_MS / perMinute)) {
    found.push({ atMs: Math.floor(atMs), isTyped: false });
    if (!random.chance(share)) continue;
    found.push({ atMs: Math.floor(atMs + random.integer(15_000, 120_000)), isTyped: true });
  }
  return found;
}

export const site = (random: Random, perMinute: number): Call[] =>
  crowd(random, { perMinute, share: SHARE });
export const attack = (random: Random, perMinute: number, fromMs = START): Call[] =>
  crowd(random, { perMinute, share: 0, fromMs, minutes: 8 });

export function sumsFrom(calls: readonly Call[]) {
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

export const latestOf = (batch: readonly Call[]): Latest => {
  const times = batch.filter(({ isTyped }) => !isTyped).map(({ atMs }) => atMs);
  const confirmed = batch.filter(({ isTyped }) => isTyped).map(({ atMs }) => atMs);
  return { atMs: Math.max(...times), times, confirmed };
};

/** What is judged as batches arrive one after the other. */
export function judgedInTurn(
  judge: JudgeSurge,
  batches: readonly (readonly Call[])[],
  surge = SURGE,
): ReturnType<JudgeSurge> {
  const arrived: Call[] = [];
  for (const batch of batches) {
    arrived.push(...batch);
    const fired = judge(surge, DELAYS, { share: SHARE }, sumsFrom(arrived), latestOf(batch));
    if (fired !== undefined) return fired;
  }
  return undefined;
}

/** The calls in batches of so many milliseconds, what came long before in one. */
export function inBatches(calls: readonly Call[], batchMs: number): readonly (readonly Call[])[] {
  const first = START - 5 * MINUTE_MS;
  const batches: Call[][] = [];
  for (const call of calls.toSorted((a, b) => a.atMs - b.atMs)) {
    const place = Math.max(0, Math.floor((call.atMs - first) / batchMs) + 1);
    (batches[place] ??= []).push(call);
  }
  return batches.filter((batch) => batch.length > 0);
}

const seed = fc.nat().map(String);
const phase = fc.integer({ min: 0, max: 59 });
const batchMs = fc.constantFrom(10_000, MINUTE_MS, 5 * MINUTE_MS);

/** No sale of any size pages, in whatever batches it arrives. */
export const saleProperty = (judge: JudgeSurge) =>
  fc.property(
    seed,
    fc.constantFrom(0.2, 2.5, 25),
    phase,
    fc.integer({ min: 30, max: 300 }),
    batchMs,
    (name, usual, second, perMinute, length) => {
      const random = seeded(name);
      const fromMs = START + second * 1000;
      const sale = crowd(random, { perMinute, share: SHARE, fromMs, minutes: 8 });
      const batches = inBatches([...site(random, usual), ...sale], length);
      expect(judgedInTurn(judge, batches)).toBeUndefined();
    },
  );

/** Sixty a minute that nobody confirms page wherever in a minute they begin. */
export const attackProperty = (judge: JudgeSurge) =>
  fc.property(seed, fc.constantFrom(0.2, 2.5), phase, batchMs, (name, usual, second, length) => {
    const random = seeded(name);
    const fromMs = START + second * 1000;
    const calls = [...site(random, usual), ...attack(random, 60, fromMs)];
    const fired = judgedInTurn(judge, inBatches(calls, length));
    expect(fired!.atMs! - fromMs).toBeLessThan(3.5 * MINUTE_MS);
    expect(fired!.atMs! - fromMs).toBeGreaterThan(20_000);
    expect(fired!.size).toBeLessThanOrEqual(SHARE * 60 * 8);
  });

/**
 * A load balancer's nodes write a file each, every five minutes. Whoever asks at one node may type
 * the code in at another, whose file comes later: a sale does not page.
 */
export const nodesProperty = (judge: JudgeSurge) =>
  fc.property(seed, phase, fc.integer({ min: 60, max: 300 }), (name, second, perMinute) => {
    const random = seeded(name);
    const fromMs = START + second * 1000;
    const sale = crowd(random, { perMinute, share: SHARE, fromMs, minutes: 8 });
    const files = inBatches([...site(random, 2.5), ...sale], 5 * MINUTE_MS);
    const batches = files.flatMap((file) => {
      const nodes = file.map((call) => ({ call, isSecond: random.chance(0.5) }));
      const of = (isSecond: boolean): Call[] =>
        nodes.filter((each) => each.isSecond === isSecond).map(({ call }) => call);
      return [of(false), of(true)].filter((batch) => batch.some(({ isTyped }) => !isTyped));
    });
    expect(judgedInTurn(judge, batches)).toBeUndefined();
  });
