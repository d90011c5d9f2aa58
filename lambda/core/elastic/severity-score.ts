import type { Severity } from "../model/rule";

/**
 * `event.severity` and `event.risk_score`: Elastic's External Alerts rule reads these four numbers
 * as low, medium, high and critical, and no others.
 */
export const SEVERITY_SCORES: Readonly<Record<Severity, number>> = {
  low: 21,
  medium: 47,
  high: 73,
  critical: 99,
};
