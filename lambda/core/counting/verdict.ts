import type { ClientDeps } from "./clients/name-clients";
import type { Measure } from "../model/measure";
import type { CountKey, Notify } from "../model/rule";
import type { ActiveRule } from "../rules/active-rule";
import type { DeferredEvaluation } from "./deferred-evaluation";
import type { BaselineSnapshot, BaselineStore } from "./minutes/baseline";
import type { MinuteStore } from "./minutes/minute-count";
import type { KnownStore } from "./windows/evaluate-window";
import type { EvidenceContext } from "./windows/evidence-context";
import type { Fired } from "./windows/measure";
import type { WindowStore } from "./windows/window";

/** Everything that counting reads and writes. */
export interface CountingDeps extends ClientDeps {
  readonly windows: WindowStore;
  readonly minutes: MinuteStore;
  readonly known: KnownStore;
  readonly baselines: BaselineStore;
  readonly rules: readonly ActiveRule[];
}

/** What one rule says of one entity: where it fired, and by which measure. */
export interface Verdict {
  readonly key: CountKey;
  readonly rule: ActiveRule;
  /** As it was applied: where it compares sizes, the limit in place of the threshold. */
  readonly measure: Measure;
  readonly evidenceContext: EvidenceContext;
  /** At least one. */
  readonly fired: readonly Fired[];
  readonly usual?: BaselineSnapshot | undefined;
  /** In place of the rule's own. */
  readonly notify?: Notify | undefined;
}

/** What counting came to: verdicts, and evaluations that fall due later. */
export interface Counted {
  readonly verdicts: readonly Verdict[];
  readonly deferred: readonly DeferredEvaluation[];
}

export const NOTHING_COUNTED: Counted = { verdicts: [], deferred: [] };
