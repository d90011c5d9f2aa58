import fc from "fast-check";
import { runs } from "./runs";

const CASES = 100;

/**
 * Properties draw the same cases in every run, so that a change is judged by what it changed.
 * `FC_SEED=random` draws others, `FC_SEED=<number>` those of a run that failed.
 */
const { FC_SEED = "20261122" } = process.env;

function seedOf(): { readonly seed?: number } {
  if (FC_SEED === "random") return {};
  const seed = Number(FC_SEED);
  if (!Number.isInteger(seed))
    throw new Error(`FC_SEED: got ${FC_SEED}; give a whole number or random`);
  return { seed };
}

fc.configureGlobal({ ...seedOf(), numRuns: runs(CASES) });
