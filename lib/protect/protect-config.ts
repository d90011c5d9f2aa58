import * as z from "zod";
import { isCountry, meantCountry } from "../../lambda/core/model/country";
import { PROTECT_MODES } from "../../lambda/core/protect/country-rules";

const EXAMPLE = "give a country code of ISO 3166-1 alpha-2, such as US";

function countryProblem(input: unknown): string {
  const meant = typeof input === "string" ? meantCountry(input) : undefined;
  return meant === undefined ? EXAMPLE : `give ${meant} if you mean that country`;
}

const country = z
  .string({ error: EXAMPLE })
  .refine(isCountry, { error: ({ input }) => countryProblem(input) });

/** Countries that may be texted. An empty list would refuse every text. */
export const allowedCountries = z
  .array(country, { error: "give a list of country codes" })
  .min(1, { error: "give at least one country, or leave the key out" })
  .refine((list) => new Set(list).size === list.length, { error: "give each country once" });

export const protectMode = z.literal(PROTECT_MODES, {
  error: `give ${PROTECT_MODES.map((mode) => `"${mode}"`).join(" or ")}`,
});
