import type { ServerResponse } from "node:http";
import { at, type JsonObject } from "../../lambda/core/sources/records/json";

export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers?: Headers;
}

type Headers = Readonly<Record<string, string>>;

/** By this Elasticsearch's answers can be told from a proxy's, but for refusals of a key. */
export const PRODUCT: Headers = { "x-elastic-product": "Elasticsearch" };

/** What keeps a request from being applied. */
type StoppingFault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly retryAfter?: string;
      /** A proxy's page instead of Elasticsearch's own answer. */
      readonly isHtml?: boolean;
    }
  | { readonly kind: "redirect"; readonly location: string }
  | { readonly kind: "reset-before" };

/** What becomes of the answer to a request that was applied. */
type AnswerFault =
  | { readonly kind: "reset-after" | "half-after" | "silent-after" }
  /** Answered when its sender may have stopped waiting. */
  | { readonly kind: "slow-after"; readonly ms: number }
  /** Answered without the last item. */
  | { readonly kind: "fewer-items-after" };

/** What can happen to a whole request. */
export type RequestFault = StoppingFault | AnswerFault;

const isStopping = (fault: RequestFault): fault is StoppingFault =>
  ["status", "redirect", "reset-before"].includes(fault.kind);

export const errorAnswer = (status: number, type: string, reason: string): Answer => ({
  status,
  body: { error: { root_cause: [{ type, reason }], type, reason }, status },
});

/** Elasticsearch names itself on no answer to a request whose key it refuses. */
export const isSecurityRefusal = ({
  status,
  body,
}: {
  readonly status: number;
  readonly body?: unknown;
}): boolean =>
  (status === 401 || status === 403) && at(body, "error", "type") === "security_exception";

function send(response: ServerResponse, answer: Answer, product: Headers): void {
  const { status, body, headers } = answer;
  const shown = isSecurityRefusal(answer) ? {} : product;
  response.writeHead(status, { "content-type": "application/json", ...shown, ...headers });
  response.end(JSON.stringify(body));
}

/** Why a key is not accepted, in Elasticsearch's words. */
export type KeyState = "revoked" | "expired" | "unknown";

const KEY_STATES: Readonly<Record<KeyState, string>> = {
  revoked: "API key: api key [test] has been invalidated",
  expired: "API key: api key is expired",
  unknown: "API key: unable to find apikey with id test",
};

/** The answer to a key that is not accepted. */
export function unauthenticated(state: KeyState): Answer {
  const type = "security_exception";
  const reason =
    "unable to authenticate with provided credentials and anonymous access is not allowed for this request";
  const challenge = ['Basic realm="security", charset="UTF-8"', "ApiKey"];
  const error = {
    type,
    reason,
    additional_unsuccessful_credentials: KEY_STATES[state],
    header: { "WWW-Authenticate": challenge },
  };
  return {
    status: 401,
    body: { error: { root_cause: [error], ...error }, status: 401 },
    headers: { "www-authenticate": "ApiKey" },
  };
}

type StatusFault = Extract<RequestFault, { readonly kind: "status" }>;

function sendStatus(fault: StatusFault, response: ServerResponse, product: Headers): void {
  const { status, retryAfter, isHtml = false } = fault;
  const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  if (!isHtml) {
    send(response, { ...errorAnswer(status, "injected_exception", "on demand"), headers }, product);
    return;
  }
  response.writeHead(status, { "content-type": "text/html", ...headers });
  response.end(`<html><body><h1>${status}</h1>proxy</body></html>`);
}

/** Has a fault keep a request from being applied; false where it does not. */
export function isStopped(
  fault: RequestFault | undefined,
  response: ServerResponse,
  product: Headers,
): boolean {
  if (fault === undefined || !isStopping(fault)) return false;
  if (fault.kind === "reset-before") response.socket?.resetAndDestroy();
  else if (fault.kind === "redirect") response.writeHead(302, { location: fault.location }).end();
  else sendStatus(fault, response, product);
  return true;
}

function sendHalf(answer: Answer, response: ServerResponse, product: Headers): void {
  const text = JSON.stringify(answer.body);
  response.writeHead(answer.status, { ...product, "content-length": Buffer.byteLength(text) });
  response.write(text.slice(0, text.length / 2), () => response.socket?.resetAndDestroy());
}

function withoutLastItem({ body, ...answer }: Answer): Answer {
  const items = at(body, "items");
  return { ...answer, body: { ...body, items: Array.isArray(items) ? items.slice(0, -1) : [] } };
}

/** Answers a request that was applied, as the fault will have it. */
export function answered(
  fault: RequestFault | undefined,
  answer: Answer,
  response: ServerResponse,
  product: Headers,
): void {
  if (fault === undefined || isStopping(fault)) {
    send(response, answer, product);
    return;
  }
  switch (fault.kind) {
    case "reset-after":
      response.socket?.resetAndDestroy();
      return;
    case "silent-after":
      return;
    case "half-after":
      sendHalf(answer, response, product);
      return;
    case "slow-after":
      setTimeout(() => {
        if (!response.destroyed) send(response, answer, product);
      }, fault.ms).unref();
      return;
    case "fewer-items-after":
      send(response, withoutLastItem(answer), product);
  }
}
