import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../lambda/core/model/time";
import { AGENTS, homeAddress } from "../business/people";
import type { Random } from "../random";
import {
  addressesOf,
  byChance,
  days,
  DECOY_MARK,
  hours,
  mimicked,
  rotating,
  text,
  TOOL,
  type Family,
} from "./family";
import { varying } from "./vary";

/** An address in a network of the size that one customer of a provider gets. */
const inFresh48 = (random: Random): string => {
  const parts = Array.from({ length: 6 }, () => random.integer(1, 0xffff).toString(16));
  return `2001:${parts.join(":")}:1`;
};

/** Another /48 for every request. */
export const rotating48 =
  (perMinute: number, lengthMs: number): Family["attack"] =>
  (scene) =>
    byChance(scene, perMinute, lengthMs).map((atMs, i) =>
      text(`x${i}`, atMs, mimicked(scene.random, { ip: inFresh48(scene.random) })),
    );

/** As many a day from each address as stay below every threshold of an address. */
export const littleFromEach =
  (addresses: number, perDayEach: number): Family["attack"] =>
  (scene) => {
    const { random, fromMs } = scene;
    let count = 0;
    return addressesOf(random, addresses).flatMap((ip) => {
      const userAgent = random.weighted(AGENTS);
      return Array.from({ length: perDayEach }, () =>
        text(`x${count++}`, fromMs + random.integer(0, DAY_MS), { ip, userAgent }),
      );
    });
  };

/** Bursts that lie so far apart that no window holds two. */
export const spacedBursts =
  (size: number, everyHours: number, lengthMs: number): Family["attack"] =>
  ({ random, fromMs }) => {
    const bursts = Math.ceil(lengthMs / hours(everyHours));
    return Array.from({ length: bursts }, (_, burst) =>
      Array.from({ length: size }, (_unused, i) =>
        text(
          `x${burst}-${i}`,
          fromMs + burst * hours(everyHours) + random.integer(0, 5 * MINUTE_MS),
          mimicked(random),
        ),
      ),
    ).flat();
  };

const NUISANCES = 3;
const NUISANCE_EVERY_MS = 2 * HOUR_MS;

/** Small incidents that are over, after which an e-mail about the target waits for hours. */
export const afterNuisances =
  (perMinute: number, lengthMs: number): Family["attack"] =>
  (scene) => {
    const { random, fromMs } = scene;
    const nuisances = Array.from({ length: NUISANCES }, (_, k) => {
      const ip = homeAddress(random);
      return Array.from({ length: 12 }, (_unused, i) =>
        text(`${DECOY_MARK}${k}-${i}`, fromMs + k * NUISANCE_EVERY_MS + i * 2000, {
          ip,
          userAgent: TOOL,
        }),
      );
    }).flat();
    const real = { ...scene, fromMs: fromMs + NUISANCES * NUISANCE_EVERY_MS };
    const texts = byChance(real, perMinute, lengthMs - NUISANCES * NUISANCE_EVERY_MS).map(
      (atMs, i) => text(`x${i}`, atMs, rotating(random, { userAgent: TOOL })),
    );
    return [...nuisances, ...texts];
  };

/** What was found before, and must be later too. */
export const HELD_FAMILIES: readonly Family[] = [
  {
    id: "fresh-48",
    title: "another /48 for each request, mimicked, 4 a minute",
    world: "people",
    lengthMs: hours(6),
    attack: varying(({ rate }) => rotating48(rate(4), hours(6))),
  },
  {
    id: "nineteen-each",
    title: "19 a day from each of 60 addresses",
    world: "people",
    lengthMs: days(1),
    attack: varying(({ count, upTo }) => littleFromEach(count(60), upTo(19))),
  },
  {
    id: "spaced-bursts",
    title: "bursts of 100 in 5 minutes, six hours apart",
    world: "people",
    lengthMs: days(1),
    attack: varying(({ rate }) => spacedBursts(Math.round(rate(100)), 6, days(1))),
  },
  {
    id: "nuisances",
    title: "one tool, 60 a minute, after three small incidents",
    world: "people",
    lengthMs: hours(9),
    measure: "first e-mail",
    isAbout: () => true,
    attack: varying(({ rate }) => afterNuisances(rate(60), hours(9))),
  },
];
