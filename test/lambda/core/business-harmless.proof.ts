import { SEEDS } from "../../support/judge-business";
import { proveHarmless } from "../../support/prove-families";

/* `npm run bench -- detection` plays all ten, at both sizes. */
const FEW = SEEDS.slice(0, 2);

describe.each([20])("at a business of %i requests an hour nobody is paged by", (peakPerHour) => {
  proveHarmless(peakPerHour, FEW);
});
