import { withoutNumbers } from "../notifications/printable";
import { at, stringAt } from "../sources/records/json";
import type { ElasticDocument } from "./document";

/** Why a document is not stored: for the log and the rejects queue. */
export interface Refusal {
  /** Elasticsearch's status of the document or the request; 0 where it was not asked. */
  readonly status: number;
  /** Elasticsearch's type of exception, or one of our own. */
  readonly type: string;
  readonly text: string;
}

const LONGEST_TYPE = 80;
const LONGEST_TEXT = 600;

/** One line of printable ASCII: a reason may quote what an attacker has sent. */
const bounded = (text: string, max: number): string =>
  withoutNumbers(text.slice(0, max).replace(/[^\x20-\x7e]+/g, "?"));

export const refusal = (status: number, type: string, text: string): Refusal => ({
  status,
  type: bounded(type, LONGEST_TYPE),
  text: bounded(text, LONGEST_TEXT),
});

/** Errors nest: the innermost says what was wrong with the value. */
const reasonsOf = (error: unknown): readonly string[] =>
  [stringAt(error, "reason"), stringAt(error, "caused_by", "reason")].filter(
    (reason) => reason !== undefined,
  );

/**
 * The error that an item or a whole answer carries, in Elasticsearch's words. An error is an
 * object, of old also a bare text.
 */
export function refusalIn(status: number, answer: unknown): Refusal {
  const error = at(answer, "error");
  if (typeof error === "string") return refusal(status, "error", error);
  const text = reasonsOf(error).join(": ");
  return refusal(status, stringAt(error, "type") ?? "unknown", text || "no reason was given");
}

/**
 * What one request carries at most, in bytes. Elasticsearch takes 100 MB unless told otherwise
 * (`http.max_content_length`); proxies in front of it take less, and are met by halving.
 */
export const BULK_BYTES = 5_000_000;

/** One request: its body, and what is in it in the order of the answer. */
export interface BulkRequest {
  readonly body: string;
  readonly documents: readonly ElasticDocument[];
}

export interface BulkPlan {
  readonly requests: readonly BulkRequest[];
  /** Documents that no request has room for. */
  readonly tooLarge: readonly ElasticDocument[];
}

const encoder = new TextEncoder();

const bytesOf = (text: string): number => encoder.encode(text).length;

/**
 * The two lines of a document. A data stream takes `create` only, which makes a repetition a
 * conflict instead of a second copy.
 */
const linesOf = ({ id, body }: ElasticDocument): string =>
  `${JSON.stringify({ create: { _id: id } })}\n${JSON.stringify(body)}\n`;

/** Bodies for `POST /<data stream>/_bulk`, none larger than `limit` bytes. */
export function bulkRequests(
  documents: readonly ElasticDocument[],
  limit: number = BULK_BYTES,
): BulkPlan {
  const requests: { body: string; documents: ElasticDocument[] }[] = [];
  const tooLarge: ElasticDocument[] = [];
  let room = 0;
  for (const document of documents) {
    const lines = linesOf(document);
    const bytes = bytesOf(lines);
    if (bytes > limit) {
      tooLarge.push(document);
      continue;
    }
    if (bytes > room) {
      requests.push({ body: "", documents: [] });
      room = limit;
    }
    const last = requests.at(-1);
    if (last === undefined) continue;
    last.body += lines;
    last.documents.push(document);
    room -= bytes;
  }
  return { requests, tooLarge };
}

/**
 * What became of a document:
 *
 * - `stored`, and `duplicate`: it was there already. Both are done.
 * - `retry`: Elasticsearch could not take it now. It is sent again.
 * - `outage`: the whole request came to nothing. It is sent again, later.
 * - `reject`: Elasticsearch will not take it as it is. It goes to the rejects queue.
 */
export type ItemOutcome =
  | { readonly kind: "stored" | "duplicate" }
  | { readonly kind: "retry" | "outage" | "reject"; readonly reason: Refusal };

/*
 * An item of a bulk answer, by its status and its error's type:
 *
 *   200, 201                                    stored
 *   200, 201 with `failure_store: "used"`       reject: it lies under another id where no rule and
 *                                               no dashboard looks, and each retry adds a copy
 *   409 version_conflict_engine_exception       duplicate
 *   429, any 5xx                                retry
 *   a type of TRANSIENT, whatever its status    retry: the cluster's trouble, not the document's
 *   any other 4xx                               reject (400 document_parsing_exception,
 *                                               403 security_exception, 404 index_not_found ...)
 *   any other 409, no status, another `_id`     retry: not an answer to what was sent
 *
 * An answer that has not one item for each document says nothing for sure: all are retried, and
 * those that are stored come back as duplicates.
 *
 * https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk
 * https://www.elastic.co/docs/manage-data/data-store/data-streams/failure-store
 */

/** `cluster_block_exception` is a full disk (flood stage) or an index set read-only. */
const TRANSIENT: ReadonlySet<string> = new Set([
  "circuit_breaking_exception",
  "cluster_block_exception",
  "es_rejected_execution_exception",
  "index_closed_exception",
  "no_shard_available_action_exception",
  "node_closed_exception",
  "process_cluster_event_timeout_exception",
  "unavailable_shards_exception",
]);

const malformed = (text: string): ItemOutcome => ({
  kind: "retry",
  reason: refusal(200, "malformed_answer", text),
});

function failureStored(status: number, outcome: unknown): ItemOutcome {
  const where = `${stringAt(outcome, "_index") ?? "its backing index"}/${stringAt(outcome, "_id") ?? "?"}`;
  const text = `Elasticsearch could not index it and put it into the failure store, as ${where}: the cause stands there`;
  return { kind: "reject", reason: refusal(status, "failure_store", text) };
}

function unstored(status: number, outcome: unknown): ItemOutcome {
  const reason = refusalIn(status, outcome);
  if (status === 409 && reason.type === "version_conflict_engine_exception") {
    return { kind: "duplicate" };
  }
  const isOwnFault = status >= 400 && status < 500 && status !== 409 && status !== 429;
  return { kind: isOwnFault && !TRANSIENT.has(reason.type) ? "reject" : "retry", reason };
}

function itemOutcomeOf(item: unknown, { id }: ElasticDocument): ItemOutcome {
  const outcome = at(item, "create");
  const status = at(outcome, "status");
  if (typeof status !== "number") return malformed("an item has no status");
  const isStored = status === 200 || status === 201;
  if (isStored && at(outcome, "failure_store") === "used") return failureStored(status, outcome);
  if (at(outcome, "_id") !== id) return malformed("an item is that of another document");
  return isStored ? { kind: "stored" } : unstored(status, outcome);
}

/** What became of each document of a request that was answered with 200, in their order. */
export function readBulkAnswer(
  documents: readonly ElasticDocument[],
  body: unknown,
): readonly ItemOutcome[] {
  const items = at(body, "items");
  if (!Array.isArray(items)) return documents.map(() => malformed("the answer has no items"));
  if (items.length !== documents.length) {
    const text = `the answer has ${items.length} items for ${documents.length} documents`;
    return documents.map(() => malformed(text));
  }
  return documents.map((document, i) => itemOutcomeOf(items[i], document));
}
