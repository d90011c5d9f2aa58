import {
  isSecurityRefusal,
  PRODUCT,
  unauthenticated,
  type KeyState,
} from "./elastic-server-answer";
import { standIn, type Answer, type Asked, type StandIn, type Tls } from "./http-stand-in";

type Json = Record<string, unknown>;

/** What a test may set, and look at, while the server runs. */
export interface ElasticAdminState {
  version: string;
  flavor: "default" | "serverless";
  licence: string;
  readonly apiKey: string;
  /** Why the key is not accepted; undefined while it is. */
  keyState: KeyState | undefined;
  /** Privileges that the key lacks: `manage_index_templates`, or `<index>/<privilege>`. */
  readonly lacking: Set<string>;
  readonly templates: Map<string, Json>;
  /** Statuses that the next requests get instead of an answer. */
  readonly busy: number[];
  /** Answers everything, as a proxy does. */
  page: Answer | undefined;
  readonly asked: string[];
}

export type ElasticAdminServer = StandIn & ElasticAdminState;

const failed = (status: number, type: string, reason: string): Answer => ({
  status,
  body: { error: { root_cause: [{ type, reason }], type, reason }, status },
});

const denied = (privilege: string): Answer =>
  failed(
    403,
    "security_exception",
    `action is unauthorized for API key id [key-id], this action is granted by the cluster privileges [${privilege},manage,all]`,
  );

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Elasticsearch keeps settings as text under `index`, whatever was sent. */
function settingsOf(settings: unknown): Json {
  const flat = Object.entries(isRecord(settings) ? settings : {}).map(([key, value]) => [
    key.replace(/^index\./, ""),
    isRecord(value) ? value : String(value),
  ]);
  return { index: Object.fromEntries(flat) as Json };
}

/** As Elasticsearch gives it back. */
function storedTemplate(sent: Json): Json {
  const template = isRecord(sent.template) ? sent.template : {};
  return {
    ...sent,
    ...("data_stream" in sent
      ? { data_stream: { hidden: false, allow_custom_routing: false } }
      : {}),
    template: {
      ...template,
      ...("settings" in template ? { settings: settingsOf(template.settings) } : {}),
      ...(isRecord(template.lifecycle)
        ? { lifecycle: { enabled: true, ...template.lifecycle } }
        : {}),
    },
  };
}

const TEMPLATE_KEYS: readonly string[] = [
  "index_patterns",
  "data_stream",
  "priority",
  "version",
  "allow_auto_create",
  "composed_of",
  "ignore_missing_component_templates",
  "template",
  "_meta",
  "deprecated",
];

function templateProblem({ version }: ElasticAdminState, sent: Json): Answer | undefined {
  const unknown = Object.keys(sent).find((key) => !TEMPLATE_KEYS.includes(key));
  if (unknown !== undefined) {
    return failed(400, "x_content_parse_exception", `[index_template] unknown field [${unknown}]`);
  }
  if (!Array.isArray(sent.index_patterns) || sent.index_patterns.length === 0) {
    return failed(400, "x_content_parse_exception", "Required [index_patterns]");
  }
  const hasOptions = isRecord(sent.template) && "data_stream_options" in sent.template;
  return hasOptions && version.startsWith("9.0.")
    ? failed(400, "x_content_parse_exception", "[template] unknown field [data_stream_options]")
    : undefined;
}

function template(state: ElasticAdminState, { method, path, headers, body }: Asked): Answer {
  if (state.lacking.has("manage_index_templates")) return denied("manage_index_templates");
  const name = path.slice("/_index_template/".length);
  const stored = state.templates.get(name);
  if (method === "GET") {
    return stored === undefined
      ? failed(404, "resource_not_found_exception", `index template matching [${name}] not found`)
      : { status: 200, body: { index_templates: [{ name, index_template: stored }] } };
  }
  if (headers["content-type"] !== "application/json") {
    return { status: 406, body: { error: "Content-Type header is not supported", status: 406 } };
  }
  const sent = JSON.parse(body.toString("utf8")) as Json;
  const problem = templateProblem(state, sent);
  if (problem !== undefined) return problem;
  state.templates.set(name, storedTemplate(sent));
  return { status: 200, body: { acknowledged: true } };
}

