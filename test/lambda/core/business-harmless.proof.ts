import { proveHarmless } from "../../support/prove-families";

describe.each([20, 150])(
  "at a business of %i requests an hour nobody is paged by",
  (peakPerHour) => {
    proveHarmless(peakPerHour);
  },
);
