import { monthEnd, monthStart } from "../../lambda/core/spend/month";
import { DAY_MS, isoUtc } from "../../lambda/core/model/time";

/** A month, and the moment at which its figures are looked at. */
export interface SpendMonth {
  /** `YYYY-MM`, UTC. */
  readonly month: string;
  /** Now, or the last millisecond of a month that is over. */
  readonly atMs: number;
  readonly isOver: boolean;
}

/**
 * How long AWS keeps values, by
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html: those of
 * five minutes, and those of an hour.
 */
export const FINE_KEPT_MS = 63 * DAY_MS;
const KEPT_MS = 455 * DAY_MS;

export const currentMonth = (nowMs: number): SpendMonth => ({
  month: isoUtc(nowMs).slice(0, 7),
  atMs: nowMs,
  isOver: false,
});

/**
 * The month that a text names.
 *
 * @returns a text where it names none whose values AWS has: what to give instead
 */
export function spendMonth(text: string, nowMs: number): SpendMonth | string {
  const current = currentMonth(nowMs);
  if (text === current.month) return current;
  const [, year = "", number = ""] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (number === "") return "Give a month of UTC as YYYY-MM, such as 2026-11.";
  const startMs = Date.UTC(Number(year), Number(number) - 1);
  const atMs = monthEnd(startMs) - 1;
  if (startMs > nowMs) return "Give a month that has begun.";
  if (startMs < monthStart(nowMs - KEPT_MS)) {
    return `AWS keeps metrics for 455 days: give ${isoUtc(nowMs - KEPT_MS).slice(0, 7)} or a later month.`;
  }
  return { month: text, atMs, isOver: true };
}
