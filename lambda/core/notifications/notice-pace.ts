import { DAY_MS } from "../model/time";
import type { AlarmNews } from "../spend/alarm-event";
import type { SpendAlarm } from "../spend/spend-alarms";
import type { Notified } from "./pace";

/** One attack sets off alarm after alarm, and each e-mail holds all figures: the first, and one more. */
const NOTICES_A_DAY = 2;

/** A raise of the limit takes days, so that this one is never held back. */
const ALWAYS: SpendAlarm["id"] = "month-over-limit";

/**
 * Which alarms the cost owner is told of now. What is held back is not told later: on-call is paged
 * apart from this, and the alarms on CloudWatch's own sum notify by themselves.
 *
 * @param before what was told of the same money, or held back, which stands as closed
 */
export function noticesDue(
  news: readonly AlarmNews[],
  before: readonly Notified[],
  nowMs: number,
): readonly AlarmNews[] {
  const told = before.filter(({ status, atMs }) => status === "open" && nowMs - atMs < DAY_MS);
  // Alarms of one e-mail were told at one moment.
  const emails = new Set(told.map(({ atMs }) => atMs)).size;
  return emails < NOTICES_A_DAY ? news : news.filter(({ alarm }) => alarm.id === ALWAYS);
}
