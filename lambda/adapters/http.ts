import { type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { rootCertificates } from "node:tls";
import { isSecurityRefusal } from "../core/elastic/refused-key";

/* The one way to other services by HTTP: to Elasticsearch, Kibana and PagerDuty. */

export interface HttpRequest {
  readonly method: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** How long it may take from the first byte to the last. */
  readonly timeoutMs?: number;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request and reads the whole answer. Rejects with Node's own error. */
export type Transport = (request: HttpRequest) => Promise<HttpReply>;

const TIMEOUT_MS = 60_000;

async function replyOf(response: IncomingMessage): Promise<HttpReply> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: Buffer.concat(chunks).toString("utf8"),
  };
}

/**
 * Node's own HTTP client: its `fetch` takes no certificate authority once the process runs. It
 * follows no redirect, so a key goes to no other address than the one that is asked.
 *
 * @param ca certificates in PEM, trusted beside those that Node brings along
 */
export const transport =
  (ca?: string): Transport =>
  ({ method, url, headers, body, timeoutMs = TIMEOUT_MS }) =>
    new Promise((resolve, reject) => {
      const trust = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
      const options = { method, headers, ...trust };
      const request = url.startsWith("https:")
        ? httpsRequest(url, options)
        : httpRequest(url, options);
      const timer = setTimeout(() => {
        const late = new Error(`no whole answer in ${timeoutMs / 1_000} s`);
        reject(Object.assign(late, { code: "ETIMEDOUT" }));
        request.destroy();
      }, timeoutMs);
      request.on("response", (response) => {
        replyOf(response).then(resolve, reject);
      });
      request.on("close", () => {
        clearTimeout(timer);
      });
      request.on("error", reject);
      request.end(body);
    });

/** Which of the two an address is of. */
export type Product = "Elasticsearch" | "Kibana";

/**
 * Who has answered: the product, or undefined for a proxy and anybody else. Both name themselves in
 * a header, except where Elasticsearch refuses the key.
 */
export function answererOf({ status, headers, text }: HttpReply): Product | undefined {
  if (headers["kbn-name"] !== undefined) return "Kibana";
  if (headers["x-elastic-product"] === "Elasticsearch") return "Elasticsearch";
  return isSecurityRefusal(status, text) ? "Elasticsearch" : undefined;
}

/** Statuses of a server that is starting or overloaded. */
const BUSY: readonly number[] = [429, 502, 503, 504];

export const isBusy = ({ status }: HttpReply): boolean => BUSY.includes(status);

const FIRST_MS = 500;
const LONGEST_MS = 20_000;

/**
 * How long to wait before try number `attempt + 1`: exponential, with full jitter.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param random at least 0 and below 1
 */
export const backoffMs = (attempt: number, random: number): number =>
  Math.floor(random * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt));

/**
 * What the header `Retry-After` asks for, in milliseconds: seconds or a date; 0 where it asks for
 * nothing. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs({ headers }: Pick<HttpReply, "headers">, nowMs: number): number {
  const asked = headers["retry-after"];
  if (asked === undefined) return 0;
  const wait = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - nowMs;
  return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}

/** How often and until when something is tried. */
export interface Patience {
  readonly tries: number;
  /** How long one try may take, in milliseconds. */
  readonly timeoutMs: number;
  /** The longest wait that a server may ask for; any where it is not set. */
  readonly longestWaitMs?: number;
  /** When everything must have ended, by the clock below; never where it is not set. */
  readonly deadlineMs?: number;
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** At least 0 and below 1. */
  readonly random: () => number;
}

/** What came of a try. */
export interface Tried<T> {
  readonly value: T;
  /** What the server asks to wait; undefined where another try would change nothing. */
  readonly againInMs: number | undefined;
}

/** With less time than that a try is not begun. */
const SHORTEST_MS = 500;

/** Waits, unless that would leave no time for what comes after. */
export async function waited(ms: number, patience: Patience): Promise<boolean> {
  const { deadlineMs = Infinity, nowMs, sleep } = patience;
  if (nowMs() + ms + SHORTEST_MS > deadlineMs) return false;
  await sleep(ms);
  return true;
}

/**
 * Tries until another try would change nothing, or tries or time are used up.
 *
 * @param attempt is told how long it may take
 * @returns what came of the last try; undefined where there was no time for any
 */
export async function patiently<T>(
  attempt: (timeoutMs: number) => Promise<Tried<T>>,
  patience: Patience,
): Promise<T | undefined> {
  const { tries, timeoutMs, longestWaitMs = Infinity, deadlineMs = Infinity } = patience;
  let last: T | undefined;
  for (let tried = 0; tried < tries; tried++) {
    const leftMs = deadlineMs - patience.nowMs();
    if (leftMs < SHORTEST_MS) return last;
    const { value, againInMs } = await attempt(Math.min(timeoutMs, leftMs));
    if (againInMs === undefined || tried + 1 === tries) return value;
    last = value;
    const pauseMs = Math.max(againInMs, backoffMs(tried, patience.random()));
    if (!(await waited(Math.min(pauseMs, longestWaitMs), patience))) return last;
  }
  return last;
}

/** What went wrong on the way to a host. */
export interface NetworkTrouble {
  /** What it means and where to look, with Node's code for it. */
  readonly text: string;
  /** Whether another try may fare better. */
  readonly isTransient: boolean;
}

const NO_HOST = "no such host: look at the spelling and the network";
const NO_WAY = "no way there: look at the network";
const NO_TLS = "no TLS is spoken there: look at the port, and at http or https";

const MEANINGS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody answers there: look at the host and the port",
  ENOTFOUND: NO_HOST,
  EAI_AGAIN: NO_HOST,
  ETIMEDOUT: "no answer: look at the network, firewalls and traffic filters",
  EHOSTUNREACH: NO_WAY,
  ENETUNREACH: NO_WAY,
  ECONNRESET: "the connection was cut: look at http or https, firewalls and traffic filters",
  EPIPE: "the connection was cut: look at http or https, firewalls and traffic filters",
  EPROTO: NO_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
};

/* https://nodejs.org/api/tls.html#x509-certificate-error-codes */

const UNTRUSTED: readonly string[] = [
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
];

const WRONG_CERTIFICATE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is of another host: look at the spelling",
};

function certificateTrouble(code: string, trust: string): string | undefined {
  return UNTRUSTED.includes(code)
    ? `the certificate is of no authority that this machine trusts: ${trust}`
    : WRONG_CERTIFICATE[code];
}

function codeOf(error: unknown): string {
  const hasCode = typeof error === "object" && error !== null && "code" in error;
  return hasCode && typeof error.code === "string" ? error.code : "";
}

/**
 * What an error of the transport means; undefined for one that is not the network's.
 *
 * @param trust how to have a certificate trusted that is of no known authority
 */
export function networkTrouble(error: unknown, trust: string): NetworkTrouble | undefined {
  const code = codeOf(error);
  const certificate = certificateTrouble(code, trust);
  if (certificate !== undefined) return { text: `${certificate} (${code})`, isTransient: false };
  const meaning = code.startsWith("HPE_")
    ? "no HTTP is spoken there: look at the port"
    : MEANINGS[code];
  return meaning === undefined ? undefined : { text: `${meaning} (${code})`, isTransient: true };
}
