import { standIn, type Answer, type Asked, type StandIn } from "./http-stand-in";
import { ruleProblem } from "./kibana-rule-schema";

export type Json = Record<string, unknown>;

/** What a test may set, and look at, while the server runs. */
export interface KibanaState {
  readonly version: string;
  readonly apiKey: string;
  /** Rules by space and `rule_id`. */
  readonly spaces: Map<string, Map<string, Json>>;
  /** The `list_id`s that exist. */
  readonly exceptionLists: Set<string>;
  /** The connectors that exist. */
  readonly connectors: Set<string>;
  /** What the key may do with rules. */
  access: "all" | "read" | "none";
  /** Spaces in which the key may do anything. */
  allowedSpaces: ReadonlySet<string> | undefined;
  hasEncryptionKey: boolean;
  /** False for a Kibana without the Security solution. */
  hasDetection: boolean;
  /** Statuses that the next requests get instead of an answer. */
  readonly busy: number[];
  /** Answers everything, as a proxy's login page does. */
  page: Answer | undefined;
  /** Rules that an import refuses, with the reason. */
  readonly refused: Map<string, string>;
  /** Rules that an import takes and forgets. */
  readonly swallowed: Set<string>;
  /** Fields that an import does not keep, although they are in the file. */
  readonly forgotten: Set<string>;
  /** Fields that a PATCH does not keep either. */
  readonly unpatchable: Set<string>;
  /** Rules that it fails to delete. */
  readonly undeletable: Set<string>;
  /** Method and path of all that was asked. */
  readonly asked: string[];
}

export type KibanaServer = StandIn & KibanaState;

const RULES = "/api/detection_engine/rules";

const failed = (status: number, error: string, message: string): Answer => ({
  status,
  body: { statusCode: status, error, message },
});

/** The detection engine's own form of an error. */
const siem = (status: number, message: string): Answer => ({
  status,
  body: { message, status_code: status },
});

const NOT_FOUND = failed(404, "Not Found", "Not Found");

const unauthorized = ({ method, path }: Asked, privilege: string): Answer =>
  failed(
    403,
    "Forbidden",
    `API [${method} ${path}] is unauthorized for user, this action is granted by the Kibana privileges [${privilege}]`,
  );

interface RuleError {
  readonly rule_id?: string;
  readonly error: { readonly status_code: number; readonly message: string };
}

const ruleError = (ruleId: unknown, status_code: number, message: string): RuleError => ({
  ...(typeof ruleId === "string" ? { rule_id: ruleId } : {}),
  error: { status_code, message },
});

const DEFAULTS: Json = {
  // Kibana's own default, so that a file without it enables the rule.
  enabled: true,
  interval: "5m",
  from: "now-6m",
  to: "now",
  max_signals: 100,
  tags: [],
  actions: [],
  exceptions_list: [],
  author: [],
  false_positives: [],
  references: [],
  threat: [],
  immutable: false,
};

const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);

function withoutMissingLists(
  state: KibanaState,
  rule: Json,
): { readonly kept: readonly Json[]; readonly errors: readonly RuleError[] } {
  const all = list(rule.exceptions_list);
  const isThere = ({ list_id }: Json): boolean => state.exceptionLists.has(String(list_id));
  return {
    kept: all.filter(isThere),
    errors: all
      .filter((each) => !isThere(each))
      .map(({ list_id }) =>
        ruleError(
          rule.rule_id,
          400,
          `Rule with rule_id: "${String(rule.rule_id)}" references a non existent exception list of list_id: "${String(list_id)}". Reference has been removed.`,
        ),
      ),
  };
}

function stored(state: KibanaState, rule: Json, before: Json | undefined): Json {
  const kept = Object.entries(rule).filter(([key]) => !state.forgotten.has(key));
  return {
    ...DEFAULTS,
    ...Object.fromEntries(kept),
    id: before?.id ?? `id-of-${String(rule.rule_id)}`,
    revision: before === undefined ? 0 : Number(before.revision) + 1,
  };
}

interface Imported {
  readonly isTaken: boolean;
  readonly errors: readonly RuleError[];
}

const not = (error: RuleError): Imported => ({ isTaken: false, errors: [error] });

function importRule(
  state: KibanaState,
  rules: Map<string, Json>,
  rule: Json,
  mayOverwrite: boolean,
): Imported {
  const problem = ruleProblem(rule, state.version);
  if (problem !== undefined) return not(ruleError(undefined, 400, problem));
  const id = String(rule.rule_id);
  if (state.access !== "all")
    return not(ruleError(id, 403, 'Unauthorized by "siem" to create rule'));
  const reason = state.refused.get(id);
  if (reason !== undefined) return not(ruleError(id, 400, reason));
  const missing = list(rule.actions).find((each) => !state.connectors.has(String(each.id)));
  if (missing !== undefined) {
    return not(ruleError(id, 404, `1 connector is missing. Connector id: ${String(missing.id)}`));
  }
  const before = rules.get(id);
  if (before !== undefined && !mayOverwrite) {
    return not(ruleError(id, 409, `rule_id: "${id}" already exists`));
  }
  const foreign = foreignList(rules, rule);
  if (foreign !== undefined) return not(ruleError(id, 409, foreign));
  const { kept, errors } = withoutMissingLists(state, rule);
  if (!state.swallowed.has(id)) {
    rules.set(id, stored(state, { ...rule, exceptions_list: kept }, before));
  }
  return { isTaken: true, errors };
}

