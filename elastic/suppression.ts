import { parseConfig } from "../lambda/core/model/config";
import { gapFor } from "../lambda/core/model/session-gap";
import type { Measure } from "../lambda/core/model/measure";
import type { AlertSuppression } from "./kibana-rule";
import type { Licence } from "./licence";
import { suppressionDuration } from "./schedule";

type Suppressed = { readonly alert_suppression: AlertSuppression } | Record<string, never>;

/**
 * One alert an entity and quiet period, as the detector makes one finding of them. An event that
 * lacks a field is never swallowed by another.
 *
 * @param groupBy none for a threshold rule
 */
export function suppressedBy(
  groupBy: readonly string[],
  gapMs: number,
  { isSuppressionLicensed }: Licence,
): Suppressed {
  if (!isSuppressionLicensed) return {};
  const duration = suppressionDuration(gapMs);
  return {
    alert_suppression:
      groupBy.length === 0
        ? { duration }
        : { group_by: groupBy, duration, missing_fields_strategy: "doNotSuppress" },
  };
}

/** The quiet period that a detector has unless it is configured otherwise. */
export const usualQuiet = (measure: Measure): number => gapFor(measure, parseConfig({}));
