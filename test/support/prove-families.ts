import { FAMILIES } from "./families";
import { SIZES, type Family } from "./families/family";
import { isNotYet } from "./families/not-yet";
import { WORLDS, type WorldId } from "./families/worlds";
import { SITUATIONS } from "./harmless/situations";
import { HABITS } from "./harmless/worlds";
import { SEEDS } from "./judge-business";
import { playHabit, playWorld, type FamilyResult } from "./judge-families";

const LONGEST_MS = 3_600_000;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Infinity;

const isAttackedAt =
  (peakPerHour: number) =>
  ({ sizes = SIZES, limit }: Family): boolean =>
    limit !== undefined && sizes.includes(peakPerHour);

/** What one family costs: the middle of all runs, of which each that is never found is a miss. */
const measured = ({ measure }: Family, results: readonly FamilyResult[]) =>
  measure === "e-mails"
    ? { never: 0, middle: Math.max(...results.map(({ emails }) => emails)) }
    : {
        never: results.filter(({ found }) => found === null).length,
        middle: median(results.map(({ found }) => found?.texts ?? Infinity)),
      };

const named = (id: string, peakPerHour: number): string =>
  isNotYet(id, peakPerHour) ? `not yet: ${id}` : id;

/** Every family that has a limit, on businesses of one size. */
export function proveFamilies(peakPerHour: number, seeds = SEEDS): void {
  const families = FAMILIES.filter(isAttackedAt(peakPerHour));
  const results: FamilyResult[] = [];

  beforeAll(async () => {
    for (const world of Object.keys(WORLDS) as WorldId[]) {
      const here = families.filter((family) => family.world === world);
      if (here.length === 0) continue;
      for (const seed of seeds) {
        const played = { families: here, situations: [] };
        results.push(...(await playWorld(world, seed, peakPerHour, played)).families);
      }
    }
  }, LONGEST_MS);

  test.each(families.map((family) => [named(family.id, peakPerHour), family] as const))(
    "%s",
    (_name, family) => {
      const mine = results.filter((result) => result.family === family.id);
      const { never, middle } = measured(family, mine);
      expect(mine).toHaveLength(seeds.length);
      const isMet = never === 0 && middle <= (family.limit ?? Infinity);
      const expected = !isNotYet(family.id, peakPerHour);
      expect({ never, middle, limit: family.limit, isMet }).toMatchObject({ isMet: expected });
    },
  );
}

/** Every harmless situation that must page nobody, at businesses of one size. */
export function proveHarmless(peakPerHour: number, seeds = SEEDS): void {
  const situations = SITUATIONS.filter(({ mustBeSilent }) => mustBeSilent);
  const habits = HABITS.filter(({ mustBeSilent }) => mustBeSilent);
  const pages = new Map<string, string[]>();
  const note = (id: string, more: readonly string[]): unknown =>
    pages.set(id, [...(pages.get(id) ?? []), ...more]);

  beforeAll(async () => {
    for (const seed of seeds) {
      for (const world of new Set(situations.map((situation) => situation.world))) {
        const here = situations.filter((situation) => situation.world === world);
        const played = { families: [], situations: here };
        const result = await playWorld(world, seed, peakPerHour, played);
        for (const each of result.situations) note(each.situation, each.pages);
      }
      for (const { id } of habits) note(id, await playHabit(id, seed, peakPerHour));
    }
  }, LONGEST_MS);

  test.each([...situations, ...habits].map(({ id }) => [named(id, peakPerHour), id] as const))(
    "%s",
    (_name, id) => {
      const found = pages.get(id);
      expect(found).toBeDefined();
      const isSilent = found?.length === 0;
      expect({ found, isSilent }).toMatchObject({ isSilent: !isNotYet(id, peakPerHour) });
    },
  );
}
