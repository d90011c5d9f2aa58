export interface Attack {
  readonly requests: number;
  /** Requests that Cognito accepted: each of them a message that somebody pays for. */
  readonly sent: number;
  readonly first: string;
  readonly last: string;
}

/** What really happens in the archive, each record counted once however often it is delivered. */
export interface GroundTruth {
  readonly flood: Attack & { readonly ip: string };
  readonly botnet: Attack & { readonly addresses: number; readonly userAgent: string };
  /** The demo day's customers: whoever asked for a code, and whoever typed it in. */
  readonly business: { readonly requests: number; readonly confirmed: number };
  readonly records: number;
  readonly duplicates: number;
}

export const groundTruth: GroundTruth = {
  flood: {
    ip: "203.0.113.77",
    requests: 839,
    sent: 519,
    first: "2026-11-17T04:51:02Z",
    last: "2026-11-17T05:12:58Z",
  },
  botnet: {
    addresses: 600,
    userAgent: "python-requests/2.31.0",
    requests: 1226,
    sent: 1138,
    first: "2026-11-17T13:10:00Z",
    last: "2026-11-17T13:49:45Z",
  },
  business: { requests: 1899, confirmed: 1492 },
  records: 8028,
  duplicates: 20,
};
