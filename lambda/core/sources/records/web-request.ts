import type { Delivery, Observation, Outcome, SourceId, WebRequest } from "../../model/observation";

/** Servers refuse longer request lines; what follows is cut off. */
export const URL_LENGTH = 8192;
const USER_AGENT_LENGTH = 1024;

export const METHOD = /^[A-Za-z][A-Za-z-]{0,19}$/;

/** What a line of an access log tells; what it does not tell is left out. */
export interface AccessLogEntry {
  readonly id: string;
  readonly atMs: number;
  readonly source: SourceId;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly query?: string | undefined;
  readonly original?: string | undefined;
  readonly status?: number | undefined;
  readonly ip?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /**
   * `none` where the entry shows that the request never reached what sends texts.
   *
   * @default "possible"
   */
  readonly delivery?: Delivery | undefined;
}

export function webOutcome(status: readonly number[]): Outcome {
  if (status.includes(429)) return "throttled";
  return status.some((code) => code >= 400) ? "failure" : "success";
}

const listed = (text: string | undefined): readonly string[] =>
  text === undefined || text === "" || text === "-" ? [] : [text.slice(0, URL_LENGTH)];

const isFilled = (text: string | undefined): text is string =>
  text !== undefined && text !== "" && text !== "-";

function webOf({ method, path, query, original, status }: AccessLogEntry): WebRequest {
  return {
    category: [],
    protocol: [],
    method: method !== undefined && METHOD.test(method) ? [method] : [],
    path: listed(path),
    query: listed(query),
    original: listed(original),
    status: status === undefined ? [] : [status],
  };
}

/** The observation that an entry of an access log is. */
export function webRequestOf(entry: AccessLogEntry): Observation {
  const web = webOf(entry);
  const { userAgent } = entry;
  return {
    id: entry.id,
    atMs: entry.atMs,
    source: entry.source,
    kind: "web-request",
    action: web.method[0] ?? "request",
    outcome: webOutcome(web.status),
    delivery: entry.delivery ?? "possible",
    account: entry.account,
    region: entry.region,
    ip: entry.ip,
    userAgent: isFilled(userAgent) ? userAgent.slice(0, USER_AGENT_LENGTH) : undefined,
    web,
  };
}

const STATUS = /^[1-9]\d{2}$/;

/** A status as logs write it, as a number or as text; undefined for `-`, `000` and anything else. */
export function statusOf(value: unknown): number | undefined {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && STATUS.test(text) ? Number(text) : undefined;
}
