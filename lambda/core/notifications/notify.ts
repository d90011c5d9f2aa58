import type { Config } from "../model/config";
import { crowdedEmail, incidentEmail } from "./email";
import {
  headOf,
  type Incident,
  type IncidentHead,
  type IncidentKey,
  type IncidentStore,
} from "../incidents/incident";
import { dueAt, type Notified, type HourlyPages } from "./pace";
import type { FindingStore } from "../findings/finding";
import type { Audience, Mailer } from "./mail";
import type { NotificationLog, NotificationRequest } from "./notification-log";
import type { SpendStore, SpendFigures } from "../spend/spend-figures";
import { HOUR_MS } from "../model/time";
import { foldIncidents } from "../incidents/fold";
import { findingsOf } from "../incidents/fold-targets";

/** Of an incident in many Regions: one read each, and the e-mail has room for one. */
const MOST_REGIONS = 5;

export interface NotifyDeps {
  readonly findings: FindingStore;
  readonly incidents: IncidentStore;
  readonly notificationLog: NotificationLog;
  readonly pages: HourlyPages;
  readonly mailer: Mailer;
  /** Absent where nothing tells what is spent, as in replay. */
  readonly spend?: SpendStore | undefined;
  readonly config: Config;
}

/**
 * What became of a request. `notified`: an e-mail went out. `current`: people know it already, or it
 * has become part of another. `waits`: too soon; it must be requested again. `busy`: somebody else
 * is notifying at this moment; it must be requested again.
 */
export type NotifyOutcome = "notified" | "current" | "waits" | "busy";

/** One line for an hour that has no place left, however many incidents wait. */
async function announce(
  hour: number,
  waiting: number,
  nowMs: number,
  { notificationLog, mailer, config }: NotifyDeps,
): Promise<void> {
  const line: IncidentKey = { scope: "pages", target: "hour", incidentId: String(hour) };
  if (!(await notificationLog.claim(line, 1, nowMs))) return;
  const email = crowdedEmail(waiting, config.pace.perHour, nowMs, config);
  await mailer.send("on-call", email, nowMs);
  const { incidentId } = line;
  await notificationLog.confirm(line, {
    incidentId,
    revision: 1,
    level: 0,
    status: "open",
    atMs: nowMs,
  });
}

/** Whether the incident finds a place in this hour. Drills need none. */
async function isAdmitted(
  incident: Incident,
  audience: Audience,
  nowMs: number,
  deps: NotifyDeps,
): Promise<boolean> {
  if (audience === "drills") return true;
  const hour = Math.floor(nowMs / HOUR_MS);
  const admission = await deps.pages.enter(hour, incident.id, deps.config.pace.perHour);
  if (!admission.isAdmitted) await announce(hour, admission.waiting, nowMs, deps);
  return admission.isAdmitted;
}

/** The incident as its findings make it now; the stored one is as old as its last revision. */
async function present(
  head: IncidentHead,
  stored: Incident,
  nowMs: number,
  { findings, config }: NotifyDeps,
): Promise<Incident> {
  const all = await findingsOf(head, findings);
  const { incidents } = foldIncidents(head, all, nowMs, config).head;
  return incidents.find(({ id }) => id === stored.id) ?? stored;
}

/**
 * What the account spends in the first of the incident's Regions whose figures are known. An e-mail
 * goes out without them rather than not at all.
 */
async function figuresFor(
  { accounts: [account], regions }: Incident,
  { spend }: NotifyDeps,
): Promise<SpendFigures | undefined> {
  if (spend === undefined || account === undefined) return undefined;
  for (const region of regions.slice(0, MOST_REGIONS)) {
    const figures = await spend.read(account, region).catch(() => undefined);
    if (figures !== undefined) return figures;
  }
  return undefined;
}

type Examination =
  | { readonly verdict: "current" | "waits" }
  | {
      readonly verdict: "due";
      readonly head: IncidentHead;
      readonly incident: Incident;
      readonly before: Notified | undefined;
    };

/** Whether there is something to tell, and whether its time has come. */
async function examine(
  request: NotificationRequest,
  nowMs: number,
  deps: NotifyDeps,
): Promise<Examination> {
  const { scope, target, incidentId } = request;
  const head = await headOf(scope, target, deps.incidents);
  const incident = head?.incidents.find(({ id }) => id === incidentId);
  if (head === undefined || incident === undefined) return { verdict: "current" };
  const notified = await deps.notificationLog.ofTarget(scope, target);
  const before = notified.find((each) => each.incidentId === incidentId);
  if (before !== undefined && before.revision >= incident.revision) return { verdict: "current" };
  const due = dueAt(incident, head.incidents, notified, nowMs, deps.config);
  return nowMs < due ? { verdict: "waits" } : { verdict: "due", head, incident, before };
}

/**
 * Notifies people of the present state of an incident, if its revision is new to them and its time
 * has come. A revision is sent twice only if the process dies between the mailer's answer and
 * the confirmation; it is never lost, because the claim runs out.
 *
 * @throws whatever a store or the mailer throws; the request must then be repeated
 */
export async function notify(
  request: NotificationRequest,
  nowMs: number,
  deps: NotifyDeps,
): Promise<NotifyOutcome> {
  const first = await examine(request, nowMs, deps);
  if (first.verdict !== "due") return first.verdict;
  const audience = first.incident.drill === undefined ? "on-call" : "drills";
  if (!(await isAdmitted(first.incident, audience, nowMs, deps))) return "waits";
  if (!(await deps.notificationLog.claim(request, first.incident.revision, nowMs))) return "busy";
  // Another one may have sent a revision between the first examination and the claim.
  const held = await examine(request, nowMs, deps);
  if (held.verdict !== "due") return "busy";
  const { head, incident, before } = held;
  const now = { ...(await present(head, incident, nowMs, deps)), revision: incident.revision };
  const figures = await figuresFor(now, deps);
  const email = incidentEmail(now, before, nowMs, deps.config, figures);
  await deps.mailer.send(audience, email, nowMs);
  const { id, revision, level, status } = now;
  await deps.notificationLog.confirm(request, {
    incidentId: id,
    revision,
    level,
    status,
    atMs: nowMs,
  });
  return "notified";
}
