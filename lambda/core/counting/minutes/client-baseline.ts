import type { Config } from "../../model/config";
import { dayOf, MINUTE_MS } from "../../model/time";
import type { CountKey } from "../../model/rule";
import type { ActiveRule } from "../../rules/active-rule";
import { clientOfTarget } from "../../rules/matching";
import {
  baselineFor,
  firstRequests,
  type Baseline,
  type BaselineSnapshot,
  type BaselineStore,
} from "./baseline";
import type { MinuteStore } from "./minute-count";
import { toldVisible, usualShare, wasInvisible, type UsualShare } from "./usual-share";

/** What is needed to look up an entity's past. */
export interface PastDeps {
  readonly rules: readonly ActiveRule[];
  readonly minutes: MinuteStore;
  readonly baselines: BaselineStore;
  readonly config: Pick<Config, "confirmationsVisible">;
}

/** Whether the configuration tells that the confirmations of a target's app client are visible. */
function isToldVisible(
  { scope, target }: Pick<CountKey, "scope" | "target">,
  { confirmationsVisible }: PastDeps["config"],
): boolean {
  if (confirmationsVisible.length === 0) return false;
  const client = clientOfTarget(target, scope)?.value;
  return client !== undefined && ["*", client].some((each) => confirmationsVisible.includes(each));
}

/** Where a rule counts the whole that a target stands for: an app client, a pool, or calls that name neither. */
function wholeKey(
  { scope, target }: Pick<CountKey, "scope" | "target">,
  rule: ActiveRule,
): CountKey | undefined {
  const entity = clientOfTarget(target, scope);
  return entity === undefined ? undefined : { scope, target, ruleId: rule.id, entity };
}

/** What is known of an entity's days before one, and what is usual by that. */
export interface Past {
  readonly baseline: Baseline;
  readonly usual: UsualShare;
}

/** The past of a rule's key on a day, judged with that of its whole where it is a part. */
export async function pastOn(
  key: CountKey,
  day: number,
  rule: ActiveRule,
  deps: PastDeps,
): Promise<Past> {
  const whole = deps.rules.find(({ id }) => id === rule.partOf);
  const keyOfWhole = whole === undefined ? undefined : wholeKey(key, whole);
  const ofWhole =
    whole === undefined || keyOfWhole === undefined
      ? undefined
      : (await pastOn(keyOfWhole, day, whole, deps)).usual;
  const baseline = await baselineFor(key, day, rule.measure.windowMs, deps);
  const usual = usualShare(baseline, ofWhole);
  return {
    baseline,
    usual: isToldVisible(key, deps.config) ? toldVisible(usual, ofWhole) : usual,
  };
}

/** The rule that counts app clients as a whole, which others are parts of. */
const ruleOfClients = (rules: readonly ActiveRule[]): ActiveRule | undefined =>
  rules.find(
    ({ measure, partOf }) => measure.kind === "unconfirmed-excess" && partOf === undefined,
  );

/** How long people at the app client, or in the pool, that a target stands for take to type. */
export async function clientTypingMs(
  scope: string,
  target: string,
  atMs: number,
  deps: PastDeps,
): Promise<number> {
  const rule = ruleOfClients(deps.rules);
  const key = rule === undefined ? undefined : wholeKey({ scope, target }, rule);
  if (rule === undefined || key === undefined) return 0;
  return (await pastOn(key, dayOf(atMs), rule, deps)).usual.graceMinutes * MINUTE_MS;
}

/**
 * What share of its codes the app client, or the pool, that a target stands for confirmed before
 * the day of `atMs`, or that nobody could ever see it. Undefined where too little is known, or no
 * rule counts it.
 */
export async function clientBaseline(
  scope: string,
  target: string,
  atMs: number,
  deps: PastDeps,
): Promise<BaselineSnapshot | undefined> {
  const rule = ruleOfClients(deps.rules);
  const key = rule === undefined ? undefined : wholeKey({ scope, target }, rule);
  if (rule === undefined || key === undefined) return undefined;
  const day = dayOf(atMs);
  const { usual } = await pastOn(key, day, rule, deps);
  const { share, isKnown, isVisible } = usual;
  if (usual.isToldVisible) return { confirmedShare: share, isShareAssumed: true };
  if (isVisible) return isKnown ? { confirmedShare: share } : undefined;
  const first = await firstRequests(key, day, deps);
  return wasInvisible(first) ? { isConfirmationInvisible: true } : { confirmedShare: share };
}
