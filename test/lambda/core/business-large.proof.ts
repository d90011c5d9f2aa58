import { HAPPENINGS } from "../../support/business/happening";
import { play, SEEDS, surroundings, notified } from "../../support/judge-business";

const LONGEST_MS = 1_200_000;

/* A business of this size takes a minute and a half: `npm run bench -- detection-large` plays all ten. */
const FEW = SEEDS.slice(0, 2);

test(
  "a business of 1,500 requests an hour has launches, sales, campaigns, versions and offices that page nobody",
  async () => {
    const pages: unknown[] = [];
    for (const seed of FEW) {
      const observations = surroundings({ seed, peakPerHour: 1500, happenings: HAPPENINGS });
      pages.push(...notified(seed, await play(observations, seed)));
    }
    expect(pages).toEqual([]);
  },
  LONGEST_MS,
);
