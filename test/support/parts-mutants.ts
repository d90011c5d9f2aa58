import type { Baseline } from "../../lambda/core/counting/minutes/baseline";
import { confirmationsLate } from "./minute-mutants";
import type { PartsMutation } from "./parts-properties";

const withPasts =
  (change: (past: Baseline) => Baseline): PartsMutation =>
  (deps) => ({
    ...deps,
    baselines: {
      ...deps.baselines,
      read: async (key, day) => {
        const past = await deps.baselines.read(key, day);
        return past === undefined ? undefined : change(past);
      },
    },
  });

/** Looks at the busiest clients first, in which chance hides a trickle. */
export const busiestFirst = withPasts((past) => ({
  ...past,
  days: past.days === 0 ? 0 : (past.requests / past.days) ** 2,
}));

/** Pools the past of all clients into what people at large confirm. */
export const oneShareForAll = withPasts((past) => ({
  ...past,
  confirmed: 0.6 * past.requests,
  goodDays: undefined,
}));

/** Lets bad days lower what is usual. */
export const forgetsGoodDays = withPasts((past) => ({ ...past, goodDays: undefined }));

/** Overlooks one of the clients that calls have named. */
export const overlooksOne: PartsMutation = (deps) => ({
  ...deps,
  appClients: deps.appClients && {
    ...deps.appClients,
    clientsOf: async (account) => ((await deps.appClients?.clientsOf(account)) ?? []).slice(1),
  },
});

/** Takes codes that are typed in for later ones. */
export const countsThemLate: PartsMutation = (deps) => {
  return { ...deps, minutes: confirmationsLate(deps.minutes) };
};
