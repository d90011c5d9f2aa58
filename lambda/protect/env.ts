/** What the stack must tell the function. */
export const PROTECT_ENV = ["OWNER"] as const;

export type ProtectEnv = Readonly<Record<(typeof PROTECT_ENV)[number], string>>;
