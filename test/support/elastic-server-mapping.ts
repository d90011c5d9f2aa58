import { isIP } from "node:net";
import { isObject, type JsonObject } from "../../lambda/core/sources/records/json";

/* What Elasticsearch does with the fields of a document, as far as documents of this kind go.
   https://www.elastic.co/docs/reference/elasticsearch/mapping-reference */

/** Why a document cannot be indexed, in the form of Elasticsearch's errors. */
export interface MappingProblem {
  readonly type: string;
  readonly reason: string;
  readonly caused_by?: { readonly type: string; readonly reason: string };
}

/** Mappings as they stand in a template, what Elasticsearch adds by itself included. */
export interface StreamMapping {
  readonly root: JsonObject;
  readonly ignoresMalformed: boolean;
  /** Types of fields that were first seen in a document, by path. */
  readonly dynamic: Map<string, JsonObject>;
}

const RANGES: Readonly<Record<string, number>> = {
  long: 2 ** 63,
  integer: 2 ** 31,
  short: 2 ** 15,
  byte: 2 ** 7,
  float: 3.4e38,
  half_float: 65_504,
  double: Infinity,
  scaled_float: Infinity,
};
const ISO =
  /^\d{4}(-\d{2}(-\d{2}(T\d{2}(:\d{2}(:\d{2}([.,]\d{1,9})?)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/;
/** Lucene's longest term, in bytes. */
const LONGEST_TERM = 32_766;

const isNumberIn = (value: unknown, range: number): boolean => {
  // An empty text is no value.
  if (value === "") return true;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && Math.abs(number) < range;
};

const EPOCH = /^-?\d{5,}(\.\d+)?$/;

/** JavaScript takes the 30th of February for the 2nd of March. */
function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(text) ?? [];
  if (day === undefined) return true;
  return Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
}

function isDate(value: unknown): boolean {
  if (typeof value === "number") return true;
  if (typeof value !== "string") return false;
  return EPOCH.test(value) || (ISO.test(value) && !Number.isNaN(Date.parse(value)) && isDay(value));
}

function fits(type: string, value: unknown, field: JsonObject): boolean {
  if (type in RANGES) return isNumberIn(value, RANGES[type]!);
  switch (type) {
    case "ip":
      return typeof value === "string" && isIP(value) !== 0;
    case "date":
    case "date_nanos":
      return isDate(value);
    case "boolean":
      return typeof value === "boolean" || ["true", "false", ""].includes(String(value));
    case "keyword":
      return field.ignore_above !== undefined || Buffer.byteLength(String(value)) <= LONGEST_TERM;
    default:
      return true;
  }
}

const CANNOT_BE_MALFORMED = ["keyword", "constant_keyword", "flattened", "wildcard"];

const unparseable = (path: string, type: string, value: unknown, why: string): MappingProblem => ({
  type: "document_parsing_exception",
  reason: `[1:1] failed to parse field [${path}] of type [${type}]. Preview of field's value: '${String(value).slice(0, 50)}'`,
  caused_by: { type: "illegal_argument_exception", reason: why },
});

/** A constant field without a value in the mapping takes that of its first document. */
function constantProblem(
  path: string,
  value: unknown,
  field: JsonObject,
  { dynamic }: StreamMapping,
): MappingProblem | undefined {
  const type = "constant_keyword";
  const known = field.value ?? dynamic.get(path)?.value;
  if (known === undefined) dynamic.set(path, { type, value });
  if (known === undefined || known === value) return undefined;
  const why = `[constant_keyword] field [${path}] only accepts values that are equal to the value defined in the mappings [${JSON.stringify(known)}], but got [${JSON.stringify(value)}]`;
  return unparseable(path, type, value, why);
}

const isMalformedIgnored = (
  path: string,
  { type, ignore_malformed: own }: JsonObject,
  { ignoresMalformed }: StreamMapping,
): boolean =>
  typeof own === "boolean"
    ? own
    : ignoresMalformed && path !== "@timestamp" && !CANNOT_BE_MALFORMED.includes(String(type));

/** A single value of a mapped field. */
function leafProblem(
  path: string,
  value: unknown,
  field: JsonObject,
  mapping: StreamMapping,
): MappingProblem | undefined {
  const type = String(field.type);
  if (type === "constant_keyword") return constantProblem(path, value, field, mapping);
  if (fits(type, value, field) || isMalformedIgnored(path, field, mapping)) return undefined;
  return unparseable(path, type, value, `${JSON.stringify(value)} is no ${type}`);
}

const DATES = /(^|\.|_)(created|ingested|start|end|timestamp)$/;

/** The type that a field gets which no template names: Elastic's own rules for ECS, in short. */
function dynamicType(path: string, value: unknown): JsonObject {
  if (isObject(value)) return { type: "object" };
  if (/(^|\.)ip$/.test(path)) return { type: "ip" };
  if (DATES.test(path)) return { type: "date" };
  if (typeof value === "boolean") return { type: "boolean" };
  if (typeof value !== "number") return { type: "keyword", ignore_above: 1024 };
  return { type: Number.isInteger(value) && !path.includes("_score") ? "long" : "float" };
}

const propertiesIn = (field: JsonObject): JsonObject =>
  isObject(field.properties) ? field.properties : {};

const isObjectField = (field: JsonObject): boolean =>
  field.properties !== undefined || field.type === "object" || field.type === "nested";

type Walk = (
  value: unknown,
  path: string,
  field: JsonObject,
  dynamic: unknown,
) => MappingProblem | undefined;

const firstOf = <T>(
  values: readonly T[],
  problemOf: (value: T) => MappingProblem | undefined,
): MappingProblem | undefined => {
  for (const value of values) {
    const problem = problemOf(value);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

const METADATA: ReadonlySet<string> = new Set(["_id", "_index", "_source", "_routing", "_type"]);
const DEEPEST = 20;

const parsing = (why: string): MappingProblem => ({
  type: "document_parsing_exception",
  reason: `[1:1] ${why}`,
});

/** A dot at the end of a name is overlooked. */
function nameProblem(path: string, key: string): MappingProblem | undefined {
  if (path === "" && METADATA.has(key)) {
    return parsing(`Field [${key}] is a metadata field and cannot be added inside a document.`);
  }
  const parts = key.replace(/\.$/, "").split(".");
  const isBlank = parts.some((part) => part.trim() === "");
  return isBlank ? parsing(`field name cannot contain only whitespace: [${key}]`) : undefined;
}

/** Keys with dots are paths: `{"a.b": 1}` is `{"a": {"b": 1}}`. */
function children(object: JsonObject): readonly (readonly [name: string, value: unknown])[] {
  return Object.entries(object).map(([key, value]) => {
    const [name = "", ...rest] = key.replace(/\.$/, "").split(".");
    return [name, rest.reduceRight<unknown>((inner, part) => ({ [part]: inner }), value)];
  });
}

const isSkipped = (value: unknown, field: JsonObject): boolean =>
  value === null || value === undefined || field.enabled === false;

/** What is wrong with an object whatever its values are. */
function objectProblem(path: string, object: JsonObject): MappingProblem | undefined {
  const named = firstOf(Object.keys(object), (key) => nameProblem(path, key));
  if (named !== undefined || path.split(".").length < DEEPEST) return named;
  return parsing(`Limit of mapping depth [${DEEPEST}] has been exceeded`);
}

function walkerOf(mapping: StreamMapping): Walk {
  const unmapped = (path: string, value: unknown, dynamic: unknown): MappingProblem | undefined => {
    if (dynamic === false || dynamic === "false") return undefined;
    if (dynamic === "strict") {
      const reason = `[1:1] mapping set to strict, dynamic introduction of [${path}] is not allowed`;
      return { type: "strict_dynamic_mapping_exception", reason };
    }
    const field = mapping.dynamic.get(path) ?? dynamicType(path, value);
    mapping.dynamic.set(path, field);
    return walk(value, path, field, dynamic);
  };
  const child = (
    [name, value]: readonly [string, unknown],
    path: string,
    field: JsonObject,
    dynamic: unknown,
  ): MappingProblem | undefined => {
    const inner = path === "" ? name : `${path}.${name}`;
    const mapped = propertiesIn(field)[name];
    if (isObject(mapped)) return walk(value, inner, mapped, dynamic);
    return firstOf(Array.isArray(value) ? value : [value], (each) =>
      each === null ? undefined : unmapped(inner, each, dynamic),
    );
  };
  const walk: Walk = (value, path, field, inherited) => {
    if (isSkipped(value, field)) return undefined;
    if (Array.isArray(value)) return firstOf(value, (each) => walk(each, path, field, inherited));
    const dynamic = field.dynamic ?? inherited;
    if (isObjectField(field)) {
      if (isObject(value)) {
        const problem = objectProblem(path, value);
        if (problem !== undefined) return problem;
        return firstOf(children(value), (each) => child(each, path, field, dynamic));
      }
      const reason = `[1:1] object mapping for [${path}] tried to parse field [${path}] as object, but found a concrete value`;
      return { type: "document_parsing_exception", reason };
    }
    if (!isObject(value)) return leafProblem(path, value, field, mapping);
    if (field.type === "flattened") return undefined;
    return unparseable(path, String(field.type), "{...}", "Can't get text on a START_OBJECT");
  };
  return walk;
}

/** Why a data stream with this mapping refuses a document, if it does. */
export function mappingProblem(
  document: JsonObject,
  mapping: StreamMapping,
): MappingProblem | undefined {
  const time = document["@timestamp"];
  if (time === undefined || time === null || (Array.isArray(time) && time.length === 0)) {
    return parsing("data stream timestamp field [@timestamp] is missing");
  }
  if (Array.isArray(time) && time.length > 1) {
    return parsing("data stream timestamp field [@timestamp] encountered multiple values");
  }
  const root = { ...mapping.root, properties: propertiesIn(mapping.root) };
  return walkerOf(mapping)(document, "", root, undefined);
}
