import { randomBytes } from "node:crypto";
import { at, isObject, type JsonObject } from "../../lambda/core/sources/records/json";
import { mappingProblem, type MappingProblem, type StreamMapping } from "./elastic-server-mapping";

/** A document as it lies in a backing index. */
export interface StoredDocument {
  readonly index: string;
  readonly id: string;
  readonly body: JsonObject;
}

/** A document that could not be indexed, in the stream's failure store. */
export interface StoredFailure {
  /** A random one: that which was sent is lost to whoever looks for it. */
  readonly id: string;
  readonly sentId: string;
  readonly error: MappingProblem;
}

/** What became of a `create`. */
export type Created =
  | { readonly kind: "created" | "conflict"; readonly index: string }
  | { readonly kind: "failure-stored"; readonly index: string; readonly id: string }
  | { readonly kind: "refused"; readonly index: string; readonly error: MappingProblem };

export interface DataStream {
  readonly name: string;
  readonly documents: readonly StoredDocument[];
  readonly failures: readonly StoredFailure[];
  readonly create: (id: string, body: JsonObject, clashes?: boolean) => Created;
  /** Begins a new backing index, which knows nothing of the ids in those before it. */
  readonly rollover: () => void;
}

const DAY = "2026.11.22";

const generation = (prefix: string, name: string, number: number): string =>
  `.${prefix}-${name}-${DAY}-${String(number).padStart(6, "0")}`;

/** A data stream's name says what its constant fields hold. */
function constants(name: string): JsonObject {
  const [type = "", dataset = "", ...namespace] = name.split("-");
  const constant = (value: string): JsonObject => ({ type: "constant_keyword", value });
  return {
    properties: {
      type: constant(type),
      dataset: constant(dataset),
      namespace: constant(namespace.join("-")),
    },
  };
}

function mappingOf(name: string, template: JsonObject): StreamMapping {
  const mappings = at(template, "template", "mappings");
  const settings = at(template, "template", "settings");
  const properties = at(mappings, "properties");
  const ignores =
    at(settings, "index", "mapping", "ignore_malformed") ??
    at(settings, "index.mapping.ignore_malformed") ??
    at(settings, "index", "mapping.ignore_malformed");
  return {
    root: {
      ...(isObject(mappings) && mappings),
      properties: {
        "@timestamp": { type: "date" },
        ...(isObject(properties) && properties),
        data_stream: constants(name),
      },
    },
    ignoresMalformed: String(ignores) === "true",
    dynamic: new Map(),
  };
}

const CLASH: MappingProblem = {
  type: "document_parsing_exception",
  reason:
    "[1:31] failed to parse field [sms_pumping.count] of type [long]. Preview of field's value: 'many'",
  caused_by: { type: "illegal_argument_exception", reason: 'For input string: "many"' },
};

/**
 * A data stream in memory, made by a template.
 *
 * @param hasFailureStore where the template says nothing of it, as `logs@settings` decides
 */
export function dataStream(
  name: string,
  template: JsonObject,
  hasFailureStore: boolean,
): DataStream {
  const documents: StoredDocument[] = [];
  const failures: StoredFailure[] = [];
  const mapping = mappingOf(name, template);
  const said = at(template, "template", "data_stream_options", "failure_store", "enabled");
  const stores = typeof said === "boolean" ? said : hasFailureStore;
  let number = 1;
  let ids = new Set<string>();
  const create: DataStream["create"] = (id, body, clashes = false) => {
    const index = generation("ds", name, number);
    const error = clashes ? CLASH : mappingProblem(body, mapping);
    if (error !== undefined && stores) {
      const failed = { id: randomBytes(15).toString("base64url"), sentId: id, error };
      failures.push(failed);
      return { kind: "failure-stored", index: generation("fs", name, 1), id: failed.id };
    }
    if (error !== undefined) return { kind: "refused", index, error };
    if (ids.has(id)) return { kind: "conflict", index };
    ids.add(id);
    documents.push({ index, id, body });
    return { kind: "created", index };
  };
  const rollover = (): void => {
    number++;
    ids = new Set();
  };
  return { name, documents, failures, create, rollover };
}
