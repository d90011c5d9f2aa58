import type { EvidenceContext } from "./windows/evidence-context";
import type { WindowKey } from "./windows/window";

/**
 * An evaluation that falls due later: hits whose entity still has time to confirm. Evaluating twice
 * does no harm. Plain data, since it travels in queues.
 */
export interface DeferredEvaluation {
  readonly key: WindowKey;
  readonly ruleId: string;
  /** Chunks of the window, or minutes since 1970 where the rule counts by minutes. */
  readonly indices: readonly number[];
  readonly evidenceContext: EvidenceContext;
  readonly dueAtMs: number;
}

/** Puts evaluations that fall due later back into the detector's queue. */
export type DeferredEvaluationQueue = (
  evaluations: readonly DeferredEvaluation[],
  nowMs: number,
) => Promise<void>;
