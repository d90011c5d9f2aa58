import type { Config } from "../../model/config";
import type { CanaryIdentity } from "../../model/canary";
import type { JsonObject } from "./json";
import type { Observation, SourceId } from "../../model/observation";

/** What a source makes of one record. A source never throws and never guesses. */
export type ParseResult =
  | { readonly kind: "observations"; readonly observations: readonly Observation[] }
  | {
      readonly kind: "irrelevant";
      readonly reason: string;
      /** Not even its form was understood: whatever it holds, nobody has looked at it. */
      readonly isForeign?: true;
    }
  | { readonly kind: "malformed"; readonly reason: string };

/** What stood around a record: EventBridge and Elastic tell more than the record itself. */
export interface Wrapping {
  /** Account in the EventBridge envelope. */
  readonly account?: string | undefined;
  /** Region in the envelope. */
  readonly region?: string | undefined;
  /** What CloudWatch Logs calls the event that holds the record: it stays the same on redelivery. */
  readonly logEventId?: string | undefined;
  /** Which of the configured logs it stood in. */
  readonly stream?: string | undefined;
  /** Elastic's `_id` of the document. */
  readonly documentId?: string | undefined;
}

export interface ParseContext {
  readonly config: Config;
  /** Identity of a record that carries none: file and offset in replay, the message id live. */
  readonly fallbackId: string;
  /** A record later than this is malformed: its clock cannot be right. Milliseconds since 1970. */
  readonly latestMs: number;
  readonly wrapping?: Wrapping | undefined;
  /** The stack's own call that must come back; never where records are drills or are replayed. */
  readonly canary?: CanaryIdentity | undefined;
}

/** One kind of telemetry. */
export interface Source {
  readonly id: SourceId;
  /** Where its records come from and what must be switched on, for the documentation. */
  readonly needs: string;
  readonly parse: (record: JsonObject, context: ParseContext) => ParseResult;
  /**
   * Whether a record is this source's, by its form alone.
   *
   * @default - what the record is wrapped in tells
   */
  readonly recognizes?: (record: JsonObject) => boolean;
  /**
   * The record that a line of a text log holds; undefined for a line of another form.
   *
   * @default - its records are no lines
   */
  readonly readLine?: (line: string) => JsonObject | undefined;
}
