import fc from "fast-check";

/**
 * Properties draw the same cases in every run, so that a change is judged by what it changed.
 * `FC_SEED=random` draws others, `FC_SEED=<number>` those of a run that failed.
 */
const { FC_SEED = "20261122" } = process.env;

if (FC_SEED !== "random") {
  const seed = Number(FC_SEED);
  if (!Number.isInteger(seed))
    throw new Error(`FC_SEED: got ${FC_SEED}; give a whole number or random`);
  fc.configureGlobal({ seed });
}
