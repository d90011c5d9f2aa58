import { isObject, type JsonObject, parsedJson } from "../../lambda/core/sources/records/json";
import type { Created, DataStream } from "./elastic-server-streams";

/** What can happen to one document, whatever is in it. */
export type ItemFault =
  /** 429: the write queue is full. */
  | "busy"
  /** 403: the index is read-only, as when the disk is full. */
  | "blocked"
  /** 503: a shard is away. */
  | "shards"
  /** 400, with or without a failure store. */
  | "invalid"
  /** The document does not fit the mapping. */
  | "clash";

/** What a bulk request meets. */
export interface BulkTarget {
  /** The stream of a name, made where it may be; else an error. */
  readonly stream: (name: string) => DataStream | ItemError;
  readonly fault: (id: string) => ItemFault | undefined;
}

export interface ItemError {
  readonly status: number;
  readonly type: string;
  readonly reason: string;
}

/** A bulk request that cannot be read is refused as a whole. */
export class BulkError extends Error {
  readonly type: string;

  constructor(message: string, type = "illegal_argument_exception") {
    super(message);
    this.type = type;
  }
}

interface Action {
  readonly op: string;
  readonly index: string;
  readonly id: string;
  /** Undefined where it is no JSON. */
  readonly body: unknown;
}

const OPS: readonly string[] = ["create", "index", "update", "delete"];
/** In bytes. */
const LONGEST_ID = 512;

const invalid = (message: string): BulkError =>
  new BulkError(`Validation Failed: 1: ${message};`, "action_request_validation_exception");

function parsedAction(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new BulkError("Unrecognized token", "x_content_parse_exception");
  }
}

/** What an action line says to do: one thing that Elasticsearch knows. */
function operationOf(line: string, number: number): readonly [op: string, meta: JsonObject] {
  const action = parsedAction(line);
  const [op, ...more] = isObject(action) ? Object.keys(action) : [];
  if (op === undefined || more.length > 0 || !OPS.includes(op)) {
    throw new BulkError(`Malformed action/metadata line [${number}]`);
  }
  const meta = (action as JsonObject)[op];
  return [op, isObject(meta) ? meta : {}];
}

function actionsIn(text: string, fallback: string): readonly Action[] {
  if (text === "") throw new BulkError("request body is required", "parse_exception");
  if (!text.endsWith("\n")) {
    throw new BulkError("The bulk request must be terminated by a newline [\\n]");
  }
  const lines = text.slice(0, -1).split("\n");
  const actions: Action[] = [];
  for (let i = 0; i < lines.length; i += 2) {
    if (lines[i] === "") continue;
    const [op, meta] = operationOf(lines[i]!, i + 1);
    if (i + 1 >= lines.length) throw invalid("no requests added");
    const index = typeof meta._index === "string" ? meta._index : fallback;
    const id = typeof meta._id === "string" ? meta._id : `auto-${Math.random()}`;
    const bytes = Buffer.byteLength(id);
    if (bytes > LONGEST_ID) {
      throw invalid(
        `id [${id}] is too long, must be no longer than ${LONGEST_ID} bytes but was: ${bytes}`,
      );
    }
    actions.push({ op, index, id, body: parsedJson(lines[i + 1]!) });
  }
  if (actions.length === 0) throw invalid("no requests added");
  return actions;
}

const FAULTS: Readonly<Record<Exclude<ItemFault, "clash">, ItemError>> = {
  busy: {
    status: 429,
    type: "es_rejected_execution_exception",
    reason: "rejected execution of coordinating operation [coordinating_and_primary_bytes=0]",
  },
  blocked: {
    status: 403,
    type: "cluster_block_exception",
    reason:
      "index blocked by: [FORBIDDEN/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];",
  },
  invalid: {
    status: 400,
    type: "illegal_argument_exception",
    reason: "Limit of total fields [1000] has been exceeded while adding new fields [1]",
  },
  shards: {
    status: 503,
    type: "unavailable_shards_exception",
    reason: "primary shard is not active Timeout: [1m]",
  },
};

const ONLY_CREATE: ItemError = {
  status: 400,
  type: "illegal_argument_exception",
  reason: "only write ops with an op_type of create are allowed in data streams",
};

const NO_ID: ItemError = {
  status: 400,
  type: "illegal_argument_exception",
  reason: "if _id is specified it must not be empty",
};

const NO_JSON: ItemError = {
  status: 400,
  type: "document_parsing_exception",
  reason: "[1:1] failed to parse",
};

/** Seen on 8.19.0: a status of the server's, for what a client has sent. */
const NO_OBJECT: ItemError = {
  status: 500,
  type: "not_x_content_exception",
  reason: "Compressor detection can only be called on some xcontent bytes",
};

function sourceProblem(body: unknown): ItemError | undefined {
  if (body === undefined) return NO_JSON;
  return isObject(body) ? undefined : NO_OBJECT;
}

const failed = ({ index, id }: Action, { status, type, reason }: ItemError): JsonObject => ({
  _index: index,
  _id: id,
  status,
  error: { type, reason },
});

function answerOf({ id }: Action, created: Created): JsonObject {
  const { index } = created;
  const done = { _version: 1, result: "created", _seq_no: 0, _primary_term: 1, status: 201 };
  switch (created.kind) {
    case "created":
      return { _index: index, _id: id, ...done };
    case "failure-stored":
      return { _index: index, _id: created.id, ...done, failure_store: "used" };
    case "conflict": {
      const type = "version_conflict_engine_exception";
      const reason = `[${id}]: version conflict, document already exists (current version [1])`;
      return { _index: index, _id: id, status: 409, error: { type, reason } };
    }
    case "refused":
      return {
        _index: index,
        _id: id,
        status: 400,
        failure_store: "not_enabled",
        error: created.error,
      };
  }
}

function apply(action: Action, { stream, fault }: BulkTarget): JsonObject {
  const { op, index, id, body } = action;
  const found = stream(index);
  if ("status" in found) return failed(action, found);
  if (op !== "create") return failed(action, ONLY_CREATE);
  if (id === "") return failed(action, NO_ID);
  const problem = sourceProblem(body);
  if (problem !== undefined) return failed(action, problem);
  const met = fault(id);
  if (met !== undefined && met !== "clash") return failed(action, FAULTS[met]);
  return answerOf(action, found.create(id, isObject(body) ? body : {}, met === "clash"));
}

/**
 * Applies a bulk request to data streams, item by item, as Elasticsearch answers it.
 *
 * @param fallback the stream in the request's path
 * @throws BulkError when it cannot be read
 */
export function applyBulk(text: string, fallback: string, target: BulkTarget): JsonObject {
  const items = actionsIn(text, fallback).map((action) => ({
    [action.op]: apply(action, target),
  }));
  const errors = items.some((item) => Object.values(item).some((each) => "error" in each));
  return { took: 1, errors, items };
}
