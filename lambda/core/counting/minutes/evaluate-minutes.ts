import type { MinuteStore } from "./minute-count";
import type { MinuteMeasure, UnconfirmedExcess, Volume, CountKey } from "../../model/rule";
import { DAY_MS, MINUTE_MS } from "../../model/time";
import {
  baselineFor,
  usualShare,
  type Baseline,
  type BaselineSnapshot,
  type BaselineStore,
  type UsualShare,
} from "./baseline";
import {
  judgeExcess,
  judgeVolume,
  limitOf,
  mayExceed,
  settledBy,
  type FiringMinute,
} from "./judge-minutes";
import type { MinuteSums } from "./sums";

/** What came of judging minutes. */
export interface MinuteEvaluation {
  readonly firing: readonly FiringMinute[];
  /** Minutes that would fire, but whose requests may still be confirmed. */
  readonly pending: readonly number[];
  /** As it was applied: where it compares sizes, the limit in place of the threshold. */
  readonly measure: MinuteMeasure;
  readonly usual?: BaselineSnapshot | undefined;
  /** Whether enough is known of the entity's past to judge by its share of confirmed codes. */
  readonly isShareKnown: boolean;
}

/** Minutes to judge, since 1970. */
export interface MinutesToEvaluate {
  readonly key: CountKey;
  readonly measure: MinuteMeasure;
  readonly minutes: readonly number[];
  /** Whether the time to confirm has passed for all of them. */
  readonly isDue: boolean;
}

function bySize(
  volume: Volume,
  usual: BaselineSnapshot,
  request: MinutesToEvaluate,
  sums: MinuteSums,
): MinuteEvaluation {
  const limit = limitOf(volume, usual);
  return {
    firing: request.minutes.flatMap((minute) => judgeVolume(volume, limit, sums, minute) ?? []),
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
  { minutes, isDue }: MinutesToEvaluate,
  sums: MinuteSums,
): MinuteEvaluation {
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

function evaluationBy(
  baseline: Baseline,
  request: MinutesToEvaluate,
  sums: MinuteSums,
): MinuteEvaluation {
  const { measure } = request;
  const { peak } = baseline;
  if (measure.kind === "volume") return bySize(measure, { peak }, request, sums);
  const share = usualShare(baseline);
  return share.isVisible
    ? byShare(measure, share, request, sums)
    : bySize(asVolume(measure), { peak, isConfirmationInvisible: true }, request, sums);
}

/** Whether a minute could fire whatever the past was: most never do, and ask for no past. */
function mayFire(measure: MinuteMeasure, sums: MinuteSums, minute: number): boolean {
  const volume = measure.kind === "volume" ? measure : asVolume(measure);
  if (judgeVolume(volume, volume.threshold, sums, minute) !== undefined) return true;
  return measure.kind !== "volume" && mayExceed(measure, sums, minute);
}

const dayOfMinute = (minute: number): number => Math.floor((minute * MINUTE_MS) / DAY_MS);

/** Judges minutes, each by the baseline of its own day. */
export async function evaluateMinutes(
  request: MinutesToEvaluate,
  sums: MinuteSums,
  stores: { readonly minutes: MinuteStore; readonly baselines: BaselineStore },
): Promise<MinuteEvaluation> {
  const { key, measure } = request;
  const candidates = request.minutes.filter(
    (minute) => sums.requests(minute, minute) > 0 && mayFire(measure, sums, minute),
  );
  const nothing: MinuteEvaluation = { firing: [], pending: [], measure, isShareKnown: false };
  let whole = nothing;
  for (const day of new Set(candidates.map(dayOfMinute))) {
    const minutes = candidates.filter((minute) => dayOfMinute(minute) === day);
    const baseline = await baselineFor(key, day, measure.windowMs, stores);
    const ofDay = evaluationBy(baseline, { ...request, minutes }, sums);
    const firing = [...whole.firing, ...ofDay.firing];
    const pending = [...whole.pending, ...ofDay.pending];
    whole = { ...(ofDay.firing.length > 0 ? ofDay : whole), firing, pending };
  }
  return whole;
}
