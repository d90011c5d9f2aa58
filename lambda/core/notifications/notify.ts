import type { Config } from "../model/config";
import {
  headOf,
  type Incident,
  type IncidentHead,
  type IncidentKey,
  type IncidentStore,
} from "../incidents/incident";
import { closingsOf, isStill, type Notified } from "./pace";
import { contenderOf, HOURS_OF_REFUSED, takePlace, type Crowd, type HourlyPages } from "./places";
import type { FindingStore } from "../findings/finding";
import type { NotificationLog, NotificationRequest } from "./notification-log";
import { NotificationRefused, type Sink } from "./sink";
import { SEVERITIES } from "../model/rule";
import { HOUR_MS } from "../model/time";
import { presentIncidents } from "../incidents/fold-targets";

/** What one sink takes to notify people. Log and places are its own, whatever becomes of others. */
export interface NotifyDeps {
  readonly findings: FindingStore;
  readonly incidents: IncidentStore;
  readonly notificationLog: NotificationLog;
  readonly pages: HourlyPages;
  readonly sink: Sink;
  readonly config: Config;
}

/**
 * What became of a request. `notified`: something was sent. `silent`: the incident is none for
 * this sink. `current`: people know it already, or it has become part of another. `waits`: too soon;
 * it must be requested again. `busy`: somebody else is notifying at this moment; it must be requested
 * again.
 */
export type NotifyOutcome = "notified" | "silent" | "current" | "waits" | "busy";

/** One line for an hour, and for half a day where only refused floods wait. */
function lineOf({ largest }: Crowd, nowMs: number): IncidentKey {
  const hour = Math.floor(nowMs / HOUR_MS);
  const halfDay = Math.floor(hour / HOURS_OF_REFUSED);
  const incidentId = largest.sentNothing === true ? `refused-${halfDay}` : String(hour);
  return { scope: "pages", target: "hour", incidentId };
}

/** Says once how many incidents found no place. */
async function announce(
  crowd: Crowd,
  nowMs: number,
  { notificationLog, sink, config }: NotifyDeps,
): Promise<void> {
  const line = lineOf(crowd, nowMs);
  if (!(await notificationLog.claim(line, 1, nowMs))) return;
  await sink.places?.announce(crowd, nowMs, config);
  const { incidentId } = line;
  await notificationLog.confirm(line, {
    incidentId,
    revision: 1,
    level: 0,
    status: "open",
    atMs: nowMs,
  });
}

/**
 * The incident as its findings make it now; the stored one is as old as its last revision. One that has
 * meanwhile ended, or begun again, is told as it is stored: that has a revision of its own as soon as
 * it is, and where it is over before anybody stored it no revision would ever correct what was told.
 */
async function present(
  head: IncidentHead,
  stored: Incident,
  nowMs: number,
  deps: NotifyDeps,
): Promise<Incident> {
  const incidents = await presentIncidents(head, nowMs, deps);
  const now = incidents.find(({ id }) => id === stored.id);
  return now?.status === stored.status ? now : stored;
}

/**
 * Whether the incident finds a place in this hour, where it needs one. What is stored of it is as old as
 * its last revision: before it is refused it is weighed as it is now.
 */
async function isAdmitted(
  { head, incident }: Due,
  nowMs: number,
  deps: NotifyDeps,
): Promise<boolean> {
  const perHour = deps.sink.places?.perHour(incident, deps.config);
  if (perHour === undefined) return true;
  const take = (now: Incident): Promise<Crowd | undefined> =>
    takePlace(contenderOf(now), nowMs, perHour, deps.pages);
  if ((await take(incident)) === undefined) return true;
  const crowd = await take(await present(head, incident, nowMs, deps));
  if (crowd !== undefined) await announce(crowd, nowMs, deps);
  return crowd === undefined;
}

/** Whether it is one that people know, and that has been still since. */
const hasNoNews = async (
  { head, incident, before }: Due,
  nowMs: number,
  deps: NotifyDeps,
): Promise<boolean> =>
  isStill(incident, before, nowMs, deps.config) &&
  isStill(await present(head, incident, nowMs, deps), before, nowMs, deps.config);

interface Due {
  readonly verdict: "due";
  readonly head: IncidentHead;
  readonly incident: Incident;
  readonly before: Notified | undefined;
}

type Examination =
  | { readonly verdict: "current" | "waits" }
  | { readonly verdict: "gone"; readonly before: Notified | undefined }
  | Due;

