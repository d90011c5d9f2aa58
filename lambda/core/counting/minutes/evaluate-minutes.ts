import {
  isOverClients,
  type MinuteMeasure,
  type UnconfirmedExcess,
  type Volume,
} from "../../model/measure";
import type { CountKey } from "../../model/rule";
import { DAY_MS, MINUTE_MS } from "../../model/time";
import type { ActiveRule } from "../../rules/active-rule";
import type { Baseline, BaselineSnapshot } from "./baseline";
import { pastOn } from "./client-baseline";
import { firingOverParts, type PartsDeps } from "./evaluate-parts";
import { judgeExcess, judgeVolume, limitOf, mayExceed, type FiringMinute } from "./judge-minutes";
import { minuteOf } from "./minute-count";
import { judgeSurge, type Latest } from "./judge-surge";
import { exceedsOwnVolume, volumesAround } from "./own-volume";
import type { MinuteSums } from "./sums";
import type { UsualShare } from "./usual-share";

/** What came of judging minutes. */
export interface MinuteEvaluation {
  readonly firing: readonly FiringMinute[];
  /** Minutes that would fire, but whose requests may still be confirmed. */
  readonly pending: readonly FiringMinute[];
  /** As it was applied: where it compares sizes, the limit in place of the threshold. */
  readonly measure: MinuteMeasure;
  readonly usual?: BaselineSnapshot | undefined;
  /** Whether enough is known of the entity's past to judge by its share of confirmed codes. */
  readonly isShareKnown: boolean;
  /** Set where all that fires is to be recorded only. */
  readonly isMinor?: true | undefined;
}

