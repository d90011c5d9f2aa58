import type { Config } from "../model/config";
import { isGraver } from "../findings/escalation";
import type { Incident } from "../incidents/incident";
import { gapFor } from "../model/session-gap";
import { severityRank, type Severity } from "../model/rule";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../model/time";

/** Up to which revision one sink has been served about an incident, and what it sent last. */
export interface Notified {
  readonly incidentId: string;
  readonly revision: number;
  readonly level: number;
  /** The least where nothing was sent. Undefined in what versions before 0.3 have stored. */
  readonly severity?: Severity | undefined;
  /** Set where it could not have sent a text. */
  readonly sentNothing?: true | undefined;
  /** `closed` also where nothing has been sent. */
  readonly status: Incident["status"];
  readonly atMs: number;
  /** How often it was told since it was over for the first time, each within a day of the one before. */
  readonly closings?: number | undefined;
  /** The sink's service would not have this revision: it is not asked for by itself. */
  readonly isRefused?: boolean | undefined;
}

const isLately = (atMs: number, nowMs: number): boolean => nowMs - atMs <= DAY_MS;

/** How often within a day people were told of an incident since it was over for the first time. */
export const closingsOf = (mine: Notified | undefined, nowMs: number): number =>
  mine === undefined || !isLately(mine.atMs, nowMs) ? 0 : (mine.closings ?? 0);

/** How often within a day other incidents of the target were over, or told of after they were. */
function closingsOfOthers(
  { id }: Incident,
  siblings: readonly Incident[],
  notified: readonly Notified[],
  nowMs: number,
): number {
  const closings = new Map<string, number>();
  for (const { id: other, status, lastSeen } of siblings) {
    if (status === "closed" && isLately(lastSeen, nowMs)) closings.set(other, 1);
  }
  for (const told of notified) {
    const { incidentId } = told;
    closings.set(incidentId, Math.max(closings.get(incidentId) ?? 0, closingsOf(told, nowMs)));
  }
  closings.delete(id);
  return [...closings.values()].reduce((a, b) => a + b, 0);
}

/** What has sent texts may come back once without a wait of hours; a refused flood may not. */
function returnsOf(incident: Incident, mine: Notified | undefined, nowMs: number): number {
  const closings = closingsOf(mine, nowMs);
  return closings === 1 && incident.sentNothing !== true ? 0 : closings;
}

/** Whether a rule has made it more severe than what was told, as far as that is known. */
const isMoreSevere = (
  { severity }: Incident,
  told: readonly Pick<Notified, "severity">[],
): boolean =>
  told.length > 0 &&
  told.every(
    (each) => each.severity !== undefined && severityRank(each.severity) < severityRank(severity),
  );

/**
 * Whether it is graver than all that people were told of its target within a day: one that goes and
 * comes back as it was is no news. Nor must small alarms that go and come back silence a severe one. A flood whose every call is refused costs whoever makes it larger
 * nothing.
 */
function endsWait(incident: Incident, notified: readonly Notified[], nowMs: number): boolean {
  const told = notified.filter(
    ({ incidentId, atMs }) => incidentId === incident.id || isLately(atMs, nowMs),
  );
  const level = Math.max(0, ...told.map((each) => each.level));
  const sentNothing = (told.length > 0 && told.every((each) => each.sentNothing)) || undefined;
  const isGrave = isGraver(incident, { level, sentNothing }) || isMoreSevere(incident, told);
  return incident.sentNothing !== true && isGrave;
}

/** How long it must be silent before it is over: it closes with those of its rules that are quiet soonest. */
export const quietFor = ({ rules }: Incident, config: Config): number =>
  Math.min(
    ...rules
      .filter(({ notify }) => notify === "page")
      .map(({ measure }) => gapFor(measure, config)),
  );

/** The sweep comes every five minutes: it closes findings, and then the incident. */
const CLOSING_MS = 10 * MINUTE_MS;

/**
 * Whether an open incident has been still since people were told of it, and is not graver: one more rule
 * that the same requests have tripped is told when it goes on, or when it is over.
 *
 * @param now the incident as its findings make it at this moment
 */
export function isStill(
  now: Incident,
  mine: Notified | undefined,
  nowMs: number,
  config: Config,
): boolean {
  if (mine?.status !== "open" || now.status !== "open") return false;
  if (mine.isRefused === true || isGraver(now, mine) || isMoreSevere(now, [mine])) return false;
  return now.lastSeen <= mine.atMs && nowMs < now.lastSeen + quietFor(now, config) + CLOSING_MS;
}

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
  const others = closingsOfOthers(incident, siblings, notified, nowMs);
  const repeats = others + returnsOf(incident, mine, nowMs);
  const hasEscalated = endsWait(incident, notified, nowMs);
  if (repeats === 0 || notified.length === 0 || hasEscalated) return later;
  const hours = pace.repeatHours[Math.min(repeats, pace.repeatHours.length) - 1] ?? 0;
  const last = Math.max(...notified.map(({ atMs }) => atMs));
  return Math.max(later, last + hours * HOUR_MS);
}