/** Whoever asks again for what the service has refused has mended something. */
const isServed = ({ revision, isRefused }: Notified, incident: Incident): boolean =>
  revision > incident.revision || (revision === incident.revision && isRefused !== true);

/** Whether there is something to tell, and whether its time has come. */
async function examine(
  request: NotificationRequest,
  nowMs: number,
  deps: NotifyDeps,
): Promise<Examination> {
  const { scope, target, incidentId } = request;
  const head = await headOf(scope, target, deps.incidents);
  const incident = head?.incidents.find(({ id }) => id === incidentId);
  const notified = await deps.notificationLog.ofTarget(scope, target);
  const before = notified.find((each) => each.incidentId === incidentId);
  if (head === undefined || incident === undefined) return { verdict: "gone", before };
  if (before !== undefined && isServed(before, incident)) return { verdict: "current" };
  const due = deps.sink.dueAt(incident, head.incidents, notified, nowMs, deps.config);
  return nowMs < due ? { verdict: "waits" } : { verdict: "due", head, incident, before };
}

/** The record of a sink that has sent nothing of an incident so far. */
const nothingSent = (incidentId: string, nowMs: number): Notified => ({
  incidentId,
  revision: 0,
  level: 0,
  severity: SEVERITIES[0],
  status: "closed",
  atMs: nowMs,
});

function sentState(incident: Incident, before: Notified | undefined, nowMs: number): Notified {
  const { id: incidentId, revision, level, severity, sentNothing, status } = incident;
  const told = closingsOf(before, nowMs);
  const closings = told + (told > 0 || status === "closed" ? 1 : 0);
  return { incidentId, revision, level, severity, sentNothing, status, atMs: nowMs, closings };
}

/**
 * Ends what was sent of an incident that is no more, under a claim like any other notification: what is
 * being sent at this moment must not come after its end. No revision is served by that.
 */
async function conclude(
  request: NotificationRequest,
  before: Notified | undefined,
  nowMs: number,
  { sink, notificationLog }: NotifyDeps,
): Promise<NotifyOutcome> {
  if (sink.conclude === undefined) return "current";
  const revision = (before?.revision ?? 0) + 1;
  if (!(await notificationLog.claim(request, revision, nowMs))) return "busy";
  const outcome = await sink.conclude(request);
  if (before !== undefined) {
    await notificationLog.confirm(request, { ...before, status: "closed", atMs: nowMs });
  }
  return outcome === "sent" ? "notified" : "silent";
}

/** Sends the present state, and records that its revision has been served. */
async function deliver(
  request: NotificationRequest,
  incident: Incident,
  before: Notified | undefined,
  nowMs: number,
  { sink, notificationLog, config }: NotifyDeps,
): Promise<NotifyOutcome> {
  const { id, revision } = incident;
  const unsent = { ...(before ?? nothingSent(id, nowMs)), revision };
  try {
    const outcome = await sink.send({ incident, before }, nowMs, config);
    const served =
      outcome === "sent" ? sentState(incident, before, nowMs) : { ...unsent, isRefused: undefined };
    await notificationLog.confirm(request, served);
    return outcome === "sent" ? "notified" : "silent";
  } catch (error) {
    if (error instanceof NotificationRefused) {
      await notificationLog.confirm(request, { ...unsent, isRefused: true });
    }
    throw error;
  }
}

/**
 * Notifies people, by one sink, of the present state of an incident, if the sink has not been served
 * its revision and its time has come. A revision is sent twice only if the process dies between the
 * service's answer and the confirmation; it is never lost, because the claim runs out.
 *
 * @throws NotificationRefused when the service will not take it: it is not asked for again by itself
 * @throws whatever else a store or the sink throws; the request must then be repeated
 */
export async function notify(
  request: NotificationRequest,
  nowMs: number,
  deps: NotifyDeps,
): Promise<NotifyOutcome> {
  const first = await examine(request, nowMs, deps);
  if (first.verdict === "gone") return conclude(request, first.before, nowMs, deps);
  if (first.verdict !== "due") return first.verdict;
  if (await hasNoNews(first, nowMs, deps)) return "waits";
  if (!(await isAdmitted(first, nowMs, deps))) return "waits";
  if (!(await deps.notificationLog.claim(request, first.incident.revision, nowMs))) return "busy";
  // Another one may have told a revision between the first examination and the claim.
  const held = await examine(request, nowMs, deps);
  if (held.verdict !== "due") return "busy";
  const { head, incident, before } = held;
  const now = { ...(await present(head, incident, nowMs, deps)), revision: incident.revision };
  return deliver(request, now, before, nowMs, deps);
}
