import {
  cognitoCall,
  eventBridge,
  publishToNumber,
  type CloudTrailRecord,
} from "../support/records";

export const MINUTE_MS = 60_000;

export const envelopes = (records: readonly CloudTrailRecord[]): string[] =>
  records.map((record) => JSON.stringify(eventBridge(record)));

/** The first validation test: 15 publishes to one number in 5 seconds. */
export const publishBurst = (): CloudTrailRecord[] => {
  const start = Date.now() - MINUTE_MS;
  return Array.from({ length: 15 }, (_, i) =>
    publishToNumber({
      at: start + i * 333,
      ip: "198.51.100.23",
      user: "deploy-bot",
      id: `pub-${start}-${i}`,
    }),
  );
};

/**
 * The second: 20 ForgotPassword calls in 10 seconds. Every fourth is accepted, so that each batch
 * may have sent a text, whichever is counted first.
 */
export const forgotPasswordFlood = (ip: string, label: string): CloudTrailRecord[] => {
  const start = Date.now() - MINUTE_MS;
  return Array.from({ length: 20 }, (_, i) =>
    cognitoCall({
      at: start + i * 500,
      ip,
      id: `${label}-${start}-${i}`,
      action: "ForgotPassword",
      outcome: i % 4 === 0 ? "success" : "throttled",
      clientId: `client${label}`,
    }),
  );
};
