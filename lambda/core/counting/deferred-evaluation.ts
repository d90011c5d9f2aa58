import type { EvidenceContext } from "./windows/evidence-context";
import type { WindowKey } from "./windows/window";

/**
 * A verdict that falls due later: hits whose entity still has time to confirm. Looking twice does
 * no harm. Plain data, since it travels in queues.
 */
export interface DeferredEvaluation {
  readonly key: WindowKey;
  readonly ruleId: string;
  readonly indices: readonly number[];
  readonly origin: EvidenceContext;
  readonly dueAtMs: number;
}

/** Puts looks that fall due later back into the detector's queue. */
export type DeferredEvaluationQueue = (
  looks: readonly DeferredEvaluation[],
  nowMs: number,
) => Promise<void>;