/** Minutes to judge, since 1970. */
export interface MinutesToEvaluate {
  readonly key: CountKey;
  readonly rule: ActiveRule;
  readonly measure: MinuteMeasure;
  readonly minutes: readonly number[];
  /** Absent where nothing arrived, but time has passed. */
  readonly latest?: Latest | undefined;
  /**
   * Set once they were put off: the time by the clock, up to which codes have been typed in. Before
   * that only later records tell that time has passed.
   */
  readonly waitedUntilMs?: number | undefined;
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

/** Of what fires by its size that which the entity's past does not explain; all of it, recorded, where it does. */
async function beyondOwnVolume(
  bySized: MinuteEvaluation,
  volume: Volume,
  { key, rule }: MinutesToEvaluate,
  sums: MinuteSums,
  deps: PartsDeps,
): Promise<MinuteEvaluation> {
  const { ownVolume, threshold } = volume;
  if (ownVolume === undefined || bySized.firing.length === 0) return bySized;
  const minutes = bySized.firing.map(({ minute }) => minute);
  const all = await volumesAround(key, rule, minutes, deps);
  if (all === undefined) return bySized;
  const firing = bySized.firing.filter(({ minute }) =>
    exceedsOwnVolume(ownVolume, threshold, sums, all, minute),
  );
  return firing.length > 0 ? { ...bySized, firing } : { ...bySized, isMinor: true };
}

/** What fires, and what waits: as long as somebody can still confirm what would change the verdict. */
function bySettled(
  odd: readonly FiringMinute[],
  { waitedUntilMs = -Infinity }: MinutesToEvaluate,
  { latest }: MinuteSums,
): Pick<MinuteEvaluation, "firing" | "pending"> {
  const isSettled = ({ settled }: FiringMinute): boolean =>
    latest > settled || (settled + 1) * MINUTE_MS - 1 <= waitedUntilMs;
  return { firing: odd.filter(isSettled), pending: odd.filter((each) => !isSettled(each)) };
}

/** An excess may shrink as long as people still type; what does not exceed now never will. */
function byShare(
  measure: UnconfirmedExcess,
  usual: UsualShare,
  request: MinutesToEvaluate,
  sums: MinuteSums,
): MinuteEvaluation {
  const odd = request.minutes.flatMap((minute) => judgeExcess(measure, usual, sums, minute) ?? []);
  const { share, isKnown, graceMinutes } = usual;
  return {
    ...bySettled(odd, request, sums),
    measure: { ...measure, graceMs: graceMinutes * MINUTE_MS },
    usual: { confirmedShare: share, ...(!isKnown && { isShareAssumed: true }) },
    isShareKnown: isKnown,
  };
}

/** What a surge fires at, where the measure looks for one and the past is known. */
function bySurge(
  measure: UnconfirmedExcess,
  { delays }: Baseline,
  usual: UsualShare,
  { latest, minutes }: MinutesToEvaluate,
  sums: MinuteSums,
): MinuteEvaluation | undefined {
  const { surge } = measure;
  if (surge === undefined || latest === undefined || !usual.isKnown) return undefined;
  if (!minutes.includes(minuteOf(latest.atMs))) return undefined;
  const fired = judgeSurge(surge, delays, usual, sums, latest);
  if (fired === undefined) return undefined;
  return {
    firing: [fired],
    pending: [],
    measure: { ...measure, threshold: surge.missing, graceMs: 0 },
    usual: { confirmedShare: usual.share },
    isShareKnown: true,
  };
}

/** Where confirmations are not seen, little is recorded, and pages only where it is far too much. */
function unseen(
  measure: UnconfirmedExcess,
  peak: number | undefined,
  request: MinutesToEvaluate,
  sums: MinuteSums,
): MinuteEvaluation {
  const usual = { peak, isConfirmationInvisible: true };
  const volume = asVolume(measure);
  if (measure.unseen === undefined) return bySize(volume, usual, request, sums);
  const { threshold, times, recorded } = measure.unseen;
  const paging = bySize({ ...volume, threshold, times }, usual, request, sums);
  if (paging.firing.length > 0) return paging;
  return { ...bySize({ ...volume, threshold: recorded }, usual, request, sums), isMinor: true };
}

/** An excess rule for an entity whose confirmations cannot be seen. */
const asVolume = ({ threshold, windowMs, times }: UnconfirmedExcess): Volume => ({
  kind: "volume",
  threshold,
  windowMs,
  times,
});

async function evaluationOn(
  day: number,
  request: MinutesToEvaluate,
  sums: MinuteSums,
  deps: PartsDeps,
): Promise<MinuteEvaluation> {
  const { key, rule, measure } = request;
  if (measure.kind !== "volume" && isOverClients(measure)) {
    return overClients({ ...request, measure }, sums, deps);
  }
  const { baseline, usual } = await pastOn(key, day, rule, deps);
  const { peak } = baseline;
  if (measure.kind === "volume") {
    const bySized = bySize(measure, { peak }, request, sums);
    return beyondOwnVolume(bySized, measure, request, sums, deps);
  }
  const isSeen = usual.isVisible && (usual.isKnown || measure.unseen === undefined);
  if (!isSeen) return unseen(measure, peak, request, sums);
  const settled = byShare(measure, usual, request, sums);
  return settled.firing.length > 0
    ? settled
    : (bySurge(measure, baseline, usual, request, sums) ?? settled);
}

/** What app clients lack together: each is judged by its own past, which its own sums hold. */
async function overClients(
  request: MinutesToEvaluate & { readonly measure: UnconfirmedExcess },
  sums: MinuteSums,
  deps: PartsDeps,
): Promise<MinuteEvaluation> {
  const { key, rule, measure, minutes } = request;
  const odd = await firingOverParts(key, rule, measure, minutes, deps);
  const shares = odd.map(({ share }) => share);
  const confirmedShare = shares.length === 0 ? undefined : Math.max(...shares);
  const isAssumed = odd.some(({ isShareKnown }) => !isShareKnown);
  return {
    ...bySettled(odd, request, sums),
    measure,
    usual: { confirmedShare, ...(isAssumed && { isShareAssumed: true }) },
    isShareKnown: true,
  };
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
  deps: PartsDeps,
): Promise<MinuteEvaluation> {
  const { measure } = request;
  const candidates = request.minutes.filter(
    (minute) => sums.requests(minute, minute) > 0 && mayFire(measure, sums, minute),
  );
  const nothing: MinuteEvaluation = { firing: [], pending: [], measure, isShareKnown: false };
  let whole = nothing;
  for (const day of new Set(candidates.map(dayOfMinute))) {
    const minutes = candidates.filter((minute) => dayOfMinute(minute) === day);
    const ofDay = await evaluationOn(day, { ...request, minutes }, sums, deps);
    const firing = [...whole.firing, ...ofDay.firing];
    const pending = [...whole.pending, ...ofDay.pending];
    whole = { ...(ofDay.firing.length > 0 ? ofDay : whole), firing, pending };
  }
  return whole;
}
