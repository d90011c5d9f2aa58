import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../lambda/core/model/time";
import type { Random } from "../random";
import { ERRANDS, type Asking } from "./calls";
import { customerAddress, nextRelease } from "./people";
import { instantOf } from "./rhythm";

/** Something harmless that is not everyday. Days count from 0, hours are UTC. */
export type Happening =
  | { readonly kind: "launch"; readonly day: number; readonly times: number }
  | { readonly kind: "flash-sale"; readonly day: number; readonly perMinute: number }
  | { readonly kind: "reset-campaign"; readonly day: number; readonly times: number }
  | { readonly kind: "app-version"; readonly day: number }
  | { readonly kind: "office"; readonly day: number; readonly people: number };

/** People who come on top of the usual ones for a while. */
export interface Wave {
  readonly fromMs: number;
  readonly toMs: number;
  /** @param usual requests per hour at this instant without it */
  readonly perHour: (usual: number) => number;
  readonly confirmed: number;
  readonly errand: Asking["errand"] | undefined;
  readonly address: (random: Random) => string;
}

const CONFIRMED = 0.78;
const OFFICE = "203.0.113.40";

/** Most who had not thought of a new password do not want one now. */
const CAMPAIGN_CONFIRMED = 0.6;

const wave = (day: number, hour: number, lengthMs: number): Omit<Wave, "perHour"> => {
  const fromMs = instantOf(day, hour);
  return {
    fromMs,
    toMs: fromMs + lengthMs,
    confirmed: CONFIRMED,
    errand: undefined,
    address: customerAddress,
  };
};

/** The people whom a happening brings; a new version of the app brings nobody. */
export function waveOf(happening: Happening, random: Random): Wave | undefined {
  const { day } = happening;
  switch (happening.kind) {
    case "launch":
      return {
        ...wave(day, 10, 5 * HOUR_MS),
        perHour: (usual) => (happening.times - 1) * usual,
        errand: ERRANDS.SIGN_UP,
      };
    case "flash-sale":
      return {
        ...wave(day, 19, random.integer(20, 30) * MINUTE_MS),
        perHour: () => 60 * happening.perMinute,
      };
    case "reset-campaign":
      return {
        ...wave(day, 9, 8 * HOUR_MS),
        perHour: (usual) => (happening.times - 1) * usual,
        confirmed: CAMPAIGN_CONFIRMED,
        errand: ERRANDS.RESET,
      };
    case "office": {
      const lengthMs = random.integer(60, 120) * MINUTE_MS;
      return {
        ...wave(day, 8, lengthMs),
        perHour: () => (happening.people * HOUR_MS) / lengthMs,
        errand: ERRANDS.SIGN_UP,
        address: () => OFFICE,
      };
    }
    case "app-version":
      return undefined;
  }
}

const ROLLOUT_MS = 3 * DAY_MS;
const ROLLED_OUT = 0.8;

/** The user agent of somebody who may have the new version by then: more do every hour. */
export function updated(
  random: Random,
  userAgent: string,
  atMs: number,
  happenings: readonly Happening[],
): string {
  const version = happenings.find(({ kind }) => kind === "app-version");
  if (version === undefined) return userAgent;
  const age = atMs - instantOf(version.day, 9);
  const share = Math.min(1, age / ROLLOUT_MS) * ROLLED_OUT;
  return random.chance(share) ? nextRelease(userAgent) : userAgent;
}

/** One of each, at the sizes that businesses know, on days of their own after the first week. */
export const HAPPENINGS: readonly Happening[] = [
  { kind: "launch", day: 8, times: 4 },
  { kind: "flash-sale", day: 9, perMinute: 200 },
  { kind: "reset-campaign", day: 10, times: 3 },
  { kind: "app-version", day: 11 },
  { kind: "office", day: 14, people: 140 },
];
