import type { JsonObject } from "./json";
import { visibleAt } from "./cloudtrail";

const E164 = /^\+\d{7,15}$/;

/** The E.164 number at a path; undefined when the text there is hidden or no such number. */
export function phoneNumberAt(record: JsonObject, ...path: readonly string[]): string | undefined {
  const text = visibleAt(record, ...path);
  return text !== undefined && E164.test(text) ? text : undefined;
}
