import { at, isObject, type JsonObject, stringAt } from "./json";
import { placeIn } from "./place";
import type { Wrapping } from "./source";

/** Of the messages in which the stack's own way in sends records to the detector's queue. */
export const INTAKE_VERSION = 1;

/** Of the events in which drills bring such messages. */
export const INTAKE_DETAIL_TYPE = "SMS Pumping Records";

/** A record of such a message, or why there is none. */
export type IntakeRecord =
  | {
      readonly format: string;
      readonly record: JsonObject | string;
      readonly wrapping: Wrapping;
    }
  | { readonly problem: string };

export const isIntakeMessage = (value: JsonObject): boolean => Object.hasOwn(value, "intake");

/** The records of a message, one by one. Which format they are of its sender's configuration says. */
export function* recordsOfIntake(message: JsonObject): Generator<IntakeRecord> {
  const records = at(message, "records");
  if (at(message, "intake") !== INTAKE_VERSION) {
    yield { problem: "an intake message of another version: update this stack" };
  } else if (!Array.isArray(records)) {
    yield { problem: "an intake message without records" };
  } else {
    for (const each of records) yield recordOf(each, message);
  }
}

function recordOf(each: unknown, message: JsonObject): IntakeRecord {
  const record = at(each, "record");
  if (typeof record !== "string" && !isObject(record)) {
    return { problem: "an intake record that is neither text nor object" };
  }
  const wrapping = {
    ...placeIn(message),
    stream: stringAt(message, "stream"),
    logEventId: stringAt(each, "id"),
  };
  return { format: stringAt(message, "format") ?? "", record, wrapping };
}
