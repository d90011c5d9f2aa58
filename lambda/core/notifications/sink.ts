import type { Config } from "../model/config";
import type { Incident, IncidentKey } from "../incidents/incident";
import type { dueAt, Notified } from "./pace";
import type { Crowd } from "./places";

/** Names a sink in keys of the state table and in variables: lower-case letters and digits. */
export type SinkId = string;

export const EMAIL: SinkId = "email";

/** What a sink is given to send. */
export interface News {
  /** The incident as its findings make it now. */
  readonly incident: Incident;
  /** What the sink was served before, if anything. */
  readonly before: Notified | undefined;
}

/** How many incidents a sink tells of in an hour, where that is limited. */
export interface Places {
  /** Undefined where the incident needs no place. */
  readonly perHour: (incident: Incident, config: Config) => number | undefined;
  /** Says how many incidents found no place, and which is the largest of them. */
  readonly announce: (crowd: Crowd, nowMs: number, config: Config) => Promise<void>;
}

/** Whether something went out, or there was nothing in it for this sink. */
export type Sent = "sent" | "silent";

/** Somewhere people are notified of incidents, at a pace of its own. */
export interface Sink {
  /** The earliest moment at which the incident's present revision may be sent. */
  readonly dueAt: typeof dueAt;
  /** @default - no limit */
  readonly places?: Places;
  /**
   * Sends the present state, where the incident is one for this sink. The same may be sent twice, when
   * the process dies between the service's answer and the record of it.
   *
   * @throws NotificationRefused when no repetition would change the service's mind
   */
  readonly send: (news: News, nowMs: number, config: Config) => Promise<Sent>;
  /**
   * Ends what was sent of an incident that is no more: it has become part of another.
   *
   * @default - nothing that was sent needs an end
   */
  readonly conclude?: (incident: IncidentKey) => Promise<Sent>;
}

/** A sink's service will not take a notification, however often it is sent. */
export class NotificationRefused extends Error {
  override readonly name = "NotificationRefused";
}
