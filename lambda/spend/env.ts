/** What the stack must tell the function. */
export const SPEND_ENV = ["ALARM_PREFIX", "COST_OWNER_TOPIC_ARN"] as const;

export type SpendEnv = Readonly<Record<(typeof SPEND_ENV)[number], string>> & {
  /** Where there is one; the guard works without. */
  readonly STATE_TABLE?: string;
};
