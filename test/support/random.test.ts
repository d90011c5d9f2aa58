import { ipv4In, seeded } from "./random";

const draws = (seed: string, many: number): readonly number[] => {
  const random = seeded(seed);
  return Array.from({ length: many }, random.fraction);
};

test("the same seed gives the same sequence and another seed another", () => {
  expect(draws("a", 100)).toEqual(draws("a", 100));
  expect(draws("a", 100)).not.toEqual(draws("b", 100));
});

test("fractions fill the range from 0 to 1 evenly", () => {
  const buckets = new Array<number>(10).fill(0);
  for (const value of draws("even", 50_000)) buckets[Math.floor(value * 10)]! += 1;
  for (const size of buckets) expect(Math.abs(size - 5000)).toBeLessThan(300);
});

test("neighbouring fractions do not follow each other", () => {
  const list = draws("pairs", 50_000);
  const products = list.slice(1).map((value, i) => (value - 0.5) * (list[i]! - 0.5));
  const covariance = products.reduce((sum, value) => sum + value, 0) / products.length;
  expect(Math.abs(covariance)).toBeLessThan(0.002);
});

test("whole numbers reach both ends and nothing beyond", () => {
  const random = seeded("ends");
  const seen = new Set(Array.from({ length: 500 }, () => random.integer(3, 6)));
  expect([...seen].sort()).toEqual([3, 4, 5, 6]);
});

test("waiting times have the mean that was asked for", () => {
  const random = seeded("waiting");
  const waits = Array.from({ length: 20_000 }, () => random.exponential(90));
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  expect(Math.abs(mean - 90)).toBeLessThan(3);
});

test("weights are shares and a weight of zero is never picked", () => {
  const random = seeded("weights");
  const picks = Array.from({ length: 10_000 }, () =>
    random.weighted([
      ["often", 3],
      ["never", 0],
      ["rarely", 1],
    ]),
  );
  const often = picks.filter((pick) => pick === "often").length;
  expect(picks).not.toContain("never");
  expect(often).toBeGreaterThan(7200);
  expect(often).toBeLessThan(7800);
});

test("a shuffle keeps every element and leaves the original alone", () => {
  const list = Array.from({ length: 50 }, (_, i) => i);
  const shuffled = seeded("shuffle").shuffle(list);
  expect(shuffled).not.toEqual(list);
  expect([...shuffled].sort((a, b) => a - b)).toEqual(list);
  expect(list[0]).toBe(0);
});

test("drawing from a fork leaves the original as it was", () => {
  const [plain, forked] = [seeded("fork"), seeded("fork")];
  const other = forked.fork("other");
  const drawn = Array.from({ length: 5 }, other.fraction);
  expect(Array.from({ length: 5 }, forked.fraction)).toEqual(
    Array.from({ length: 5 }, plain.fraction),
  );
  expect(drawn).not.toEqual(draws("fork", 5));
});

test("ids have the shape of a UUID and do not repeat", () => {
  const random = seeded("ids");
  const ids = Array.from({ length: 5000 }, random.uuid);
  expect(new Set(ids).size).toBe(5000);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

test("addresses lie inside the network that was asked for", () => {
  const random = seeded("addresses");
  for (let i = 0; i < 2000; i++) {
    expect(ipv4In(random, "198.18.0.0/15")).toMatch(/^198\.1[89]\.\d{1,3}\.\d{1,3}$/);
    expect(ipv4In(random, "192.0.2.252/30")).toMatch(/^192\.0\.2\.25[34]$/);
  }
});

test("refuses to pick from nothing", () => {
  expect(() => seeded("empty").pick([])).toThrow(RangeError);
});
