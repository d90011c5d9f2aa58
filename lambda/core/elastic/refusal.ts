import { withoutNumbers } from "../notifications/printable";
import { at, stringAt } from "../sources/records/json";

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
