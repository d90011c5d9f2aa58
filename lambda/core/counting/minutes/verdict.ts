import type { Usual } from "../../findings/finding";
import type { BaselineStore, MinuteStore } from "../../ports";
import type { MinuteMeasure, UnconfirmedExcess, Volume } from "../../model/rule";
import { DAY_MS, MINUTE_MS } from "../../model/time";
import { usualShare, type Baseline, type UsualShare } from "./baseline";
import { baselineFor } from "./baseline-for";
import {
  judgeExcess,
  judgeVolume,
  limitOf,
  mayExceed,
  settledBy,
  type FiringMinute,
} from "./judge-minutes";
import type { MinuteKey } from "./minute-count";
import type { MinuteSums } from "./sums";

/** What came of judging minutes. */
export interface Verdict {
  readonly firing: readonly FiringMinute[];
  /** Minutes that would fire, but whose requests may still be confirmed. */
  readonly pending: readonly number[];
  /** As it was applied: where it compares sizes, the limit in place of the threshold. */
  readonly measure: MinuteMeasure;
  readonly usual?: Usual | undefined;
  /** Whether enough is known of the entity's past to judge by its share of confirmed codes. */
  readonly isShareKnown: boolean;
}

/** Minutes to judge, since 1970. */
export interface Asked {
  readonly key: MinuteKey;
  readonly measure: MinuteMeasure;
  readonly minutes: readonly number[];
  /** Whether the time to confirm has passed for all of them. */
  readonly isDue: boolean;
}

function bySize(volume: Volume, usual: Usual, asked: Asked, sums: MinuteSums): Verdict {
  const limit = limitOf(volume, usual);
  return {
    firing: asked.minutes.flatMap((minute) => judgeVolume(volume, limit, sums, minute) ?? []),
    pending: [],
    measure: { ...volume, threshold: limit },
    usual,
    isShareKnown: false,
  };
}

/** An excess may shrink as long as people still type; what does not exceed now never will. */
function byShare(
  measure: UnconfirmedExcess,
  usualShare: UsualShare,
  { minutes, isDue }: Asked,
  sums: MinuteSums,
): Verdict {
  const odd = minutes.flatMap((minute) => judgeExcess(measure, usualShare, sums, minute) ?? []);
  const isSettled = ({ minute }: FiringMinute): boolean => isDue || sums.latest > settledBy(minute);
  const { share, isKnown } = usualShare;
  return {
    firing: odd.filter(isSettled),
    pending: odd.filter((fired) => !isSettled(fired)).map(({ minute }) => minute),
    measure,
    usual: { confirmedShare: share, ...(!isKnown && { isShareAssumed: true }) },
    isShareKnown: isKnown,
  };
}

/** An excess rule for an entity whose confirmations cannot be seen. */
const asVolume = ({ threshold, windowMs, times }: UnconfirmedExcess): Volume => ({
  kind: "volume",
  threshold,
  windowMs,
  times,
});

function verdictBy(baseline: Baseline, asked: Asked, sums: MinuteSums): Verdict {
  const { measure } = asked;
  const { peak } = baseline;
  if (measure.kind === "volume") return bySize(measure, { peak }, asked, sums);
  const share = usualShare(baseline);
  return share.isVisible
    ? byShare(measure, share, asked, sums)
    : bySize(asVolume(measure), { peak, isConfirmationInvisible: true }, asked, sums);
}

/** Whether a minute could fire whatever the past was: most never do, and ask for no past. */
function mayFire(measure: MinuteMeasure, sums: MinuteSums, minute: number): boolean {
  const volume = measure.kind === "volume" ? measure : asVolume(measure);
  if (judgeVolume(volume, volume.threshold, sums, minute) !== undefined) return true;
  return measure.kind !== "volume" && mayExceed(measure, sums, minute);
}

const dayOfMinute = (minute: number): number => Math.floor((minute * MINUTE_MS) / DAY_MS);

/** Judges minutes, each by the baseline of its own day. */
export async function verdictOn(
  asked: Asked,
  sums: MinuteSums,
  stores: { readonly minutes: MinuteStore; readonly baselines: BaselineStore },
): Promise<Verdict> {
  const { key, measure } = asked;
  const candidates = asked.minutes.filter(
    (minute) => sums.requests(minute, minute) > 0 && mayFire(measure, sums, minute),
  );
  const nothing: Verdict = { firing: [], pending: [], measure, isShareKnown: false };
  let whole = nothing;
  for (const day of new Set(candidates.map(dayOfMinute))) {
    const minutes = candidates.filter((minute) => dayOfMinute(minute) === day);
    const baseline = await baselineFor(key, day, measure.windowMs, stores);
    const ofDay = verdictBy(baseline, { ...asked, minutes }, sums);
    const firing = [...whole.firing, ...ofDay.firing];
    const pending = [...whole.pending, ...ofDay.pending];
    whole = { ...(ofDay.firing.length > 0 ? ofDay : whole), firing, pending };
  }
  return whole;
}
