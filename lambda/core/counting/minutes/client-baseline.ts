import { clientOfTarget } from "../../rules/matching";
import { dayOf } from "../../model/time";
import type { ActiveRule } from "../../rules/active-rule";
import { baselineFor, usualShare, type BaselineSnapshot, type BaselineStore } from "./baseline";
import type { MinuteStore } from "./minute-count";

/**
 * What share of its codes the app client, or the pool, that a target stands for confirmed before
 * the day of `atMs`, or that nobody can see it. Undefined where too little is known, or no rule
 * counts it.
 */
export async function clientBaseline(
  scope: string,
  target: string,
  atMs: number,
  deps: {
    readonly rules: readonly ActiveRule[];
    readonly minutes: MinuteStore;
    readonly baselines: BaselineStore;
  },
): Promise<BaselineSnapshot | undefined> {
  const entity = clientOfTarget(target);
  const rule = deps.rules.find(({ measure }) => measure.kind === "unconfirmed-excess");
  if (entity === undefined || rule === undefined) return undefined;
  const key = { scope, target, ruleId: rule.id, entity };
  const baseline = await baselineFor(key, dayOf(atMs), rule.measure.windowMs, deps);
  const { share, isKnown, isVisible } = usualShare(baseline);
  if (!isVisible) return { isConfirmationInvisible: true };
  return isKnown ? { confirmedShare: share } : undefined;
}
