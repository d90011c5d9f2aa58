/** What the stack must tell the function. */
export const SWEEP_ENV = ["STATE_TABLE", "FINDINGS_TABLE", "BUS_NAME", "NOTIFY_QUEUE_URL"] as const;

export type SweepEnv = Readonly<Record<(typeof SWEEP_ENV)[number], string>>;
