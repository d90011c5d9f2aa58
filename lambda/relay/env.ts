/** What the stack must tell the function. */
export const RELAY_ENV = ["FINDINGS_TABLE", "BUS_NAME"] as const;

export type RelayEnv = Readonly<Record<(typeof RELAY_ENV)[number], string>>;
