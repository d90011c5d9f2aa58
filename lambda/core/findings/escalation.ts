import type { Config, Suppression } from "../model/config";
import { estimate, sumsReached } from "../model/money";
import type { Measure } from "../model/measure";
import { SEVERITIES, severityRank, type Notify, type Severity } from "../model/rule";

/** How many powers of ten a peak lies above the threshold: x10 is one, x100 two. */
export const tensAbove = (peak: number, threshold: number): number =>
  Math.max(0, Math.floor(Math.log10(Math.max(1, peak / threshold)) + 1e-9));

/** Muted traffic only records, until it passes its own multiple of the threshold. */
export function notifyOf(
  notify: Notify,
  suppression: Suppression | undefined,
  peak: number,
  measure: Measure,
): Notify {
  if (suppression === undefined) return notify;
  return peak >= suppression.pageAtTimes * measure.threshold ? notify : "record";
}

/** How often something so large has escalated. */
export function levelOf(
  measured: { readonly peak: number; readonly paid: number },
  measure: Measure,
  suppression: Suppression | undefined,
  config: Config,
): number {
  const { peak, paid } = measured;
  const broke = suppression !== undefined && peak >= suppression.pageAtTimes * measure.threshold;
  return (
    tensAbove(peak, measure.threshold) +
    sumsReached(estimate(paid, config).usd, config) +
    (broke ? 1 : 0)
  );
}

/** One grade up for each escalation. */
export const severityAt = (severity: Severity, level: number): Severity =>
  SEVERITIES[Math.min(severityRank(severity) + level, SEVERITIES.length - 1)] ?? "critical";

/** The gravest that something is which cannot have sent a text. */
const GRAVEST_UNSENT: Severity = "medium";

/** How grave something is, and how grave it would be if it sent texts, where it cannot have. */
export function gradeOf(severity: Severity, sentNothing: true | undefined) {
  if (sentNothing === undefined) return { severity, severityIfSent: undefined };
  const isMild = severityRank(severity) <= severityRank(GRAVEST_UNSENT);
  return { severity: isMild ? severity : GRAVEST_UNSENT, severityIfSent: severity };
}

/** Something that can grow worse. */
interface Gradual {
  readonly level: number;
  readonly sentNothing?: true | undefined;
}

/** Larger than it was, or a flood of refused calls of which some are refused no more. */
export const isGraver = (now: Gradual, before: Gradual): boolean =>
  now.level > before.level || (before.sentNothing === true && now.sentNothing !== true);
