import * as z from "zod";
import { closest } from "../../lambda/core/model/closest";
import type { SpendSettings } from "../../lambda/core/spend/spend-settings";
import { dollars, whole } from "../config-value";
import { REGIONS } from "../regions";

function between(min: number, max: number, what: string) {
  const error = `give ${what} from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

const isMultipleOfFive = (minutes: number): boolean => minutes % 5 === 0;

/** What the spend guard works by, besides budget and limit: each with what docs/deploy.md says of it. */
export const spendSchema = z.strictObject(
  {
    limitHours: whole(1, 168, "hours").exactOptional().meta({
      form: "hours, 1 to 168",
      description: "How long before the enforced limit on-call is notified.",
    }),
    timesUsual: between(1.5, 100, "times the usual level").exactOptional().meta({
      form: "number, 1.5 to 100",
      description:
        "How many times its usual level a figure may reach. A product launch is about three.",
    }),
    hourFloorUsd: dollars().exactOptional().meta({
      form: "US dollars, at most the budget",
      description: "What an hour, or a part of one, may always cost.",
      unset: "a thirtieth of the budget, at least $1, also where the budget is less, at most $2",
    }),
    hourShareOfBudget: between(0.001, 1, "a share of the budget").exactOptional().meta({
      form: "share, 0.001 to 1",
      description: "What an hour may cost of the budget while fewer than three days are known.",
    }),
    directFloor: whole(1, 1_000_000, "publishes").exactOptional().meta({
      form: "whole number",
      description: "Publishes straight to phones in five minutes that are never out of line.",
    }),
    countryFloor: whole(1, 1_000_000, "messages").exactOptional().meta({
      form: "whole number",
      description:
        "Messages to a country in an hour, or in a quarter of one, that are never out of line; in five minutes two fifths of them.",
    }),
    newCountryMessages: whole(1, 1_000_000, "messages").exactOptional().meta({
      form: "whole number",
      description:
        "Messages in 24 hours from which a country is new that had fewer in 14 days before. As many in a quarter of an hour to all new countries, a fifth more in half an hour, or half as many again in two hours, page.",
    }),
    projectionQuietHours: whole(0, 240, "hours")
      .exactOptional()
      .meta({ form: "hours, 0 to 240", description: "How long a month has no projection." }),
    projectionFloorUsd: dollars().exactOptional().meta({
      form: "US dollars, at most the budget",
      description: "What must be spent before there is one.",
      unset: "the budget, at most $5",
    }),
    countryMinutes: whole(5, 60, "minutes")
      .refine(isMultipleOfFive, { error: "give a multiple of 5 minutes" })
      .exactOptional()
      .meta({
        form: "minutes, 5 to 60, a multiple of 5",
        description: "How often the metrics by country are read: AWS charges each.",
      }),
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

const region = z.enum(REGIONS, {
  error: ({ input }) => {
    const meant = typeof input === "string" ? closest(input, REGIONS) : undefined;
    return meant === undefined
      ? "give a Region, such as eu-west-1"
      : `give a Region: did you mean ${meant}?`;
  },
});

/** Regions besides the one that everything is deployed to, each at most once. */
export const regions = z
  .array(region, { error: "give a list of Regions" })
  .refine((list) => new Set(list).size === list.length, { error: "give each Region once" });
