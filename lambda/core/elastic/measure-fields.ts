import type { BaselineSnapshot } from "../counting/minutes/baseline";
import { isCognitoTarget } from "../rules/matching";
import type { Measure, Target } from "../model/rule";

/** What was counted, and from where on that is an alarm. */
export const measureFields = (measure: Measure): object => ({
  kind: measure.kind,
  threshold: measure.threshold,
  window_seconds: measure.windowMs / 1000,
  spans_seconds: "spansMs" in measure ? measure.spansMs.map((ms) => ms / 1000) : undefined,
  share: "share" in measure ? measure.share : undefined,
  times: "times" in measure ? measure.times : undefined,
});

/** What is usual for whoever was counted, as far as it was looked at. */
export const usualFields = (usual: BaselineSnapshot = {}): object => ({
  peak: usual.peak,
  confirmed_share: usual.confirmedShare,
  is_share_assumed: usual.isShareAssumed,
  is_confirmation_invisible: usual.isConfirmationInvisible,
});

/** Codes that were typed in. Where nobody can see that, a zero would tell of an attack. */
export const confirmedOn = (target: Target, confirmed: number): number | undefined =>
  isCognitoTarget(target) ? confirmed : undefined;
