import { isSurelyUnsent, type Observation } from "../../model/observation";
import type { Scope } from "../../model/scope";

/** How many event ids a finding names. */
export const MAX_EVENT_IDS = 20;

/** What a finding remembers of the observations that led to it. Plain data: it travels in queues. */
export interface EvidenceContext {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly eventIds: readonly string[];
  readonly suppressionId?: string | undefined;
  readonly drill?: string | undefined;
  /** Set where none of the observations can have sent anything. */
  readonly isUnsent?: true | undefined;
  /** Set where the account, or the app client, of all of them is still new to the detector. */
  readonly isLearning?: true | undefined;
  /** Set where of what is still learned the account is known, and only the app client is new. */
  readonly isAccountKnown?: true | undefined;
}

/** Of what the detector is still learning what is normal, if of anything: account or app client. */
export type IsLearning = (observation: Observation) => "account" | "client" | false;

/** One observation of what is still new says nothing of the others. */
function learnedIn(
  observations: readonly Observation[],
  isLearning: IsLearning,
): Pick<EvidenceContext, "isLearning" | "isAccountKnown"> {
  const learners = observations.map(isLearning);
  if (learners.length === 0 || learners.includes(false)) return {};
  return { isLearning: true, ...(learners.includes("client") && { isAccountKnown: true }) };
}

export function evidenceContextOf(
  observations: readonly Observation[],
  scope: Scope,
  isLearning: IsLearning,
): EvidenceContext {
  const distinct = (values: readonly (string | undefined)[]): string[] =>
    [...new Set(values)].filter((value) => value !== undefined).slice(0, MAX_EVENT_IDS);
  return {
    accounts: distinct(observations.map(({ account }) => account)),
    regions: distinct(observations.map(({ region }) => region)),
    eventIds: distinct(observations.map(({ id }) => id)),
    suppressionId: scope.suppression?.id,
    drill: scope.drill,
    ...(observations.every(isSurelyUnsent) && { isUnsent: true }),
    ...learnedIn(observations, isLearning),
  };
}
