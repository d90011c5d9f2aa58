import fc from "fast-check";
import {
  emptyHour,
  HOURS_OF_REFUSED,
  placesOfRefused,
  takePlace,
  type Contender,
  type HourlyPages,
} from "../../lambda/core/notifications/places";
import { SEVERITIES } from "../../lambda/core/model/rule";
import { HOUR_MS } from "../../lambda/core/model/time";

let made = 0;

/** An hour that no other test has used, as stores may outlive a test. */
export const newHour = (): number => 500_000 + made++ * 100;

export const contender = (id: string, known: Partial<Contender> = {}): Contender => ({
  id,
  target: `client:${id}`,
  severity: "high",
  paid: 10,
  usd: 1,
  ...known,
});

const REFUSED = { severity: "medium", paid: 0, usd: 0, sentNothing: true } as const;
export const refused = (id: string): Contender => contender(id, REFUSED);
export const unpaid = (id: string, known: Partial<Contender> = {}): Contender =>
  contender(id, { paid: 0, usd: 0, ...known });

/** What every store of places must do, whatever it is made of. */
export function hourlyPagesContract(
  name: string,
  create: () => HourlyPages | Promise<HourlyPages>,
): void {
  describe(`${name} as a store of an hour's places`, () => {
    let pages: HourlyPages;
    let hour: number;
    beforeEach(async () => {
      pages = await create();
      hour = newHour();
    });

    test("hours are read as they were written, in any range, and no others", async () => {
      const first = {
        ...emptyHour(hour),
        version: 1,
        admitted: [contender("a"), refused("b")],
        waiting: [contender("c")],
        refused: ["c"],
        overtaken: [contender("d", { usd: 0.5 })],
      };
      const later = { ...emptyHour(hour + 2), version: 1 };
      expect(await pages.write(first)).toBe(true);
      expect(await pages.write(later)).toBe(true);
      expect(await pages.read(hour, hour + 1)).toEqual([first]);
      expect(await pages.read(hour - 5, hour + 2)).toEqual([first, later]);
      expect(await pages.read(hour + 1, hour + 1)).toEqual([]);
    });

    test("who was emptied stays so", async () => {
      const full = { ...emptyHour(hour), version: 1, admitted: [contender("a")], refused: ["c"] };
      await pages.write(full);
      await pages.write({ ...emptyHour(hour), version: 2 });
      expect(await pages.read(hour, hour)).toEqual([{ ...emptyHour(hour), version: 2 }]);
    });

    test("refuses a version that is not the next one", async () => {
      const places = emptyHour(hour);
      expect(await pages.write({ ...places, version: 2 })).toBe(false);
      expect(await pages.write({ ...places, version: 1 })).toBe(true);
      for (const version of [0, 1, 3]) {
        expect(await pages.write({ ...places, version })).toBe(false);
      }
    });

    test("of many that ask at once, no more than the places are admitted", async () => {
      const all = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          takePlace(contender(`incident-${i}`), hour * HOUR_MS, 6, pages),
        ),
      );
      expect(all.filter((crowd) => crowd === undefined)).toHaveLength(6);
      const waiting = all.flatMap((crowd) => crowd?.waiting ?? []);
      expect(waiting.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
    });
  });
}

/** One incident asks for a place, some hours after the one before. */
interface Ask {
  readonly hours: number;
  readonly who: number;
  /** What it has become since it asked last. */
  readonly graver: number;
  readonly times: number;
  readonly sends: boolean;
}

const WHO = 10;
const ask: fc.Arbitrary<Ask> = fc.record({
  hours: fc.constantFrom(0, 0, 0, 0, 0, 1, 1, 2, 5, 11, 12),
  who: fc.nat(WHO - 1),
  graver: fc.constantFrom(0, 0, 0, 1),
  times: fc.constantFrom(1, 1, 1.5, 2, 10),
  sends: fc.constantFrom(false, false, false, true),
});

/** The target of all invented client ids. */
const UNNAMED = "cognito:unnamed";

/**
 * Four that were refused, of which two are on one target, three of which nobody knows, three that
 * have sent texts.
 */
const asFirst = (who: number): Contender => {
  if (who < 2) return { ...refused(`R${who}`), target: UNNAMED };
  if (who === 2) return refused(`R${who}`);
  if (who === WHO - 1) return refused(`R${who}`);
  return who < 6 ? unpaid(`U${who}`, { severity: "medium" }) : contender(`P${who}`);
};

function grown(before: Contender, { graver, times, sends }: Ask): Contender {
  if (before.sentNothing === true && !sends) return before;
  const severity = SEVERITIES[Math.min(3, SEVERITIES.indexOf(before.severity) + graver)]!;
  const paid = sends ? Math.max(1, before.paid) * times : before.paid * times;
  return { ...before, sentNothing: undefined, severity, paid, usd: paid / 10 };
}

