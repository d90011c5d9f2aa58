import type { Origin } from "./windows/evidence-context";
import type { WindowKey } from "./windows/window";

/**
 * A verdict that falls due later: hits whose entity still has time to confirm. Looking twice does
 * no harm. Plain data, since it travels in queues.
 */
export interface LookAgain {
  readonly key: WindowKey;
  readonly ruleId: string;
  readonly indices: readonly number[];
  readonly origin: Origin;
  readonly dueAtMs: number;
}
