import { proveFamilies } from "../../support/prove-families";

describe.each([20, 150])(
  "within its limit pages, at a business of %i requests an hour, the attack",
  (peakPerHour) => {
    proveFamilies(peakPerHour);
  },
);
