import { ACCOUNT, cognitoCall, eventBridge } from "../support/records";

interface Calls {
  /** Makes the app client's name, and the ids of the events with `from`. */
  readonly label: string;
  readonly ip: string;
  readonly count: number;
  readonly startMs: number;
  /** The number of the first: calls of the same number are the same event. */
  readonly from?: number;
  readonly account?: string;
}

/** Requests for codes by one address, three a second and more, as they arrive in the detector's queue. */
export function codeRequests({ label, ip, count, startMs, from = 0, account = ACCOUNT }: Calls) {
  return Array.from({ length: count }, (_, i) => {
    const record = cognitoCall({
      at: startMs + (from + i) * 300,
      ip,
      id: `${label}-${startMs}-${from + i}`,
      clientId: `client${label}`,
      overrides: { recipientAccountId: account },
    });
    return JSON.stringify({ ...eventBridge(record), account });
  });
}

export const targetOf = (label: string): string => `client:client${label}`;
