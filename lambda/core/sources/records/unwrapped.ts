import type { JsonObject } from "./json";
import type { Wrapping } from "./source";

/** `foreign`: its form is not one that holds records. */
export type Verdict = "irrelevant" | "foreign" | "malformed";

/** One record without what it was wrapped in, or why there is none. */
export type Unwrapped =
  | {
      readonly shape: "cloudtrail";
      readonly record: JsonObject;
      /** Account in the EventBridge envelope. */
      readonly account?: string | undefined;
      readonly documentId?: string | undefined;
    }
  | {
      /** A change of an alarm's state, in its EventBridge envelope, which alone tells where and when. */
      readonly shape: "alarm";
      readonly event: JsonObject;
    }
  | {
      readonly shape: "ecs";
      readonly document: JsonObject;
      readonly documentId?: string | undefined;
    }
  | {
      /** An object that only the sources can tell. */
      readonly shape: "record";
      readonly record: JsonObject;
      readonly wrapping: Wrapping;
    }
  | {
      /** A line of a text log. */
      readonly shape: "line";
      readonly text: string;
      readonly wrapping: Wrapping;
    }
  | {
      /** What the stack's own way in has sent: its configuration says what the record is. */
      readonly shape: "intake";
      readonly format: string;
      readonly record: JsonObject | string;
      readonly wrapping: Wrapping;
    }
  | {
      readonly shape: "unknown";
      readonly verdict: Verdict;
      readonly reason: string;
    };
