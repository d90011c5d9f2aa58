import type { Usual } from "../../findings/finding";
import { clientOfTarget } from "../../rules/matching";
import { dayOf } from "../../model/time";
import type { World } from "../../world";
import { usualShare } from "./baseline";
import { baselineFor } from "./baseline-for";

/**
 * What share of its codes the app client, or the pool, that a target stands for confirmed before
 * the day of `atMs`, or that nobody can see it. Undefined where too little is known, or no rule
 * counts it.
 */
export async function usualOfClient(
  scope: string,
  target: string,
  atMs: number,
  world: World,
): Promise<Usual | undefined> {
  const entity = clientOfTarget(target);
  const rule = world.rules.find(({ measure }) => measure.kind === "unconfirmed-excess");
  if (entity === undefined || rule === undefined) return undefined;
  const key = { scope, target, ruleId: rule.id, entity };
  const baseline = await baselineFor(key, dayOf(atMs), rule.measure.windowMs, world);
  const { share, isKnown, isVisible } = usualShare(baseline);
  if (!isVisible) return { isConfirmationInvisible: true };
  return isKnown ? { confirmedShare: share } : undefined;
}
