import { isoUtc } from "../model/time";
import {
  BULK_BYTES,
  type BulkRequest,
  bulkRequests,
  readBulkAnswer,
  refusal,
  type Refusal,
  refusalIn,
  type ItemOutcome,
} from "./bulk";
import type { ElasticDocument } from "./document";

/** How a request ended: answered by Elasticsearch with 200, 400 or 413, or come to nothing. */
export type BulkAnswer =
  | { readonly kind: "answered"; readonly status: 200 | 400 | 413; readonly body: unknown }
  | { readonly kind: "outage"; readonly reason: Refusal };

/** A data stream of Elasticsearch, for as long as an invocation has time. */
export interface ElasticStream {
  /** Posts a body to `_bulk`. Never throws; transient trouble has been retried when it answers. */
  readonly bulk: (body: string) => Promise<BulkAnswer>;
  /** Waits before a further round; false where no time is left for one. */
  readonly pause: (round: number) => Promise<boolean>;
}

export interface Settled {
  readonly document: ElasticDocument;
  readonly verdict: ItemOutcome;
}

/** How often a document is sent in one invocation while Elasticsearch answers, but has no room. */
const ROUNDS = 4;

const tooLarge = (document: ElasticDocument, status: number, text: string): Settled => ({
  document,
  verdict: { kind: "reject", reason: refusal(status, "document_too_large", text) },
});

/** One document, and Elasticsearch has refused the whole request for it. */
function refusedAlone(document: ElasticDocument, status: number, body: unknown): Settled {
  if (status !== 413) {
    return { document, verdict: { kind: "reject", reason: refusalIn(status, body) } };
  }
  const text = "the document is over Elasticsearch's or a proxy's limit (http.max_content_length)";
  return tooLarge(document, status, text);
}

/** One request, in halves where it is too large or cannot be read as a whole. */
async function post(
  { body, documents }: BulkRequest,
  stream: ElasticStream,
  limit: number,
): Promise<readonly Settled[]> {
  const answer = await stream.bulk(body);
  if (answer.kind === "outage") {
    return documents.map((document) => ({ document, verdict: answer }));
  }
  if (answer.status === 200) {
    const verdicts = readBulkAnswer(documents, answer.body);
    return documents.flatMap((document, i) => {
      const verdict = verdicts[i];
      return verdict === undefined ? [] : [{ document, verdict }];
    });
  }
  const [only, ...others] = documents;
  if (only === undefined) return [];
  if (others.length === 0) return [refusedAlone(only, answer.status, answer.body)];
  const middle = Math.ceil(documents.length / 2);
  return postAll([documents.slice(0, middle), documents.slice(middle)], stream, limit);
}

/** Each part by itself, until one comes to nothing: then those that follow would, too. */
async function postAll(
  parts: readonly (readonly ElasticDocument[])[],
  stream: ElasticStream,
  limit: number,
): Promise<readonly Settled[]> {
  const settled: Settled[] = [];
  let outage: ItemOutcome | undefined;
  for (const part of parts) {
    const plan = bulkRequests(part, limit);
    const text = `the document has more than ${limit} bytes`;
    settled.push(...plan.tooLarge.map((document) => tooLarge(document, 0, text)));
    for (const request of plan.requests) {
      const { documents } = request;
      const unsent = outage;
      settled.push(
        ...(unsent === undefined
          ? await post(request, stream, limit)
          : documents.map((document) => ({ document, verdict: unsent }))),
      );
      outage ??= settled.find(({ verdict }) => verdict.kind === "outage")?.verdict;
    }
  }
  return settled;
}

/**
 * Stores documents in a data stream and says of each what became of it, in any order. Those that
 * Elasticsearch has no room for are sent again while there is time.
 *
 * @param limit bytes of a request
 */
export async function storeDocuments(
  documents: readonly ElasticDocument[],
  stream: ElasticStream,
  limit: number = BULK_BYTES,
): Promise<readonly Settled[]> {
  const settled: Settled[] = [];
  let left = documents;
  for (let round = 1; left.length > 0; round++) {
    const answers = await postAll([left], stream, limit);
    const isLast =
      round === ROUNDS ||
      answers.every(({ verdict }) => verdict.kind !== "retry") ||
      !(await stream.pause(round));
    if (isLast) return [...settled, ...answers];
    settled.push(...answers.filter(({ verdict }) => verdict.kind !== "retry"));
    left = answers.flatMap(({ document, verdict }) => (verdict.kind === "retry" ? [document] : []));
  }
  return settled;
}

/** What is not stored for good, with all that is needed to send it again after a fix. */
export interface Reject {
  readonly reason: Refusal;
  /** The document's `_id`; empty where the message named none. */
  readonly documentId: string;
  readonly rejectedAtMs: number;
  /** The message as it came: the event of the bus, or a text where it was not JSON. */
  readonly event: unknown;
}

/** Below what every queue takes (256 KiB), with room for the rest of the message. */
const LONGEST_EVENT = 200_000;

/** JSON may hold two characters, escaped, that SQS refuses in a message. */
const unsendable = (text: string): string =>
  text.replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);

/**
 * The event where the queue has room for it, else its beginning as text. Events of the bus are a
 * twentieth of that, so what is cut was not written by this project.
 */
function keptEvent(event: unknown): unknown {
  const text = JSON.stringify(event);
  return new TextEncoder().encode(text).length <= LONGEST_EVENT
    ? event
    : text.slice(0, LONGEST_EVENT / 4);
}

/** A message for the rejects queue. */
export function rejectMessage({ reason, documentId, rejectedAtMs, event }: Reject): string {
  const { status, type, text } = reason;
  return unsendable(
    JSON.stringify({
      schemaVersion: 1,
      reason: refusal(status, type, text),
      documentId,
      rejectedAt: isoUtc(rejectedAtMs),
      event: keptEvent(event),
    }),
  );
}
