import type { Observation } from "../model/observation";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../model/time";
import { flowOf } from "../sources/cognito-flow";
import { isByAdministrator } from "./matching";

/* What the rules have in common that compare codes asked for with codes typed in. */

/** A flood shows in minutes, a trickle in a day. */
export const CONVERSION_SPANS: readonly number[] = [
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  6 * HOUR_MS,
  DAY_MS,
];

/**
 * Whether somebody asked for a code who may type it in. An invitation holds none, and a reset by a
 * help desk was not asked for by the user; but a back end signs users in on their behalf.
 */
export const isPeoplesRequest = (observation: Observation): boolean =>
  observation.kind === "sms-requested" &&
  (!isByAdministrator(observation) || flowOf(observation.action) === "sign-in");
