import { SEEDS } from "../../support/judge-business";
import { proveFamilies } from "../../support/prove-families";

/* `npm run bench -- detection` plays all ten, at both sizes. */
const FEW = SEEDS.slice(0, 2);

describe.each([20])(
  "within its limit pages, at a business of %i requests an hour, the attack",
  (peakPerHour) => {
    proveFamilies(peakPerHour, FEW);
  },
);
