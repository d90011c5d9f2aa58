import type { ElasticDocument } from "./document";

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
