import fc from "fast-check";
import { memoryHourlyPages } from "../../../../lambda/adapters/memory/outcomes";
import {
  takePlace,
  type Contender,
  type HourlyPages,
} from "../../../../lambda/core/notifications/places";
import { HOUR_MS } from "../../../../lambda/core/model/time";
import {
  contender,
  newHour,
  newPlacesCourse,
  placesProperty,
  refused,
  unpaid,
} from "../../../support/places-properties";
import { least, runs } from "../../../support/runs";

const PER_HOUR = 6;

/** The ids of those that find a place, each asking once. */
async function admittedOf(
  all: readonly Contender[],
  pages: HourlyPages = memoryHourlyPages(),
  hour = newHour(),
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const each of all) {
    if ((await takePlace(each, hour * HOUR_MS, PER_HOUR, pages)) === undefined) ids.push(each.id);
  }
  return ids;
}

const several = (count: number, make: (id: string) => Contender): readonly Contender[] =>
  Array.from({ length: count }, (_, i) => make(`D${i}`));

test("one of six places is for texts that surely went out", async () => {
  const decoys = several(9, (id) => unpaid(id, { severity: "critical" }));
  const real = contender("real", { severity: "medium", paid: 10, usd: 1 });
  expect(await admittedOf([...decoys, real])).toEqual(["D0", "D1", "D2", "D3", "D4", "real"]);
});

test("refused floods have one place in twelve hours, for as long as its flood asks", async () => {
  const pages = memoryHourlyPages();
  const hour = newHour();
  const all = several(9, refused);
  const [first, second] = all as [Contender, Contender];
  expect(await admittedOf(all, pages, hour)).toEqual(["D0"]);
  expect(await admittedOf(all, pages, hour + 1)).toEqual(["D0"]);
  expect(await admittedOf([second], pages, hour + 12)).toEqual([]);
  expect(await admittedOf([second, first], pages, hour + 13)).toEqual(["D1"]);
});

test("the place is the target's: what comes back on it as another incident needs no other", async () => {
  const pages = memoryHourlyPages();
  const hour = newHour();
  const unnamed = several(3, (id) => ({ ...refused(id), target: "cognito:unnamed" }));
  expect(await admittedOf([...unnamed, refused("other")], pages, hour)).toEqual(["D0", "D1", "D2"]);
  expect(await admittedOf([refused("other"), ...unnamed], pages, hour + 11)).toHaveLength(3);
});

test("what is refused no more waits for nobody", async () => {
  const sends = { ...refused("D3"), sentNothing: undefined, paid: 1, usd: 0.1 };
  expect(await admittedOf([...several(4, refused), sends])).toEqual(["D0", "D3"]);
});

test.each([
  ["graver by a grade", { severity: "critical", usd: 0.1 }, true],
  ["twice as dear", { usd: 2 }, true],
  ["a little dearer", { usd: 1.99 }, false],
  ["as dear", {}, false],
  ["dearer, but less grave", { severity: "medium", usd: 500 }, false],
] as const)("in a full hour one that is %s: has a place is %s", async (_, known, isAdmitted) => {
  const ids = await admittedOf([...several(6, (id) => contender(id)), contender("real", known)]);
  expect(ids.includes("real")).toBe(isAdmitted);
});

test("the least makes way, and asks in vain until it has grown", async () => {
  const pages = memoryHourlyPages();
  const hour = newHour();
  const all = several(6, (id) => contender(id, { usd: id === "D4" ? 1 : 3 }));
  await admittedOf([...all, contender("real", { usd: 4 })], pages, hour);
  expect(await admittedOf([contender("D4")], pages, hour)).toEqual([]);
  expect(await admittedOf([contender("D3", { usd: 3 })], pages, hour)).toEqual(["D3"]);
  expect(await admittedOf([contender("D4", { usd: 6 })], pages, hour)).toEqual(["D4"]);
});

test("six places change hands in an hour at most", async () => {
  const ladder = several(40, (id) => contender(id, { usd: 2 ** Number(id.slice(1)) }));
  expect(await admittedOf(ladder)).toHaveLength(12);
});

test("who waits hears how many do, and which is the largest", async () => {
  const pages = memoryHourlyPages();
  const nowMs = newHour() * HOUR_MS;
  await admittedOf(
    several(6, (id) => contender(id, { usd: 9 })),
    pages,
    nowMs / HOUR_MS,
  );
  const waits = [contender("a", { usd: 5 }), contender("b", { usd: 8 }), refused("c")];
  const crowds = [];
  for (const each of waits) crowds.push(await takePlace(each, nowMs, PER_HOUR, pages));
  expect(crowds).toEqual([
    { waiting: 1, largest: waits[0] },
    { waiting: 2, largest: waits[1] },
    { waiting: 3, largest: waits[1] },
  ]);
});

test("forty incidents an hour that cost nothing keep out none that has sent texts, for a day", async () => {
  const pages = memoryHourlyPages();
  const first = newHour();
  const free = several(40, (id) =>
    Number(id.slice(1)) % 2 === 0 ? refused(id) : unpaid(id, { severity: "critical" }),
  );
  for (let hour = first; hour < first + 24; hour++) {
    expect(await admittedOf([...free, contender(`real ${hour}`)], pages, hour)).toContain(
      `real ${hour}`,
    );
  }
});

test("refuses to lose a request that loses every race", async () => {
  const pages = { ...memoryHourlyPages(), write: () => Promise.resolve(false) };
  await expect(takePlace(contender("a"), 0, PER_HOUR, pages)).rejects.toThrow(/changed 20 times/);
});

test("nothing that is free of charge keeps out what costs money", async () => {
  const met = newPlacesCourse();
  await fc.assert(placesProperty(met, memoryHourlyPages), { numRuns: runs(600) });
  expect(met.refused).toBeGreaterThan(least(300));
  expect(met.overtaken).toBeGreaterThan(least(100));
});

const changed =
  (change: (contender: Contender) => Contender) =>
  (pages: HourlyPages): HourlyPages => ({
    ...pages,
    read: async (first, last) =>
      (await pages.read(first, last)).map((places) => ({
        ...places,
        admitted: places.admitted.map(change),
      })),
  });

test.each<readonly [string, (pages: HourlyPages) => HourlyPages]>([
  [
    "gives places by arrival alone",
    changed((each) => ({ ...each, severity: "critical", usd: 1e9 })),
  ],
  ["takes all for paid", changed((each) => ({ ...each, paid: 1 }))],
  ["forgets who was refused", changed((each) => ({ ...each, sentNothing: undefined }))],
  [
    "reads the present hour alone",
    (pages) => ({ ...pages, read: (_, last) => pages.read(last, last) }),
  ],
  [
    "forgets who was overtaken",
    (pages) => ({ ...pages, write: (places) => pages.write({ ...places, overtaken: [] }) }),
  ],
])("one that %s is caught", async (_, mutation) => {
  const property = placesProperty(newPlacesCourse(), memoryHourlyPages, mutation);
  const { failed } = await fc.check(property, { numRuns: runs(2000), endOnFailure: true });
  expect(failed).toBe(true);
});
