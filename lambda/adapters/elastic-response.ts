import { refusal, refusalIn } from "../core/elastic/refusal";
import { at } from "../core/sources/records/json";
import type { BulkAnswer } from "../core/elastic/store-documents";

/** What a response to `_bulk` means for the request as a whole. */
export type Reading =
  | BulkAnswer
  /** Worth another try in this invocation. */
  | { readonly kind: "again"; readonly outage: BulkAnswer }
  | { readonly kind: "unauthorized" };

/** A response, read to its end. */
export interface Response {
  readonly status: number;
  /** Whether Elasticsearch itself says that it has answered. */
  readonly isElastic: boolean;
  readonly location: string | null;
  readonly text: string;
}

export const outage = (status: number, type: string, text: string): BulkAnswer => ({
  kind: "outage",
  reason: refusal(status, type, text),
});

const BUSY: readonly number[] = [429, 502, 503, 504];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const notElastic = (status: number): BulkAnswer =>
  outage(
    status,
    "not_elasticsearch",
    `something answered ${status} that is not Elasticsearch (no header x-elastic-product), such as a proxy's login page: look at the endpoint and at what stands in front of it`,
  );

const MISSING_PRIVILEGES =
  "the API key may not do this: give it create_doc and auto_configure on the data stream, and look whether the endpoint's IP filter lets AWS in";

/** What an answer means that stores nothing and that no further try would change. */
function broken({ status, location, text }: Response): BulkAnswer {
  if (location !== null && status >= 300 && status < 400) {
    return outage(status, "redirected", `the endpoint redirects to ${location}: give that address`);
  }
  const said = refusalIn(status, parsed(text));
  if (status === 403) return outage(status, said.type, `${MISSING_PRIVILEGES}; ${said.text}`);
  return outage(status, said.type, `the endpoint answered ${status}: ${said.text}`);
}

/**
 * Reads a response to `_bulk`. Elasticsearch answers 200 to every request that it could read and
 * tells the rest by item; only then, and to call a document bad, must it be Elasticsearch itself
 * that has answered.
 */
export function readResponse(response: Response): Reading {
  const { status, isElastic, text } = response;
  const body = parsed(text);
  if (status === 401) return { kind: "unauthorized" };
  if (BUSY.includes(status)) return { kind: "again", outage: broken(response) };
  if (status === 413) return { kind: "answered", status, body };
  if ((status === 200 || status === 400) && !isElastic) return notElastic(status);
  if (status === 400) return { kind: "answered", status, body };
  if (status !== 200) return broken(response);
  if (at(body, "items") !== undefined) return { kind: "answered", status, body };
  return { kind: "again", outage: outage(status, "malformed_answer", "the answer has no items") };
}
