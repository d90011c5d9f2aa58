import type { IncidentKey } from "../incidents/incident";
import type { Target } from "../model/rule";
import type { Notified } from "./pace";

/** Keeps what people were told, apart from what happened. */
export interface NotificationLog {
  readonly ofTarget: (scope: string, target: Target) => Promise<readonly Notified[]>;
  /**
   * Claims a revision before it is told. False when another one holds a claim that has not run
   * out at `nowMs`, or has told this revision or a later one already. A read that begins after a
   * claim was granted sees all that was told before.
   */
  readonly claim: (look: IncidentKey, revision: number, nowMs: number) => Promise<boolean>;
  /** Records that it was told, unless a later revision has been, and ends the claim. */
  readonly confirm: (look: IncidentKey, notified: Notified) => Promise<void>;
}
