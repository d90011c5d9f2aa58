import type { Observation } from "../../../lambda/core/model/observation";
import { ERRANDS } from "../business/calls";
import { instantOf } from "../business/rhythm";
import { byChance, days, hours, rotating, text, type Disguise, type Family } from "./family";
import { varying } from "./vary";
import { DORMANT, DORMANT_LISTED, LISTED_POOL, SMALL_CLIENT, TINY_CLIENT } from "./worlds";

export interface TokenPlan {
  readonly perMinute: number;
  /** How many accounts of his own he calls with. */
  readonly accounts: number;
}

const TOKEN_LENGTH_MS = hours(2);

/** Calls with access tokens, which name neither client nor pool, each from another address. */
export const tokenCalls =
  ({ perMinute, accounts }: TokenPlan): Family["attack"] =>
  (scene) =>
    byChance(scene, perMinute, TOKEN_LENGTH_MS).map((atMs, i) => ({
      ...text(`x${i}`, atMs, rotating(scene.random, { errand: ERRANDS.ATTRIBUTE })),
      subject: `his-${i % accounts}`,
    }));

export interface ClientsPlan {
  readonly clients: readonly string[];
  readonly perHourEach: number;
  readonly lengthMs: number;
  readonly isHosted?: boolean;
  /** What AWS or the configuration says of the pool. */
  readonly userPoolId?: string;
}

/** Through clients that nobody, or hardly anybody, uses; each request from another address. */
export const throughClients =
  ({
    clients,
    perHourEach,
    lengthMs,
    isHosted = false,
    userPoolId,
  }: ClientsPlan): Family["attack"] =>
  (scene) =>
    byChance(scene, (perHourEach * clients.length) / 60, lengthMs).map((atMs, i): Observation => {
      const clientId = scene.random.pick(clients);
      const disguise: Disguise = rotating(scene.random, { clientId, isHosted });
      return { ...text(`x${i}`, atMs, disguise), ...(userPoolId !== undefined && { userPoolId }) };
    });

/** A client that the business uses, or one that nobody does, by a way in that nobody has used. */
const door = (
  id: string,
  title: string,
  plan: Pick<ClientsPlan, "isHosted"> & { readonly client?: string },
): Family => ({
  id,
  title,
  world: "people by API",
  lengthMs: hours(3),
  limit: 400,
  attack: varying(
    ({ rate }) =>
      (scene) =>
        byChance(scene, rate(60), hours(3)).map((atMs, i) =>
          text(
            `x${i}`,
            atMs,
            rotating(scene.random, { clientId: plan.client, isHosted: plan.isHosted ?? false }),
          ),
        ),
  ),
});

const dormant = (id: string, title: string, plan: Partial<ClientsPlan>): Family => ({
  id,
  title,
  world: "people",
  lengthMs: days(1),
  limit: 200,
  attack: varying(({ rate }) =>
    throughClients({ clients: DORMANT, perHourEach: rate(22), lengthMs: days(1), ...plan }),
  ),
});

const RATCHET_TIMES = 2.5;
const BURSTS_A_DAY = 6;
const DAYS_A_LEVEL = 3;

/**
 * A day of requests that nobody confirms, so that the client's confirmations seem invisible, and
 * then bursts that grow as slowly as a comparison with the past allows.
 */
const poisoned =
  (perHour: number, times: number, ratchetDays: number): Family["attack"] =>
  (scene) => {
    const { random, fromMs } = scene;
    const found = byChance(scene, perHour / 60, days(1)).map((atMs, i) =>
      text(`x${i}`, atMs, rotating(random, { clientId: SMALL_CLIENT })),
    );
    for (let day = 1; day <= ratchetDays; day++) {
      const size = Math.round(25 * times ** Math.floor((day - 1) / DAYS_A_LEVEL));
      for (let burst = 0; burst < BURSTS_A_DAY; burst++) {
        const atMs = fromMs + days(day) + burst * hours(4);
        for (let i = 0; i < size; i++) {
          const disguise = rotating(random, { clientId: SMALL_CLIENT });
          found.push(text(`x${found.length}`, atMs + random.integer(0, 299_000), disguise));
        }
      }
    }
    return found;
  };

/** Whoever goes where nobody looks: to clients without a past, or with a small one. */
export const CLIENT_FAMILIES: readonly Family[] = [
  {
    id: "token-calls",
    title: "access-token calls, rotating, 60 a minute",
    world: "people",
    lengthMs: TOKEN_LENGTH_MS,
    limit: 400,
    attack: varying(({ rate, count }) => tokenCalls({ perMinute: rate(60), accounts: count(300) })),
  },
  dormant("dormant", "three dormant clients, 22 an hour each", {}),
  dormant("dormant-listed", "three dormant clients of a named pool, 22 an hour each", {
    clients: DORMANT_LISTED,
    userPoolId: LISTED_POOL,
  }),
  door("door-hosted", "hosted UI that nobody used before, 60 a minute", { isHosted: true }),
  door("door-client", "dormant client by API, 60 a minute", { client: DORMANT[0] }),
  door("door-client-hosted", "dormant client by hosted UI, 60 a minute", {
    client: DORMANT[0],
    isHosted: true,
  }),
  {
    id: "tiny-client",
    title: "client of under 200 requests, 28 an hour",
    world: "people",
    lengthMs: days(1),
    limit: 150,
    attack: varying(({ rate }) =>
      throughClients({ clients: [TINY_CLIENT], perHourEach: rate(28), lengthMs: days(1) }),
    ),
  },
  {
    id: "poisoned-client",
    title: "small client poisoned at 22 an hour, then ratcheted",
    world: "people for a month",
    sizes: [20, 150],
    fromMs: instantOf(16, 0),
    lengthMs: days(13),
    limit: 40,
    attack: varying(({ rate, share }) => poisoned(rate(22), share(RATCHET_TIMES), 12)),
  },
];
