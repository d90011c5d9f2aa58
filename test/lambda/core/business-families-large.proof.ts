import { SEEDS } from "../../support/judge-business";
import { proveFamilies, proveHarmless } from "../../support/prove-families";

/* A business of this size takes minutes: `npm run bench -- detection-large` plays all ten. */
const FEW = SEEDS.slice(0, 2);

describe("within its limit pages, at a business of 1,500 requests an hour, the attack", () => {
  proveFamilies(1500, FEW);
});

describe("at a business of 1,500 requests an hour nobody is paged by", () => {
  proveHarmless(1500, FEW);
});