/** The rules of a file; a line that is no JSON is an error of its own, without a rule's id. */
function parsedLines(text: string): readonly (Json | RuleError)[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      try {
        return JSON.parse(line) as Json;
      } catch (error) {
        return ruleError(undefined, 400, (error as Error).message);
      }
    });
}

/** The part `file` of a form, as RFC 7578 has it; text that says why there is none. */
function fileOf({ headers, body }: Asked): { name: string; text: string } | string {
  const boundary = /^multipart\/form-data; boundary="?([^";]+)"?$/.exec(
    headers["content-type"] ?? "",
  )?.[1];
  if (boundary === undefined) return "Unsupported Media Type";
  const parts = `\r\n${body.toString("utf8")}`.split(`\r\n--${boundary}`).slice(1);
  if (!parts.at(-1)?.startsWith("--")) return "Unexpected end of form";
  for (const part of parts.slice(0, -1)) {
    const end = part.indexOf("\r\n\r\n");
    const disposition = part.slice(0, end);
    if (!/content-disposition: form-data; name="file"/i.test(disposition)) continue;
    const name = /filename="([^"]*)"/.exec(disposition)?.[1];
    if (name !== undefined) return { name, text: part.slice(end + 4) };
  }
  return "no part file";
}

function importFile(state: KibanaState, rules: Map<string, Json>, asked: Asked): Answer {
  const file = fileOf(asked);
  if (typeof file === "string") return failed(415, "Unsupported Media Type", file);
  const extension = /\.[^.]*$/.exec(file.name)?.[0] ?? "";
  if (extension !== ".ndjson") return siem(400, `Invalid file extension ${extension}`);
  const mayOverwrite = asked.query.get("overwrite") === "true";
  const lines = parsedLines(file.text);
  const outcomes = lines.map((line) =>
    "error" in line && !("type" in line)
      ? not(line as RuleError)
      : importRule(state, rules, line, mayOverwrite),
  );
  const errors = outcomes.flatMap((each) => each.errors);
  return {
    status: 200,
    body: {
      success: errors.length === 0,
      success_count: outcomes.filter(({ isTaken }) => isTaken).length,
      rules_count: lines.length,
      errors,
      exceptions_success: true,
      exceptions_success_count: 0,
      exceptions_errors: [],
      action_connectors_success: true,
      action_connectors_success_count: 0,
      action_connectors_errors: [],
      action_connectors_warnings: [],
    },
  };
}

/** A list that Kibana made for one rule alone, and that another has. */
function foreignList(rules: ReadonlyMap<string, Json>, rule: Json): string | undefined {
  const own = list(rule.exceptions_list)
    .filter(({ type }) => type === "rule_default")
    .map(({ list_id }) => list_id);
  const holder = [...rules.values()].find(
    (each) =>
      each.rule_id !== rule.rule_id &&
      list(each.exceptions_list).some(({ list_id }) => own.includes(list_id)),
  );
  return holder === undefined
    ? undefined
    : `default exception list already exists in rule(s): ${String(holder.id)}`;
}

const missingRule = (ruleId: unknown): Answer =>
  siem(404, `rule_id: "${String(ruleId)}" not found`);

function patch(state: KibanaState, rules: Map<string, Json>, { body }: Asked): Answer {
  const fields = JSON.parse(body.toString("utf8")) as Json;
  const before = rules.get(String(fields.rule_id));
  if (before === undefined) return missingRule(fields.rule_id);
  if (state.access !== "all") return siem(403, 'Unauthorized by "siem" to update rule');
  const foreign = foreignList(rules, fields);
  if (foreign !== undefined) return siem(409, foreign);
  const kept = Object.entries(fields).filter(([key]) => !state.unpatchable.has(key));
  const after = {
    ...before,
    ...Object.fromEntries(kept),
    revision: Number(before.revision) + 1,
  };
  rules.set(String(fields.rule_id), after);
  return { status: 200, body: after };
}

/** From 9.3 on each route asks for its own privilege; before, only the work behind it does. */
const routesAsk = ({ version }: KibanaState): boolean =>
  version.startsWith("9.") && Number(version.split(".")[1]) >= 3;

function mayNot(state: KibanaState, asked: Asked): Answer | undefined {
  if (state.access === "none") return unauthorized(asked, "rules-read");
  if (asked.method === "GET" || state.access === "all" || !routesAsk(state)) return undefined;
  return unauthorized(asked, "rules-all");
}

