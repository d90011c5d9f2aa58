import type { SpendSettings } from "./spend-settings";

/** An alarm of which the cost owner gets an e-mail of our own. */
export interface NotifiedAlarm {
  /** Its name without the stack's in front. */
  readonly id: string;
  /** What is wrong, as a sentence. */
  readonly meaning: string;
  /** Where its runbook is: a path or a link. */
  readonly runbook: string;
}

/** All that the spend function carries in its bundle. */
export interface GuardConfig {
  readonly settings: SpendSettings;
  /** The alarms as the stack makes them: an event only says which of them it was. */
  readonly alarms: readonly NotifiedAlarm[];
  readonly dashboardUrl?: string | undefined;
}
