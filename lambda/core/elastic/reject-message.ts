import { isoUtc } from "../model/time";
import { refusal, type Refusal } from "./refusal";

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
