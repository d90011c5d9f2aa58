import { isObject, type JsonObject } from "./json";

/** A field's dotted name, taken apart once: every leading key and what is left below it. */
export type FieldPath = readonly {
  readonly key: string;
  readonly below: FieldPath;
}[];

/** Of a field, and of each list on the way to it. Elasticsearch has no such limits. */
const MOST_VALUES = 256;
const DEEPEST = 8;

function takeApart(names: readonly string[]): FieldPath {
  return names.map((_, index) => ({
    key: names.slice(0, index + 1).join("."),
    below: takeApart(names.slice(index + 1)),
  }));
}

/** The path of a field such as `http.request.method`. */
export const fieldPath = (field: string): FieldPath => takeApart(field.split("."));

function collect(node: unknown, path: FieldPath, found: unknown[], depth: number): void {
  if (depth > DEEPEST || found.length >= MOST_VALUES) return;
  if (Array.isArray(node)) {
    for (const item of node.slice(0, MOST_VALUES)) collect(item, path, found, depth + 1);
  } else if (path.length > 0) {
    descend(node, path, found, depth);
  } else if (node !== null && node !== undefined) {
    found.push(node);
  }
}

function descend(node: unknown, path: FieldPath, found: unknown[], depth: number): void {
  if (!isObject(node)) return;
  for (const { key, below } of path) {
    if (Object.hasOwn(node, key)) collect(node[key], below, found, depth + 1);
  }
}

/**
 * Every value that a document has for a field, as Elasticsearch would index them: objects may be
 * nested or dotted or both, lists count as all their values, null counts as absent.
 */
export function fieldValues(document: JsonObject, path: FieldPath): readonly unknown[] {
  const found: unknown[] = [];
  collect(document, path, found, 0);
  return found;
}

/** The values of a keyword field; numbers and booleans are keywords too. Case is kept. */
export function fieldTexts(
  document: JsonObject,
  path: FieldPath,
  longest = 1024,
): readonly string[] {
  const texts: string[] = [];
  for (const value of fieldValues(document, path)) {
    if (typeof value === "string") texts.push(value.slice(0, longest));
    if (typeof value === "number" || typeof value === "boolean") texts.push(String(value));
  }
  return texts;
}

const WHOLE_NUMBER = /^\d{1,15}$/;

/** The values of a numeric field; a text of digits is a number, anything else no value. */
export function fieldNumbers(document: JsonObject, path: FieldPath): readonly number[] {
  return fieldValues(document, path).flatMap((value) => {
    if (typeof value === "number") return Number.isFinite(value) ? [Math.trunc(value)] : [];
    return typeof value === "string" && WHOLE_NUMBER.test(value) ? [Number(value)] : [];
  });
}

const isFilled = (value: unknown): boolean => isObject(value) && Object.keys(value).length > 0;

/** Whether a document has any field of a set such as `http` or `aws.cloudtrail`. */
export function hasFieldSet(document: JsonObject, set: string): boolean {
  if (fieldValues(document, fieldPath(set)).some(isFilled)) return true;
  return Object.keys(document).some((key) => key.startsWith(`${set}.`));
}
