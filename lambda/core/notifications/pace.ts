import type { Config } from "../model/config";
import { isGraver } from "../findings/escalation";
import type { Incident } from "../incidents/incident";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../model/time";

/** Up to which revision one sink has been served about an incident, and what it sent last. */
export interface Notified {
  readonly incidentId: string;
  readonly revision: number;
  readonly level: number;
  /** Set where it could not have sent a text. */
  readonly sentNothing?: true | undefined;
  /** `closed` also where nothing has been sent. */
  readonly status: Incident["status"];
  readonly atMs: number;
  /** How often it was told to be over, each time within a day of what was told before. */
  readonly closings?: number | undefined;
  /** The sink's service would not have this revision: it is not asked for by itself. */
  readonly isRefused?: boolean | undefined;
}

/** How many other incidents of the target were over within the last day. */
const recentlyClosed = (incident: Incident, siblings: readonly Incident[], nowMs: number): number =>
  siblings.filter(
    ({ id, status, lastSeen }) =>
      id !== incident.id && status === "closed" && nowMs - lastSeen <= DAY_MS,
  ).length;

/** How often within a day people were told that the very incident was over. */
export const closingsOf = (mine: Notified | undefined, nowMs: number): number =>
  mine === undefined || nowMs - mine.atMs > DAY_MS ? 0 : (mine.closings ?? 0);

/** What has sent texts may come back once without a wait of hours; a refused flood may not. */
const returnsOf = (incident: Incident, mine: Notified | undefined, nowMs: number): number =>
  Math.max(0, closingsOf(mine, nowMs) - (incident.sentNothing === true ? 0 : 1));

/** A flood whose every call is refused costs whoever makes it larger nothing. */
const endsWait = (incident: Incident, mine: Notified | undefined): boolean =>
  incident.sentNothing !== true && isGraver(incident, mine ?? { level: 0 });

/**
 * The earliest moment at which an incident's present revision may be sent: at once for the first,
 * some minutes after the last one for later ones, hours for a target whose incidents, or whose very
 * incident, keep coming back. An escalation ends the wait of hours, unless every call is
 * refused. People who were told that nothing is sent
 * hear at once that something may be: else an attacker would begin with calls that are refused.
 *
 * @param notified everything that people were notified of about the target's incidents
 * @returns a time that may lie in the past
 */
export function dueAt(
  incident: Incident,
  siblings: readonly Incident[],
  notified: readonly Notified[],
  nowMs: number,
  { pace }: Config,
): number {
  const mine = notified.find(({ incidentId }) => incidentId === incident.id);
  const later = mine === undefined ? 0 : mine.atMs + pace.laterMinutes * MINUTE_MS;
  if (mine?.sentNothing === true && incident.sentNothing !== true) return mine.atMs;
  const repeats = recentlyClosed(incident, siblings, nowMs) + returnsOf(incident, mine, nowMs);
  const hasEscalated = endsWait(incident, mine);
  if (repeats === 0 || notified.length === 0 || hasEscalated) return later;
  const hours = pace.repeatHours[Math.min(repeats, pace.repeatHours.length) - 1] ?? 0;
  const last = Math.max(...notified.map(({ atMs }) => atMs));
  return Math.max(later, last + hours * HOUR_MS);
}
