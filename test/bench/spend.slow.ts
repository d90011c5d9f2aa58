import { attacked, type Attacked } from "../../bench/spend/attacked";
import { median } from "../../bench/spread";
import { ATTACKS, BUSINESSES, LATE_MODE, MODES } from "../support/spend-months";

jest.setTimeout(120_000);

const SOON = Object.keys(MODES).filter((mode) => mode !== LATE_MODE);

const named = <T extends { readonly name: string }>(list: readonly T[], name: string): T =>
  list.find((each) => each.name === name)!;

/** An attack in so many modes, each with so many seeds. */
function played(attack: string, business: string, modes: readonly string[], seeds: number) {
  return modes.flatMap((mode) =>
    Array.from({ length: seeds }, (_, seed) =>
      attacked(named(BUSINESSES, business), named(ATTACKS, attack), mode, `/slow-${seed}`),
    ),
  );
}

/** Minutes to the page of each; an attack that nobody is paged for has no end. */
const minutes = (all: readonly Attacked[]): readonly number[] =>
  all.map(({ page }) => page[0] ?? Infinity);

describe("the first page", () => {
  it("comes within 20 minutes at $60 an hour in a country in use beside a large business", () => {
    const all = minutes(played("$60/h in a country in use", "$5000", SOON, 3));
    expect(median(all)).toBeLessThanOrEqual(20);
    // Points are up to a quarter of an hour late.
    expect(Math.max(...all)).toBeLessThanOrEqual(31);
  });

  it.each(["$20", "$200", "$5000"])(
    "comes within 20 minutes at $60 an hour at night (%s)",
    (of) => {
      const all = minutes(played("$60/h at night", of, SOON, 2));
      expect(median(all)).toBeLessThanOrEqual(20);
      expect(Math.max(...all)).toBeLessThanOrEqual(31);
    },
  );

  it("comes two runs after the first point where each is 20 minutes late", () => {
    const all = played("$60/h in a country in use", "$5000", [LATE_MODE], 6);
    const after = all.map(({ page, soonest }) => (page[0] ?? Infinity) - (soonest[0] ?? 0));
    expect(median(after)).toBeLessThanOrEqual(10);
  });

  it.each(["$10/h, new country", "$10/h, five new countries"])(
    "comes within an hour in every way of publishing (%s)",
    (attack) => {
      const all = minutes(played(attack, "$5000", Object.keys(MODES), 2));
      expect(Math.max(...all)).toBeLessThanOrEqual(60);
    },
  );

  it.each(SOON)("comes within an hour at $3 an hour at a business of $20 (%s)", (mode) => {
    const all = minutes(played("$3/h", "$20", [mode], 5)).toSorted((x, y) => x - y);
    // Three in a hundred such attacks send four texts or fewer in 40 minutes.
    expect(all.at(-2)).toBeLessThanOrEqual(60);
    expect(all.at(-1)).toBeLessThanOrEqual(66);
  });

  it("comes half an hour after the first point at $3 an hour where each is 20 minutes late", () => {
    const all = played("$3/h", "$20", [LATE_MODE], 5);
    expect(median(minutes(all))).toBeLessThanOrEqual(60);
    const after = all.map(({ page, soonest }) => (page[0] ?? Infinity) - (soonest[0] ?? 0));
    expect(median(after)).toBeLessThanOrEqual(30);
  });
});

test("one attack pages once and once more for growth, and sends the cost owner two e-mails", () => {
  for (const attack of ATTACKS) {
    for (const business of attack.at ?? BUSINESSES) {
      const { pages, growthPages, notices } = attacked(business, attack, SOON[0]!, "/once");
      const what = `${attack.name} at ${business.name}`;
      expect([what, pages]).toEqual([what, 1]);
      expect([what, growthPages <= 1, notices <= 2]).toEqual([what, true, true]);
    }
  }
});