/** An admission as it was, for the laws over time. */
interface Admission {
  readonly hour: number;
  readonly contender: Contender;
}

/** @param known what has become of all; a flood that has sent something since is none of those that were refused */
function lawsOfHour(
  admissions: readonly Admission[],
  known: readonly Contender[],
  hour: number,
  perHour: number,
): void {
  const ids = admissions.filter((each) => each.hour === hour).map(({ contender: { id } }) => id);
  expect(new Set(ids).size).toBeLessThanOrEqual(2 * perHour);
  const lately = admissions.filter(
    (each) => each.hour > hour - HOURS_OF_REFUSED && each.contender.sentNothing === true,
  );
  const floods = new Set(
    lately
      .map(({ contender: { id, target } }) => ({ id, target }))
      .filter(({ id }) => known.some((each) => each.id === id && each.sentNothing === true))
      .map(({ target }) => target),
  );
  expect(floods.size).toBeLessThanOrEqual(placesOfRefused(perHour));
}

const isPaid = ({ paid }: Contender): boolean => paid > 0;

/** By the words of the rule: graver by a grade, or twice as dear, or not refused as the other one was. */
function isWellAbove(a: Contender, b: Contender): boolean {
  if (a.sentNothing !== b.sentNothing) return b.sentNothing === true;
  const grade = ({ severity }: Contender): number => SEVERITIES.indexOf(severity);
  if (grade(a) !== grade(b)) return grade(a) > grade(b);
  return a.usd > 0 && a.usd >= 2 * b.usd;
}

/** Who asked, what has become of all by then, and the answer. */
interface Asked {
  readonly who: Contender;
  readonly known: readonly Contender[];
  readonly isAdmitted: boolean;
}

/** What an hour's places must be like after any ask. */
async function lawsOfPlaces(
  pages: HourlyPages,
  hour: number,
  perHour: number,
  { who, known, isAdmitted }: Asked,
): Promise<void> {
  const places = (await pages.read(hour, hour))[0]!;
  const { overtaken, waiting, refused: ids } = places;
  const admitted = known.filter(({ id }) => places.admitted.some((each) => each.id === id));
  expect(admitted.length).toBeLessThanOrEqual(perHour);
  const unpaidOnes = admitted.filter((each) => !isPaid(each)).length;
  if (perHour > 1) expect(unpaidOnes).toBeLessThanOrEqual(perHour - 1);
  expect(admitted.some(({ id }) => id === who.id)).toBe(isAdmitted);
  expect(ids.includes(who.id)).toBe(!isAdmitted);
  expect(waiting.some(({ id }) => id === who.id)).toBe(!isAdmitted);
  if (isAdmitted || !isPaid(who)) return;
  // Who has sent texts is refused only where all places are taken, and none by one well below it.
  expect(admitted).toHaveLength(perHour);
  expect(admitted.some(isPaid) || perHour === 1).toBe(true);
  if (overtaken.length >= perHour) return;
  // A place is held as its holder was when it asked last.
  const held = places.admitted.filter((each) => isWellAbove(who, each));
  expect(
    held.filter(({ id }) => known.some((each) => each.id === id && isWellAbove(who, each))),
  ).toEqual([]);
}

/** How often a property met what it was made for. */
export interface PlacesCourse {
  refused: number;
  overtaken: number;
}

export const newPlacesCourse = (): PlacesCourse => ({ refused: 0, overtaken: 0 });

/** However incidents come and grow, nothing that is free of charge keeps out what costs money. */
export const placesProperty = (
  met: PlacesCourse,
  newPages: () => HourlyPages,
  mutation: (pages: HourlyPages) => HourlyPages = (same) => same,
) =>
  fc.asyncProperty(
    fc.array(ask, { minLength: 3, maxLength: 40 }),
    fc.constantFrom(1, 2, 3, 6),
    async (asks, perHour) => {
      const pages = newPages();
      const faulty = mutation(pages);
      const known = Array.from({ length: WHO }, (_, who) => asFirst(who));
      const admissions: Admission[] = [];
      let hour = newHour();
      for (const next of asks) {
        hour += next.hours;
        const who = grown(known[next.who]!, next);
        known[next.who] = who;
        const crowd = await takePlace(who, hour * HOUR_MS, perHour, faulty);
        if (crowd === undefined) admissions.push({ hour, contender: who });
        else met.refused++;
        lawsOfHour(admissions, known, hour, perHour);
        await lawsOfPlaces(pages, hour, perHour, { who, known, isAdmitted: crowd === undefined });
        met.overtaken += (await pages.read(hour, hour))[0]!.overtaken.length;
      }
    },
  );