function removeRule(state: KibanaState, rules: Map<string, Json>, { query }: Asked): Answer {
  const ruleId = String(query.get("rule_id"));
  const found = rules.get(ruleId);
  if (found === undefined) return missingRule(ruleId);
  if (state.undeletable.has(ruleId)) return siem(500, "Internal Server Error");
  rules.delete(ruleId);
  return { status: 200, body: found };
}

function getRule(rules: Map<string, Json>, { query }: Asked): Answer {
  const ruleId = query.get("rule_id");
  if (ruleId === null) return siem(400, 'either "id" or "rule_id" must be set');
  const found = rules.get(ruleId);
  return found === undefined ? missingRule(ruleId) : { status: 200, body: found };
}

function detection(
  state: KibanaState,
  rules: Map<string, Json>,
  path: string,
  asked: Asked,
): Answer {
  if (!state.hasDetection) return NOT_FOUND;
  const denied = mayNot(state, asked);
  if (denied !== undefined) return denied;
  switch (`${asked.method} ${path}`) {
    case `GET ${RULES}`:
      return getRule(rules, asked);
    case `GET ${RULES}/_find`: {
      const data = [...rules.values()];
      return { status: 200, body: { page: 1, perPage: 20, total: data.length, data } };
    }
    case `DELETE ${RULES}`:
      return removeRule(state, rules, asked);
    case `PATCH ${RULES}`:
      return patch(state, rules, asked);
    case `POST ${RULES}/_import`:
      return importFile(state, rules, asked);
    case "GET /api/detection_engine/privileges":
      return { status: 200, body: { has_encryption_key: state.hasEncryptionKey } };
    default:
      return NOT_FOUND;
  }
}

function spaceAnswer(state: KibanaState, id: string): Answer {
  if (state.allowedSpaces !== undefined && !state.allowedSpaces.has(id)) {
    return failed(403, "Forbidden", `Unauthorized to get ${id} space`);
  }
  return state.spaces.has(id)
    ? { status: 200, body: { id, name: id, disabledFeatures: [] } }
    : failed(404, "Not Found", "Not Found");
}

function refusedRequest(state: KibanaState, { method, headers }: Asked): Answer | undefined {
  if (headers.authorization !== `ApiKey ${state.apiKey}`) {
    return failed(401, "Unauthorized", "[security_exception]: unable to authenticate API key");
  }
  if (method !== "GET" && headers["kbn-xsrf"] === undefined) {
    return failed(400, "Bad Request", "Request must contain a kbn-xsrf header.");
  }
  const version = headers["elastic-api-version"];
  return version === undefined || version === "2023-10-31"
    ? undefined
    : failed(400, "Bad Request", `No version "${String(version)}" available`);
}

function answer(state: KibanaState, asked: Asked): Answer {
  const refused = refusedRequest(state, asked);
  if (refused !== undefined) return refused;
  const [, space = "default", path = ""] = /^(?:\/s\/([^/]+))?(\/.*)$/.exec(asked.path) ?? [];
  const rules = state.spaces.get(space);
  if (rules === undefined) return NOT_FOUND;
  const wantedSpace = /^\/api\/spaces\/space\/([^/]+)$/.exec(path)?.[1];
  if (wantedSpace !== undefined) return spaceAnswer(state, wantedSpace);
  if (path === "/api/status") return { status: 200, body: { version: { number: state.version } } };
  return path.startsWith("/api/detection_engine/")
    ? detection(state, rules, path, asked)
    : NOT_FOUND;
}

/**
 * A stand-in for Kibana: what it refuses, Kibana refuses, and where Kibana is careless (200 for an
 * import that failed, exception lists that an overwrite unlinks) so is this.
 */
export async function kibanaServer(given: Partial<KibanaState> = {}): Promise<KibanaServer> {
  const state: KibanaState = {
    version: "9.5.1",
    apiKey: "a2V5LWlkOmtleS1zZWNyZXQ=",
    spaces: new Map([["default", new Map<string, Json>()]]),
    exceptionLists: new Set(),
    connectors: new Set(),
    access: "all",
    allowedSpaces: undefined,
    hasEncryptionKey: true,
    hasDetection: true,
    busy: [],
    page: undefined,
    refused: new Map(),
    swallowed: new Set(),
    forgotten: new Set(),
    unpatchable: new Set(),
    undeletable: new Set(),
    asked: [],
    ...given,
  };
  const server = await standIn((asked) => {
    state.asked.push(`${asked.method} ${asked.path}`);
    if (state.page !== undefined) return state.page;
    const status = state.busy.shift();
    if (status !== undefined) return { status, body: "Kibana server is not ready yet" };
    const reply = answer(state, asked);
    return { ...reply, headers: { "kbn-name": "kibana", ...reply.headers } };
  });
  return Object.assign(state, server);
}
