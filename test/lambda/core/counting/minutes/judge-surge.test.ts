import fc from "fast-check";
import { judgeSurge } from "../../../../../lambda/core/counting/minutes/judge-surge";
import { MINUTE_MS } from "../../../../../lambda/core/model/time";
import { seeded } from "../../../../support/random";
import { runs } from "../../../../support/runs";
import {
  attack,
  attackProperty,
  crowd,
  DELAYS,
  inBatches,
  judgedInTurn,
  latestOf,
  nodesProperty,
  saleProperty,
  SHARE,
  site,
  START,
  sumsFrom,
  SURGE,
  type Call,
} from "../../../../support/surge-crowds";

/** What is judged while the calls arrive, so many milliseconds of them at once. */
const judged = (calls: readonly Call[], batchMs = MINUTE_MS, surge = SURGE) =>
  judgedInTurn(judgeSurge, inBatches(calls, batchMs), surge);

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

test("no sale of any size pages, in whatever batches it arrives", () => {
  fc.assert(saleProperty(judgeSurge), { numRuns: runs(60), seed: 7 });
});

test("sixty a minute that nobody confirms page wherever in a minute they begin", () => {
  fc.assert(attackProperty(judgeSurge), { numRuns: runs(60), seed: 8 });
});

test("a sale whose codes are typed in at another node than they were asked for at is quiet", () => {
  fc.assert(nodesProperty(judgeSurge), { numRuns: runs(60), seed: 9 });
});
