import type { Config } from "./config";
import { crowdedEmail, incidentEmail } from "./email";
import type { Incident, IncidentHead, IncidentKey } from "./incident";
import { dueAt } from "./pace";
import type {
  Audience,
  FindingStore,
  HourlyPages,
  IncidentStore,
  Mailer,
  ToldStore,
} from "./ports";
import { HOUR_MS } from "./time";
import { foldIncidents } from "./fold";

export interface NotifyWorld {
  readonly findings: FindingStore;
  readonly incidents: IncidentStore;
  readonly told: ToldStore;
  readonly pages: HourlyPages;
  readonly mailer: Mailer;
  readonly config: Config;
}

/**
 * What became of a look at an incident. `told`: an e-mail went out. `current`: people know it
 * already, or it has become part of another. `waits`: too soon; it must be looked at again.
 * `busy`: somebody else is telling it at this moment; it must be looked at again.
 */
export type Notified = "told" | "current" | "waits" | "busy";

/** Whether the incident finds a place in this hour; the first one that does not is announced. */
async function isAdmitted(
  incident: Incident,
  audience: Audience,
  nowMs: number,
  { pages, mailer, config }: NotifyWorld,
): Promise<boolean> {
  if (audience === "drills") return true;
  const hour = Math.floor(nowMs / HOUR_MS);
  const { perHour } = config.pace;
  const admission = await pages.enter(hour, incident.id, perHour);
  if (admission.isFirstRefusal) {
    await mailer.send(audience, crowdedEmail(admission.waiting, perHour, nowMs, config), nowMs);
  }
  return admission.isAdmitted;
}

/** The incident as its findings make it now; the stored one is as old as its last revision. */
async function present(
  head: IncidentHead,
  stored: Incident,
  nowMs: number,
  { findings, config }: NotifyWorld,
): Promise<Incident> {
  const heads = await findings.ofTarget(head.scope, head.target);
  const all = heads.flatMap((each) => each.findings);
  const { incidents } = foldIncidents(head, all, nowMs, config).head;
  return incidents.find(({ id }) => id === stored.id) ?? stored;
}

/**
 * Tells people the present state of an incident, if its revision has not been told and its time
 * has come. A revision is told twice only if the process dies between the mailer's answer and
 * the confirmation; it is never lost, because the claim runs out.
 *
 * @throws whatever a store or the mailer throws; the look must then be repeated
 */
export async function notify(
  look: IncidentKey,
  nowMs: number,
  world: NotifyWorld,
): Promise<Notified> {
  const { scope, target, incidentId } = look;
  const head = await world.incidents.read(scope, target);
  const incident = head?.incidents.find(({ id }) => id === incidentId);
  if (head === undefined || incident === undefined) return "current";
  const told = await world.told.ofTarget(scope, target);
  const before = told.find((each) => each.incidentId === incidentId);
  if (before !== undefined && before.revision >= incident.revision) return "current";
  if (nowMs < dueAt(incident, head.incidents, told, nowMs, world.config)) return "waits";
  const audience = incident.drill === undefined ? "on-call" : "drills";
  if (!(await isAdmitted(incident, audience, nowMs, world))) return "waits";
  const { revision, level } = incident;
  if (!(await world.told.claim(look, revision, nowMs))) return "busy";
  const now = { ...(await present(head, incident, nowMs, world)), revision };
  const email = incidentEmail(now, before, nowMs, world.config);
  await world.mailer.send(audience, email, nowMs);
  await world.told.confirm(look, { incidentId, revision, level, atMs: nowMs });
  return "told";
}
