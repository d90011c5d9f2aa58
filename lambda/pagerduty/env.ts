/** What the stack must tell the function. */
export const PAGERDUTY_ENV = [
  "STATE_TABLE",
  "FINDINGS_TABLE",
  "PAGERDUTY_REGION",
  "PAGERDUTY_SECRET",
  "PAGERDUTY_DRILLS",
  "REJECTS_QUEUE_URL",
] as const;

export type PagerDutyEnv = Readonly<Record<(typeof PAGERDUTY_ENV)[number], string>>;
