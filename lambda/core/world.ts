import type { ActiveRule } from "./rules/active-rule";
import type { FindingStep } from "./findings/finding";
import type { FindingWorld } from "./findings/record-finding";
import type { BaselineStore, KnownStore, LearningStore } from "./ports";
import type { LookAgain } from "./counting/deferred-evaluation";

/** Everything that the detector counts with. */
export interface World extends FindingWorld {
  readonly known: KnownStore;
  readonly baselines: BaselineStore;
  /** Absent where there is nothing to learn, as in replay. */
  readonly learning?: LearningStore | undefined;
  readonly rules: readonly ActiveRule[];
}

/** What a batch led to: steps that were written, and verdicts that fall due later. */
export interface Detection {
  readonly steps: readonly FindingStep[];
  readonly lookAgain: readonly LookAgain[];
}

export const NOTHING: Detection = { steps: [], lookAgain: [] };

export const together = (all: readonly Detection[]): Detection => ({
  steps: all.flatMap(({ steps }) => steps),
  lookAgain: all.flatMap(({ lookAgain }) => lookAgain),
});
