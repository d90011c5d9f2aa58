import { parseConfig, type Config } from "../../../lambda/core/model/config";
import type { Observation } from "../../../lambda/core/model/observation";
import { backend, business, byTime, type BusinessPlan } from "../business";
import { DAYS } from "../business/rhythm";
import { signIns, type CompletedShare } from "../business/sign-ins";
import { site } from "../business/site";
import { seeded, type Random } from "../random";

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

const between = (random: Random, from: number, to: number): number =>
  from + random.fraction() * (to - from);

/** What the people of one business are like: no two businesses are the same. */
function customsOf({ seed, peakPerHour }: WorldPlan) {
  const random = seeded(`customs/${seed}/${peakPerHour}`);
  return {
    confirmedShare: between(random, 0.72, 0.84),
    hostedShare: between(random, 0.15, 0.35),
    typingMs: [random.integer(8_000, 20_000), random.integer(80_000, 120_000)],
  } as const;
}

/** A business whose people have customs of their own. */
export const people = (plan: WorldPlan & Partial<BusinessPlan>): readonly Observation[] =>
  business({ ...customsOf(plan), ...plan });

/** How many of those who begin to sign in complete it, in one business. */
export function completedShareOf({ seed, peakPerHour }: WorldPlan): CompletedShare {
  const random = seeded(`sign-in customs/${seed}/${peakPerHour}`);
  return {
    USER_PASSWORD_AUTH: between(random, 0.35, 0.65),
    CUSTOM_AUTH: between(random, 0.74, 0.86),
    USER_AUTH: between(random, 0.74, 0.86),
  };
}

const merged = (...parts: readonly (readonly Observation[])[]): readonly Observation[] =>
  parts.flat().sort(byTime);

const small = (seed: string, clientId: string, about: number, days?: number) => {
  const peakPerHour = about * between(seeded(`small/${clientId}/${seed}`), 0.7, 1.1);
  return people({ seed, peakPerHour, clientId, ...(days !== undefined && { days }) });
};

const LONG_DAYS = 30;

/** What is there before the attack, and goes on beside it. */
export const WORLDS = {
  /** People who ask by the API, by the hosted UI and with access tokens, of three clients. */
  people: ({ seed, peakPerHour }) =>
    merged(
      people({ seed, peakPerHour }),
      small(seed, TINY_CLIENT, TINY_PER_HOUR),
      small(seed, SMALL_CLIENT, SMALL_PER_HOUR),
    ),
  /** As people, for thirty days. */
  "people for a month": ({ seed, peakPerHour }) =>
    merged(
      people({ seed, peakPerHour, days: LONG_DAYS }),
      small(seed, SMALL_CLIENT, SMALL_PER_HOUR, LONG_DAYS),
    ),
  /** Nobody has ever used the hosted UI. */
  "people by API": (plan) => people({ ...plan, hostedShare: 0 }),
  /** People of a pool whose records do not tell whether signing in sends a text. */
  "sign-ins": (plan) => signIns(plan.seed, plan.peakPerHour, completedShareOf(plan)),
  /** A backend that texts all day. */
  backend: ({ seed, peakPerHour }) => backend(seed, peakPerHour / 2, 2),
  /** A web site whose logs show who asks for a code and who types one in. */
  site: (plan) =>
    site({ ...plan, isVerifyLogged: true, confirmedShare: customsOf(plan).confirmedShare }),
  /** A web site whose logs show only who asks. */
  "site without verify paths": ({ seed, peakPerHour }) =>
    site({ seed, peakPerHour, isVerifyLogged: false }),
} as const satisfies Readonly<Record<string, World>>;

export type WorldId = keyof typeof WORLDS;

/** How many days a world goes on. */
export const daysOf = (world: WorldId): number =>
  world === "people for a month" ? LONG_DAYS : DAYS;
