/** What the stack must tell the function. */
export const NOTIFY_ENV = [
  "STATE_TABLE",
  "FINDINGS_TABLE",
  "ON_CALL_TOPIC_ARN",
  "DRILLS_TOPIC_ARN",
] as const;

export type NotifyEnv = Readonly<Record<(typeof NOTIFY_ENV)[number], string>>;
