import { business } from "../../support/business";
import { play, SEEDS, notified } from "../../support/judge-business";

const LONGEST_MS = 1_200_000;

test.each([20, 150])(
  "a business of %i requests an hour whose confirmations nobody sees pages nobody",
  async (peakPerHour) => {
    const pages: unknown[] = [];
    for (const seed of SEEDS) {
      const observations = business({ seed, peakPerHour, areConfirmationsVisible: false });
      pages.push(...notified(seed, await play(observations, seed)));
    }
    expect(pages).toEqual([]);
  },
  LONGEST_MS,
);