interface AskedGroup {
  readonly names?: readonly string[];
  readonly application?: string;
  readonly resources?: readonly string[];
  readonly privileges: readonly string[];
}

function privileges(state: ElasticAdminState, { body }: Asked): Answer {
  const asked = JSON.parse(body.toString("utf8")) as Record<string, unknown>;
  const has = (name: string): boolean => !state.lacking.has(name);
  const granted = (names: readonly string[], prefix = ""): Json =>
    Object.fromEntries(names.map((name) => [name, has(`${prefix}${name}`)]));
  const groups = (key: string): readonly AskedGroup[] => (asked[key] ?? []) as AskedGroup[];
  const index = groups("index").flatMap(({ names = [], privileges: wanted }) =>
    names.map((name) => [name, granted(wanted, `${name}/`)]),
  );
  const application = groups("application").map((group) => [
    group.application,
    Object.fromEntries((group.resources ?? []).map((each) => [each, granted(group.privileges)])),
  ]);
  return {
    status: 200,
    body: {
      username: "install",
      has_all_requested: state.lacking.size === 0,
      cluster: granted((asked.cluster ?? []) as string[]),
      index: Object.fromEntries(index) as Json,
      application: Object.fromEntries(application) as Json,
    },
  };
}

function info({ lacking, version, flavor }: ElasticAdminState): Answer {
  if (lacking.has("monitor")) return denied("monitor");
  return {
    status: 200,
    body: {
      name: "node-1",
      version: { number: version, build_flavor: flavor },
      tagline: "You Know, for Search",
    },
  };
}

function licence({ lacking, licence: type, flavor }: ElasticAdminState): Answer {
  if (flavor === "serverless") return failed(410, "api_not_available_exception", "not available");
  if (lacking.has("monitor")) return denied("monitor");
  return { status: 200, body: { license: { status: "active", type } } };
}

function answer(state: ElasticAdminState, asked: Asked): Answer {
  if (asked.headers.authorization !== `ApiKey ${state.apiKey}`) return unauthenticated("unknown");
  if (state.keyState !== undefined) return unauthenticated(state.keyState);
  if (asked.path === "/" && asked.method === "GET") return info(state);
  if (asked.path === "/_license") return licence(state);
  if (asked.path === "/_security/user/_has_privileges") return privileges(state, asked);
  if (asked.path.startsWith("/_index_template/")) return template(state, asked);
  return failed(400, "illegal_argument_exception", `no handler found for uri [${asked.path}]`);
}

/** A stand-in for what installing asks of Elasticsearch: version, licence, privileges, template. */
export async function elasticAdminServer(
  given: Partial<ElasticAdminState> = {},
  tls?: Tls,
): Promise<ElasticAdminServer> {
  const state: ElasticAdminState = {
    version: "9.5.1",
    flavor: "default",
    licence: "platinum",
    apiKey: "a2V5LWlkOmtleS1zZWNyZXQ=",
    keyState: undefined,
    lacking: new Set(),
    templates: new Map(),
    busy: [],
    page: undefined,
    asked: [],
    ...given,
  };
  const server = await standIn((asked) => {
    state.asked.push(`${asked.method} ${asked.path}`);
    if (state.page !== undefined) return state.page;
    const status = state.busy.shift();
    if (status !== undefined) return { status, headers: { "retry-after": "1" }, body: "busy" };
    const reply = answer(state, asked);
    const product = isSecurityRefusal(reply) ? {} : PRODUCT;
    return { ...reply, headers: { ...product, ...reply.headers } };
  }, tls);
  return Object.assign(state, server);
}
