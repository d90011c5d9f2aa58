import {
  memoryMinuteStore,
  memoryWindowStore,
} from "../../../../../lambda/adapters/memory/counting";
import { parseConfig } from "../../../../../lambda/core/model/config";
import {
  evidenceBetween,
  keepSample,
} from "../../../../../lambda/core/counting/minutes/minute-evidence";
import { groupMinutes } from "../../../../../lambda/core/counting/minutes/minute-group";
import { minuteOf } from "../../../../../lambda/core/counting/minutes/minute-count";
import { sumsOf } from "../../../../../lambda/core/counting/minutes/sums";
import type { Observation } from "../../../../../lambda/core/model/observation";
import { HOUR_MS, MINUTE_MS } from "../../../../../lambda/core/model/time";
import { MIDNIGHT, request, ruleOf } from "../../../../support/observations";
import { some } from "../../../../support/runs";
import { seeded } from "../../../../support/random";

const rule = ruleOf(
  { kind: "volume", threshold: 10, windowMs: 5 * MINUTE_MS, times: 3 },
  { entityOf: ({ clientId = "" }) => ({ type: "app-client", value: clientId }) },
);
const HOUR = MIDNIGHT / HOUR_MS;
const FIRST = minuteOf(MIDNIGHT);

/** Counts batches of ten as the engine does. */
function counter() {
  const minutes = memoryMinuteStore();
  const windows = memoryWindowStore();
  const sums = async () => sumsOf(await minutes.read(key, HOUR, HOUR + 2));
  const [{ key }] = groupMinutes(
    [request({ id: "k", atMs: MIDNIGHT })],
    [rule],
    parseConfig({}),
  ) as [ReturnType<typeof groupMinutes>[number]];
  const count = async (hits: readonly Observation[]): Promise<void> => {
    for (let i = 0; i < hits.length; i += 10) {
      for (const group of groupMinutes(hits.slice(i, i + 10), [rule], parseConfig({}))) {
        for (const addition of group.additions) await minutes.add(key, addition);
        await keepSample(group, await sums(), windows);
      }
    }
  };
  const chunks = () => windows.read({ ...key, spanMs: HOUR_MS }, HOUR, HOUR + 2);
  const evidence = async (last = FIRST + 59) =>
    evidenceBetween(key, FIRST, last, await sums(), windows);
  return { count, chunks, evidence };
}

/** Requests in an hour: a third of them with a tool, from so many addresses. */
const hitsOf = (seed: string, count: number, addresses: number): readonly Observation[] => {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, i) => {
    const n = random.integer(0, addresses - 1);
    return request({
      id: random.uuid(),
      atMs: MIDNIGHT + Math.floor((i * HOUR_MS) / count),
      ip: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`,
      userAgent: random.chance(1 / 3) ? "curl/8" : "app/1",
    });
  });
};

test("all is kept of an hour with few requests", async () => {
  const { count, evidence } = counter();
  const hits = hitsOf("few", 15, 1000);
  await count(hits);
  const { calls, addresses } = await evidence();
  const curl = hits.filter(({ userAgent }) => userAgent === "curl/8").length;
  expect(calls.find(({ userAgent }) => userAgent === "curl/8")?.share).toBeCloseTo(curl / 15, 10);
  expect(addresses.count).toBe(new Set(hits.map(({ ip }) => ip)).size);
});

test("shares are fair: over many seeds neither program is favoured", async () => {
  let sum = 0;
  const seeds = 30;
  for (let seed = 0; seed < seeds; seed++) {
    const { count, evidence } = counter();
    await count(hitsOf(`fair${seed}`, 600, 300));
    const { calls } = await evidence();
    sum += calls.find(({ userAgent }) => userAgent === "curl/8")?.share ?? 0;
  }
  expect(Math.abs(sum / seeds - 1 / 3)).toBeLessThan(0.08);
});

test("a busy hour weighs as much more as it has more requests", async () => {
  const { count, evidence } = counter();
  const later = hitsOf("quiet", 100, 50).map((hit) => ({
    ...hit,
    atMs: hit.atMs + HOUR_MS,
    userAgent: "quiet/1",
  }));
  await count([...hitsOf("busy", 900, 50), ...later]);
  const { calls } = await evidence(FIRST + 119);
  expect(calls.find(({ userAgent }) => userAgent === "quiet/1")?.share).toBeCloseTo(0.1, 5);
});

test("a redelivery adds nothing to the sample", async () => {
  const { count, chunks } = counter();
  const hits = hitsOf("again", 400, 100);
  await count(hits);
  const sizes = async () =>
    (await chunks()).map(({ series, texts }) => [series[rule.id]?.tokens.length, texts.length]);
  const before = await sizes();
  await count(hits);
  expect(await sizes()).toEqual(before);
});

test("the sample grows with the logarithm of the requests", async () => {
  const size = async (requests: number): Promise<number> => {
    let sum = 0;
    const seeds = some(["a", "b", "c", "d"]);
    for (const seed of seeds) {
      const { count, chunks } = counter();
      await count(hitsOf(`${seed}${requests}`, requests, requests));
      sum += (await chunks())[0]!.series[rule.id]!.tokens.length;
    }
    return sum / seeds.length;
  };
  const expected = (requests: number): number => 20 * (1 + Math.log(requests / 20));
  for (const requests of [200, 2000, 8000]) {
    const kept = await size(requests);
    expect(kept).toBeGreaterThan(0.7 * expected(requests));
    expect(kept).toBeLessThan(1.5 * expected(requests));
  }
});

test.each([
  [3000, 1, 1, 1],
  [3000, 12, 6, 12],
  [3000, 3000, 1200, 4000],
])(
  "of %i requests from %i addresses between %i and %i are told",
  async (requests, addresses, least, most) => {
    for (const seed of some(["a", "b", "c", "d", "e", "f"])) {
      const { count, evidence } = counter();
      await count(hitsOf(`${seed}-${addresses}`, requests, addresses));
      const notified = (await evidence()).addresses.count;
      expect(notified).toBeGreaterThanOrEqual(least);
      expect(notified).toBeLessThanOrEqual(most);
    }
  },
);

test("one address is one, even if its hash happens to be small", async () => {
  for (const n of some(Array.from({ length: 60 }, (_, i) => i))) {
    const { count, evidence } = counter();
    await count(hitsOf("one", 300, 1).map((hit) => ({ ...hit, ip: `10.9.0.${n}` })));
    expect((await evidence()).addresses).toEqual({ values: [`10.9.0.${n}`], count: 1 });
  }
});
