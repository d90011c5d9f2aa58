import { parseConfig, type Config } from "../../../lambda/core/model/config";
import type { Observation } from "../../../lambda/core/model/observation";
import { backend, business, byTime } from "../business";
import { DAYS } from "../business/rhythm";
import { signIns } from "../business/sign-ins";
import { site } from "../business/site";

/** A client of a pool that the configuration names, and that nobody uses. */
export const DORMANT_LISTED = ["dormant-listed-1", "dormant-listed-2", "dormant-listed-3"] as const;

/** As above, of a pool that the configuration does not name. */
export const DORMANT = ["dormant-1", "dormant-2", "dormant-3"] as const;

export const LISTED_POOL = "eu-west-1_Dormant00";

/** A client with under 200 requests in sixteen days. */
export const TINY_CLIENT = "tiny-client";
const TINY_PER_HOUR = 0.9;

/** A client that has a handful of requests a day. */
export const SMALL_CLIENT = "small-client";
const SMALL_PER_HOUR = 2;

export const WORLD_CONFIG: Config = parseConfig({
  userPools: { [LISTED_POOL]: { delivers: "sms", clients: [...DORMANT_LISTED] } },
});

export interface WorldPlan {
  readonly seed: string;
  readonly peakPerHour: number;
}

type World = (plan: WorldPlan) => readonly Observation[];

const merged = (...parts: readonly (readonly Observation[])[]): readonly Observation[] =>
  parts.flat().sort(byTime);

const small = (seed: string, clientId: string, peakPerHour: number, days?: number) =>
  business({ seed, peakPerHour, clientId, ...(days !== undefined && { days }) });

const LONG_DAYS = 30;

/** What is there before the attack, and goes on beside it. */
export const WORLDS = {
  /** People who ask by the API, by the hosted UI and with access tokens, of three clients. */
  people: ({ seed, peakPerHour }) =>
    merged(
      business({ seed, peakPerHour }),
      small(seed, TINY_CLIENT, TINY_PER_HOUR),
      small(seed, SMALL_CLIENT, SMALL_PER_HOUR),
    ),
  /** As people, for thirty days. */
  "people for a month": ({ seed, peakPerHour }) =>
    merged(
      business({ seed, peakPerHour, days: LONG_DAYS }),
      small(seed, SMALL_CLIENT, SMALL_PER_HOUR, LONG_DAYS),
    ),
  /** Nobody has ever used the hosted UI. */
  "people by API": ({ seed, peakPerHour }) => business({ seed, peakPerHour, hostedShare: 0 }),
  /** People of a pool whose records do not tell whether signing in sends a text. */
  "sign-ins": ({ seed, peakPerHour }) => signIns(seed, peakPerHour),
  /** A backend that texts all day. */
  backend: ({ seed, peakPerHour }) => backend(seed, peakPerHour / 2, 2),
  /** A web site whose logs show who asks for a code and who types one in. */
  site: ({ seed, peakPerHour }) => site({ seed, peakPerHour, isVerifyLogged: true }),
  /** A web site whose logs show only who asks. */
  "site without verify paths": ({ seed, peakPerHour }) =>
    site({ seed, peakPerHour, isVerifyLogged: false }),
} as const satisfies Readonly<Record<string, World>>;

export type WorldId = keyof typeof WORLDS;

/** How many days a world goes on. */
export const daysOf = (world: WorldId): number =>
  world === "people for a month" ? LONG_DAYS : DAYS;
