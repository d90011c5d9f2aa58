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
  /** Set while the source that told of it is still new to the detector. */
  readonly isLearning?: true | undefined;
}

/** Whether the detector is still learning what is normal for an observation's source. */
export type IsLearning = (observation: Observation) => boolean;

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
    ...(observations.some(isLearning) && { isLearning: true }),
  };
}
