import { clientBaseline } from "../counting/minutes/client-baseline";
import type { BaselineStore } from "../counting/minutes/baseline";
import type { MinuteStore } from "../counting/minutes/minute-count";
import type { ClientStore } from "../counting/clients/client-store";
import type { Target } from "../model/rule";
import { DAY_MS, HOUR_MS } from "../model/time";
import type { PoolInventory } from "../model/pool-inventory";
import { cognitoClientUnconverted } from "../rules/cognito-client-unconverted";
import type { ActiveRule } from "../rules/active-rule";
import { clientOfTarget } from "../rules/matching";
import { learnedOf, TOLD_DAYS, type LearnedClient } from "./learned";
import type { Learned } from "./learned-email";

export interface LearnedDeps {
  readonly rules: readonly ActiveRule[];
  readonly minutes: MinuteStore;
  readonly baselines: BaselineStore;
  readonly clients: Pick<ClientStore, "clientsOf">;
}

/** Beyond it a run takes too long. */
const MOST_READ = 150;

/** What codes may be counted under: every app client that is known, and every pool. */
async function targetsOf(
  account: string,
  pools: PoolInventory,
  { clients }: LearnedDeps,
): Promise<readonly Target[]> {
  const named = await clients.clientsOf(account);
  const ids = [
    ...Object.values(pools).flatMap((pool) => pool.clients),
    ...named.map((each) => each.clientId),
  ];
  const poolIds = [...Object.keys(pools), ...named.flatMap(({ userPoolId }) => userPoolId ?? [])];
  return [...new Set([...ids.map((id) => `client:${id}`), ...poolIds.map((id) => `pool:${id}`)])];
}

async function learnedIn(
  scope: string,
  target: Target,
  nowMs: number,
  deps: LearnedDeps,
): Promise<LearnedClient | undefined> {
  const entity = clientOfTarget(target, scope);
  if (entity === undefined) return undefined;
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
  const targets = await targetsOf(account, pools, deps);
  const clients: LearnedClient[] = [];
  for (const target of targets.slice(0, MOST_READ)) {
    const learned = await learnedIn(`${account}/live`, target, nowMs, deps);
    if (learned !== undefined) clients.push(learned);
  }
  const days = Math.floor((nowMs - firstSeenMs) / DAY_MS);
  return {
    clients,
    days: Math.max(1, Math.min(TOLD_DAYS, days)),
    unread: Math.max(0, targets.length - MOST_READ),
  };
}
