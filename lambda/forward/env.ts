/** What the stack must tell the function. */
export const FORWARD_ENV = [
  "FINDINGS_TABLE",
  "ELASTIC_ENDPOINT",
  "ELASTIC_NAMESPACE",
  /** Name or ARN of the secret that holds the API key. */
  "ELASTIC_SECRET",
  "FORWARD_QUEUE_URL",
  "REJECTS_QUEUE_URL",
] as const;

export type ForwardEnv = Readonly<Record<(typeof FORWARD_ENV)[number], string>>;
