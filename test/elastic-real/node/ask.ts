import { parsedJson } from "../../../lambda/core/sources/records/json";
import { ADMIN } from "./one-node";
import { realNode } from "./real";

/** A class that is missing in one of the node's threads leaves a request without an answer. */
const LONGEST_MS = 60_000;

export interface Reply {
  readonly status: number;
  readonly product: string | null;
  readonly body: unknown;
}

export interface Asking {
  /** An object is sent as JSON, a text as lines of JSON. */
  readonly body?: object | string;
  /** Encoded; else the administrator asks. */
  readonly key?: string;
  readonly url?: string;
}

const BASIC = Buffer.from(`${ADMIN.name}:${ADMIN.password}`).toString("base64");

/** One request to the node, with a hard limit on its time. */
export async function ask(
  method: string,
  path: string,
  { body, key, url = realNode().url }: Asking = {},
): Promise<Reply> {
  const isText = typeof body === "string";
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    headers: {
      authorization: key === undefined ? `Basic ${BASIC}` : `ApiKey ${key}`,
      "content-type": isText ? "application/x-ndjson" : "application/json",
    },
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  const text = await response.text();
  return {
    status: response.status,
    product: response.headers.get("x-elastic-product"),
    body: parsedJson(text),
  };
}

/** The same. @throws Error with the answer unless it succeeded */
export async function succeed(method: string, path: string, asking: Asking = {}): Promise<unknown> {
  const { status, body } = await ask(method, path, asking);
  if (status >= 200 && status < 300) return body;
  throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body).slice(0, 1_000)}`);
}
