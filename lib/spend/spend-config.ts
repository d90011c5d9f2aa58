import { RegionInfo } from "aws-cdk-lib/region-info";
import * as z from "zod";
import type { SpendSettings } from "../../lambda/core/spend/spend-settings";
import { dollars, whole } from "../config-value";

function between(min: number, max: number, what: string) {
  const error = `give ${what} from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

const isMultipleOfFive = (minutes: number): boolean => minutes % 5 === 0;

/** What the spend guard works by, besides budget and limit: `SpendSettings` says what each means. */
export const spendSchema = z.strictObject(
  {
    limitHours: whole(1, 168, "hours").exactOptional(),
    timesUsual: between(1.5, 100, "times the usual level").exactOptional(),
    hourFloorUsd: dollars().exactOptional(),
    hourShareOfBudget: between(0.001, 1, "a share of the budget").exactOptional(),
    directFloor: whole(1, 1_000_000, "publishes").exactOptional(),
    countryFloor: whole(1, 1_000_000, "messages").exactOptional(),
    newCountryMessages: whole(1, 1_000_000, "messages").exactOptional(),
    projectionQuietHours: whole(0, 240, "hours").exactOptional(),
    projectionFloorUsd: dollars().exactOptional(),
    countryMinutes: whole(5, 60, "minutes")
      .refine(isMultipleOfFive, { error: "give a multiple of 5 minutes" })
      .exactOptional(),
  } satisfies Partial<Record<keyof SpendSettings, z.ZodType>>,
  { error: "give an object with the keys of docs/deploy.md" },
);

interface Chosen {
  readonly monthlyBudgetUsd: number;
  readonly spend: Partial<SpendSettings>;
}

/** A floor above the budget would keep an alarm silent until the budget is gone. */
export const isFloorInBudget =
  (floor: "hourFloorUsd" | "projectionFloorUsd") =>
  ({ spend, monthlyBudgetUsd }: Chosen): boolean => {
    const chosen = spend[floor];
    return chosen === undefined || chosen <= monthlyBudgetUsd;
  };

const isRegion = (name: string): boolean => RegionInfo.regions.some((known) => known.name === name);

/** Regions besides the one that everything is deployed to, each at most once. */
export const regions = z
  .array(
    z
      .string({ error: "give a Region, such as eu-west-1" })
      .refine(isRegion, { error: "give a Region, such as eu-west-1" }),
    { error: "give a list of Regions" },
  )
  .refine((list) => new Set(list).size === list.length, { error: "give each Region once" });
