import type { Notify } from "../model/rule";
import type { Observation, SourceId } from "../model/observation";
import { DAY_MS } from "../model/time";
import type { IsLearning } from "./windows/evidence-context";

/** A rule that compares with the past has none yet: it only records, unless it knows enough. */
export const notifyWhileLearning = (
  { isLearning = false }: { readonly isLearning?: boolean | undefined },
  isPastKnown: boolean,
): Notify | undefined => (isLearning && !isPastKnown ? "record" : undefined);

const NEVER: IsLearning = () => false;
const scopeOfAccount = ({ account = "unknown" }: Observation): string => account;

/** CloudTrail may be this late; what is older is a redrive, and says nothing of when a source began. */
const LATEST_MS = DAY_MS;

/**
 * Sign-ins are only recorded, so there is nothing to learn for them; and as the most frequent calls
 * of a pool they would use up the time that is there to learn from codes.
 */
const mayLearn = ({ kind }: Observation): boolean => kind !== "sign-in";

/**
 * Tells of which observations the detector is still learning: those within `days` of the first
 * that their source ever told of their account. Drills never are.
 */
export async function learningOf(
  observations: readonly Observation[],
  nowMs: number,
  days: number,
  store: LearningStore | undefined,
  drill: string | undefined,
): Promise<IsLearning> {
  if (store === undefined || days === 0 || drill !== undefined) return NEVER;
  const earliest = new Map<string, Observation>();
  const keyOf = (observation: Observation): string =>
    `${scopeOfAccount(observation)} ${observation.source}`;
  for (const observation of observations.filter(mayLearn)) {
    const known = earliest.get(keyOf(observation));
    if (known === undefined || observation.atMs < known.atMs) {
      earliest.set(keyOf(observation), observation);
    }
  }
  const since = new Map<string, number>();
  for (const [key, observation] of earliest) {
    const source: SourceId = observation.source;
    const atMs = Math.max(observation.atMs, nowMs - LATEST_MS);
    since.set(key, await store.firstSeen(scopeOfAccount(observation), source, atMs));
  }
  return (observation) =>
    mayLearn(observation) &&
    observation.atMs < (since.get(keyOf(observation)) ?? -Infinity) + days * DAY_MS;
}

/** Remembers since when a source has told of a scope. */
export interface LearningStore {
  /** Stores `atMs` where it is earlier than what is stored; answers with the earliest. */
  readonly firstSeen: (scope: string, source: SourceId, atMs: number) => Promise<number>;
}
