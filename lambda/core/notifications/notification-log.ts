import type { IncidentKey } from "../incidents/incident";
import type { Target } from "../model/rule";
import type { Notified } from "./pace";

/** Asks for people to be notified of one incident, if that is due. */
export type NotificationRequest = IncidentKey;

/**
 * Keeps what one sink has been served, apart from what happened. No sink sees the log of another, so
 * that one that fails neither repeats nor delays what others send.
 */
export interface NotificationLog {
  readonly ofTarget: (scope: string, target: Target) => Promise<readonly Notified[]>;
  /**
   * Claims a revision before people are notified of it. False when another one holds a claim that has not run
   * out at `nowMs`, or has notified people of this revision or a later one already. What the
   * sink's service has refused may be claimed again. A read that begins after a claim was granted sees all
   * notifications before.
   */
  readonly claim: (incident: IncidentKey, revision: number, nowMs: number) => Promise<boolean>;
  /** Records a notification, unless there was one of a later revision, and ends the claim. */
  readonly confirm: (incident: IncidentKey, notified: Notified) => Promise<void>;
}
