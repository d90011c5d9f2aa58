import { clientBaseline, type PastDeps } from "../counting/minutes/client-baseline";
import type { ClientStore } from "../counting/clients/client-store";
import type { CountKey } from "../model/rule";
import { DAY_MS, HOUR_MS } from "../model/time";
import type { PoolInventory } from "../model/pool-inventory";
import { cognitoClientUnconverted } from "../rules/cognito-client-unconverted";
import { ANY_POOL } from "../rules/matching";
import { learnedOf, TOLD_DAYS, type LearnedClient } from "./learned";
import type { Learned } from "./learned-email";

export interface LearnedDeps extends PastDeps {
  readonly clients: Pick<ClientStore, "clientsOf">;
}

/** Beyond it a run takes too long. */
const MOST_READ = 150;

/** What codes are counted under. */
type Counted = Pick<CountKey, "target" | "entity">;

const clientOf = (value: string): Counted => ({
  target: `client:${value}`,
  entity: { type: "app-client", value },
});

const poolOf = (value: string): Counted => ({
  target: `pool:${value}`,
  entity: { type: "user-pool", value },
});

/** Every app client that is known, every pool for what names none of them, and what names neither. */
async function countedIn(
  account: string,
  pools: PoolInventory,
  { clients }: LearnedDeps,
): Promise<readonly Counted[]> {
  const named = await clients.clientsOf(account);
  const ids = Object.values(pools).flatMap((pool) => pool.clients);
  const poolIds = named.flatMap(({ userPoolId }) => userPoolId ?? []);
  return [
    { target: ANY_POOL, entity: { type: "account", value: account } },
    ...[...new Set([...ids, ...named.map(({ clientId }) => clientId)])].map(clientOf),
    ...[...new Set([...Object.keys(pools), ...poolIds])].map(poolOf),
  ];
}

async function learnedIn(
  scope: string,
  { target, entity }: Counted,
  nowMs: number,
  deps: LearnedDeps,
): Promise<LearnedClient | undefined> {
  const key = { scope, target, ruleId: cognitoClientUnconverted.id, entity };
  const endHour = Math.floor(nowMs / HOUR_MS);
  const first = endHour - (TOLD_DAYS * DAY_MS) / HOUR_MS;
  const hours = await deps.minutes.read(key, first, endHour - 1);
  if (hours.length === 0) return undefined;
  return learnedOf(target, hours, await clientBaseline(scope, target, nowMs, deps), nowMs);
}

/**
 * What was learned of an account's app clients by now, from the sums that the rules count with.
 *
 * @param pools as configured, and as the account has them
 */
export async function learnedClients(
  account: string,
  pools: PoolInventory,
  { firstSeenMs, nowMs }: { readonly firstSeenMs: number; readonly nowMs: number },
  deps: LearnedDeps,
): Promise<Learned> {
  const all = await countedIn(account, pools, deps);
  const clients: LearnedClient[] = [];
  for (const counted of all.slice(0, MOST_READ)) {
    const learned = await learnedIn(`${account}/live`, counted, nowMs, deps);
    if (learned !== undefined) clients.push(learned);
  }
  const days = Math.floor((nowMs - firstSeenMs) / DAY_MS);
  return {
    clients,
    days: Math.max(1, Math.min(TOLD_DAYS, days)),
    unread: Math.max(0, all.length - MOST_READ),
  };
}
