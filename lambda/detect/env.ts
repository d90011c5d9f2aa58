/** What the stack must tell the function. */
export const DETECT_ENV = [
  "STATE_TABLE",
  "FINDINGS_TABLE",
  "QUEUE_URL",
  "DRILLS_QUEUE_ARN",
  "HMAC_SECRET",
] as const;

export type DetectEnv = Readonly<Record<(typeof DETECT_ENV)[number], string>> & {
  /** Whose call is the canary's, where there is one. */
  readonly CANARY_ROLE_ARN?: string;
};
