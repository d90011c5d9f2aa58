import { accountOf, type Observation } from "../model/observation";
import type { Notify } from "../model/rule";
import { DAY_MS } from "../model/time";
import type { NamedTraffic } from "./clients/name-clients";
import type { IsLearning } from "./windows/evidence-context";

/* Whoever could start the learning anew would have a week in which limits are three times as high
   and what compares with the past pages nobody. So it depends on nothing that a caller chooses:
   not on the road that he takes, the pool, or the app client in an account that is known. */

/**
 * A rule that compares with the past has none yet: it only records, unless it knows enough, or the
 * account is known and only an app client of it is new.
 */
export const notifyWhileLearning = (
  {
    isLearning = false,
    isAccountKnown = false,
  }: {
    readonly isLearning?: boolean | undefined;
    readonly isAccountKnown?: boolean | undefined;
  },
  isPastKnown: boolean,
): Notify | undefined => (isLearning && !isAccountKnown && !isPastKnown ? "record" : undefined);

const NEVER: IsLearning = () => false;

/** CloudTrail may be this late; what is older is a redrive, and says nothing of when anything began. */
const LATEST_MS = DAY_MS;

/**
 * Sign-ins are only recorded, so there is nothing to learn for them; and as the most frequent calls
 * of a pool they would use up the time that is there to learn from codes.
 */
const mayLearn = ({ kind }: Observation): boolean => kind !== "sign-in";

/** When each account was first seen, asked once for each. */
async function firstSeenIn(
  observations: readonly Observation[],
  timeOf: (observation: Observation) => number,
  store: LearningStore,
): Promise<ReadonlyMap<string, number>> {
  const earliest = new Map<string, number>();
  for (const observation of observations) {
    const account = accountOf(observation);
    earliest.set(account, Math.min(earliest.get(account) ?? Infinity, timeOf(observation)));
  }
  const since = new Map<string, number>();
  for (const [account, atMs] of earliest) {
    since.set(account, await store.firstSeen(account, atMs));
  }
  return since;
}

export interface LearningDeps {
  /** How long it learns; 0 for not at all. */
  readonly days: number;
  /** Absent where there is nothing to learn. */
  readonly store: LearningStore | undefined;
}

/**
 * Tells of which observations the detector is still learning: those within `days` of the first that
 * anything told of their account, and within `days` of the first accepted call of their app client
 * where that came while the account was learning. Neither later days nor earlier ones that come
 * late begin it anew. Drills never learn.
 */
export async function learningOf(
  { observations, firstSeenOf }: NamedTraffic,
  nowMs: number,
  { days, store }: LearningDeps,
  drill: string | undefined,
): Promise<IsLearning> {
  if (store === undefined || days === 0 || drill !== undefined) return NEVER;
  const spanMs = days * DAY_MS;
  const notTooLate = ({ atMs }: Observation): number => Math.max(atMs, nowMs - LATEST_MS);
  const timeOf = (observation: Observation): number => Math.min(notTooLate(observation), nowMs);
  const since = await firstSeenIn(observations.filter(mayLearn), timeOf, store);
  return (observation) => {
    const accountMs = since.get(accountOf(observation));
    if (accountMs === undefined || !mayLearn(observation)) return false;
    const atMs = notTooLate(observation);
    if (atMs < accountMs + spanMs) return "account";
    const clientMs = firstSeenOf(observation) ?? -Infinity;
    return clientMs < accountMs + spanMs && atMs < clientMs + spanMs && "client";
  };
}

/** Remembers since when anything has told of an account. */
export interface LearningStore {
  /** Stores `atMs` where it is earlier than all that is stored; answers with the earliest. */
  readonly firstSeen: (account: string, atMs: number) => Promise<number>;
}
