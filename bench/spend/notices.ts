import { DAY_MS } from "../../lambda/core/model/time";
import { noticesDue } from "../../lambda/core/notifications/notice-pace";
import type { Notified } from "../../lambda/core/notifications/pace";
import { valueOf } from "../../lambda/core/spend/figure";
import type { SpendFigures } from "../../lambda/core/spend/spend-figures";
import { spendAlarms } from "../../lambda/core/spend/spend-alarms";
import { spendSettings } from "../../lambda/core/spend/spend-settings";
import type { Raised } from "../../test/support/spend-run";

/** One of CloudWatch's own alarms on the month's sum, which mails by itself. */
export interface NativeAlarm {
  readonly id: string;
  readonly usd: number;
}

const TOLD = new Set<string>(
  spendAlarms(spendSettings({ monthlyBudgetUsd: 100 }))
    .filter(({ tells }) => tells.length > 0)
    .map(({ id }) => id),
);

export const isNotice = ({ alarm }: Raised): boolean => TOLD.has(alarm);

interface Event {
  readonly id: string;
  readonly atMs: number;
}

/** When each of CloudWatch's own alarms goes off, by the sum that the guard has read. */
function nativeEvents(
  figures: readonly SpendFigures[],
  native: readonly NativeAlarm[],
): readonly Event[] {
  const isOver = ({ thisMonth }: SpendFigures, usd: number): boolean =>
    (valueOf(thisMonth) ?? 0) >= usd;
  const [first] = figures;
  return native.flatMap(({ id, usd }) => {
    if (first !== undefined && isOver(first, usd)) return [];
    const over = figures.find((each) => isOver(each, usd));
    return over === undefined ? [] : { id, atMs: over.atMs };
  });
}

/** How many e-mails the cost owner gets, of the guard and of CloudWatch itself. */
export function noticesOf(
  raised: readonly Raised[],
  figures: readonly SpendFigures[],
  native: readonly NativeAlarm[],
): { readonly notices: number; readonly native: number } {
  const own = nativeEvents(figures, native);
  const events: readonly Event[] = [
    ...raised.filter(isNotice).map(({ alarm, atMs }) => ({ id: alarm, atMs })),
    ...own,
  ];
  const before: Notified[] = [];
  let notices = 0;
  for (const atMs of [...new Set(events.map((event) => event.atMs))].sort((a, b) => a - b)) {
    const news = events
      .filter((event) => event.atMs === atMs)
      .map(({ id }) => ({
        eventId: `${id}-${Math.floor(atMs / DAY_MS)}`,
        account: "123456789012",
        region: "eu-west-1",
        atMs,
        alarm: { id, meaning: "", runbook: "" },
      }));
    const due = noticesDue(news, before, atMs);
    if (due.length > 0) notices++;
    for (const { eventId, alarm } of news) {
      const status = due.some((each) => each.alarm.id === alarm.id) ? "open" : "closed";
      before.push({ incidentId: eventId, revision: 1, level: 0, status, atMs });
    }
  }
  return { notices, native: own.length };
}
