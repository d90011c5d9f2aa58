import { FIRST_REQUESTS, type Baseline } from "./baseline";
import { graceMinutes } from "./typing-delay";

/** Which share of its codes an entity usually confirms, and how soon. */
export interface UsualShare {
  readonly share: number;
  /** False while there are too few requests to tell: then the share is mostly assumed. */
  readonly isKnown: boolean;
  /** False where its confirmations cannot be seen, or no longer. */
  readonly isVisible: boolean;
  /** Set where the configuration tells that they are visible, which its past does not show. */
  readonly isToldVisible?: true;
  /** How long its people take to type, in minutes. */
  readonly graceMinutes: number;
  /** Requests in six hours of a usual day. */
  readonly perQuarterDay: number;
  /** By how much of the share its worst day fell short of it. Absent while that is not known. */
  readonly shortfall?: number | undefined;
}

/** While too little is known of an entity it must lack this many times as much. */
export const UNKNOWN_TIMES = 2;

/** Requests below which a share of confirmed ones says nothing. */
export const ENOUGH_REQUESTS = 200;
/** What is assumed of whom nothing is known, and how many requests it takes to outweigh that. */
export const ASSUMED_SHARE = 0.6;
const ASSUMED_WEIGHT = 30;
/** A share below this means that confirmations happen where we cannot see them. */
export const VISIBLE_SHARE = 0.2;
const QUARTERS_IN_DAY = 4;

/** Whether an entity's confirmations could not be seen in its first requests. */
export const wasInvisible = (
  first: Pick<Baseline, "requests" | "confirmed"> | undefined,
): boolean =>
  first !== undefined &&
  first.requests >= FIRST_REQUESTS &&
  first.confirmed < VISIBLE_SHARE * first.requests;

/** What was confirmed of all; while that says little, an assumed share weighs in. */
function pooled({ requests, confirmed }: Baseline, assumed: number): number {
  if (requests >= ENOUGH_REQUESTS) return confirmed / requests;
  return (confirmed + ASSUMED_WEIGHT * assumed) / (requests + ASSUMED_WEIGHT);
}

const shortfallOf = (share: number, worstDay: number | undefined): number | undefined =>
  worstDay === undefined || share === 0 ? undefined : Math.max(0, 1 - worstDay / share);

const perQuarterDay = ({ requests, days }: Baseline): number =>
  days === 0 ? 0 : requests / days / QUARTERS_IN_DAY;

/**
 * The usual share by a baseline: what was confirmed of all, but never less than on good days, so
 * that an attack which goes on for days does not become usual.
 */
function alone(baseline: Baseline, assumed = ASSUMED_SHARE): UsualShare {
  const share = Math.min(1, Math.max(pooled(baseline, assumed), baseline.goodDays ?? 0));
  const isKnown = baseline.requests >= ENOUGH_REQUESTS;
  return {
    share,
    isKnown,
    isVisible: !isKnown || share >= VISIBLE_SHARE,
    graceMinutes: graceMinutes(baseline.delays),
    perQuarterDay: perQuarterDay(baseline),
    shortfall: shortfallOf(share, baseline.worstDay),
  };
}

/**
 * The usual share by a baseline. While little is known, a share is assumed: that of the whole, or
 * of people at large.
 *
 * @param whole of which the entity is a part, where there is one
 */
export function usualShare(baseline: Baseline, whole?: UsualShare): UsualShare {
  if (whole === undefined) return alone(baseline);
  const isWholeKnown = whole.isKnown && whole.isVisible;
  const own = alone(baseline, isWholeKnown ? whole.share : ASSUMED_SHARE);
  return {
    ...own,
    isKnown: own.isKnown || whole.isKnown,
    isVisible: own.isVisible && whole.isVisible,
    graceMinutes: own.isKnown ? own.graceMinutes : whole.graceMinutes,
  };
}

/**
 * The usual share of an entity of which the configuration tells that its confirmations are visible.
 * Where its past shows next to none, it is taken for the past of an attack, and says nothing.
 *
 * @param whole of which the entity is a part, where there is one
 */
export function toldVisible(usual: UsualShare, whole?: UsualShare): UsualShare {
  if (usual.isVisible) return usual;
  const share = whole?.isKnown === true && whole.isVisible ? whole.share : ASSUMED_SHARE;
  return { ...usual, share, isKnown: false, isVisible: true, isToldVisible: true };
}
