import type { Config } from "../../model/config";
import { accountOf, type Observation } from "../../model/observation";
import { DAY_MS } from "../../model/time";
import { bothClients, tellsMore, type ClientStore, type NamedClient } from "./client-store";

/* A client id is the caller's text. Were each one believed, whoever invents ids would open an
   incident with each, take the hour's e-mails with seven of them, and write what he likes into
   their subjects. So an id names a target only where a person or the inventory lists it in
   `userPools`, or once Cognito has accepted a call of the API with it. A page of the hosted UI may
   answer an invented one with a redirection, which looks like an acceptance, and so names none. */

/** CloudTrail may be this late; what is older is a redrive, and says nothing of when a client began. */
const LATEST_MS = DAY_MS;

export interface ClientDeps {
  readonly config: Config;
  /** Absent where every client id is believed. */
  readonly appClients?: ClientStore | undefined;
}

/** A batch in which only app clients that somebody uses are named. */
export interface NamedTraffic {
  readonly observations: readonly Observation[];
  /** When the app client of an observation was first seen, where a call of the API named it. */
  readonly firstSeenOf: (observation: Observation) => number | undefined;
}

const isOfCognito = ({ source }: Observation): boolean =>
  source === "cognito-api" || source === "cognito-hosted-ui";

const isAccepted = ({ source, outcome }: Observation): boolean =>
  source === "cognito-api" && outcome === "success";

type Clients = ReadonlyMap<string, NamedClient>;

/** The clients that accepted calls name, each once. */
function toldBy(observations: readonly Observation[], nowMs: number): Clients {
  const told = new Map<string, NamedClient>();
  for (const observation of observations.filter(isAccepted)) {
    const { clientId, userPoolId, atMs } = observation;
    if (clientId === undefined) continue;
    const firstSeenMs = Math.min(Math.max(atMs, nowMs - LATEST_MS), nowMs);
    const client = { clientId, userPoolId, firstSeenMs };
    const known = told.get(clientId);
    told.set(clientId, known === undefined ? client : bothClients(known, client));
  }
  return told;
}

/** The named ones of the clients of an account's observations. Names what a call was accepted with. */
async function namedIn(
  account: string,
  observations: readonly Observation[],
  nowMs: number,
  store: ClientStore,
): Promise<Clients> {
  const ids = new Set(observations.flatMap(({ clientId }) => clientId ?? []));
  if (ids.size === 0) return new Map();
  const known = new Map(await store.named(account, [...ids]));
  for (const [clientId, client] of toldBy(observations, nowMs)) {
    const before = known.get(clientId);
    if (!tellsMore(client, before)) continue;
    await store.name(account, client);
    known.set(clientId, before === undefined ? client : bothClients(before, client));
  }
  return known;
}

/** Pages name their pool in a field of AWS's; what a refused call says of its pool is its caller's. */
const withoutClient = (observation: Observation): Observation => ({
  ...observation,
  clientId: undefined,
  unnamedClientId: observation.clientId,
  userPoolId: observation.source === "cognito-hosted-ui" ? observation.userPoolId : undefined,
});

function byAccount(observations: readonly Observation[]): ReadonlyMap<string, Observation[]> {
  const accounts = new Map<string, Observation[]>();
  for (const observation of observations.filter(isOfCognito)) {
    const account = accountOf(observation);
    const own = accounts.get(account) ?? [];
    accounts.set(account, own);
    own.push(observation);
  }
  return accounts;
}

/**
 * Takes away app clients that nobody here uses, so that all requests which name such count
 * together. One accepted call names its client for the whole batch, whatever their order. In a drill
 * every client is named: no stranger sends one, and most of its calls are refused.
 */
export async function nameClients(
  observations: readonly Observation[],
  nowMs: number,
  { config, appClients }: ClientDeps,
  drill: string | undefined,
): Promise<NamedTraffic> {
  if (appClients === undefined || drill !== undefined)
    return { observations, firstSeenOf: () => undefined };
  const listed = new Set(Object.values(config.userPools).flatMap(({ clients }) => clients));
  const known = new Map<string, Clients>();
  for (const [account, own] of byAccount(observations)) {
    known.set(account, await namedIn(account, own, nowMs, appClients));
  }
  const named = (observation: Observation): NamedClient | undefined =>
    known.get(accountOf(observation))?.get(observation.clientId ?? "");
  const isUnnamed = (observation: Observation): boolean =>
    observation.clientId !== undefined &&
    isOfCognito(observation) &&
    !listed.has(observation.clientId) &&
    named(observation) === undefined;
  return {
    observations: observations.map((each) => (isUnnamed(each) ? withoutClient(each) : each)),
    firstSeenOf: (observation) => named(observation)?.firstSeenMs,
  };
}
