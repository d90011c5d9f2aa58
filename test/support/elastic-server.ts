import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { JsonObject } from "../../lambda/core/sources/records/json";
import {
  answered,
  errorAnswer,
  isStopped,
  PRODUCT,
  unauthenticated,
  type Answer,
  type KeyState,
  type RequestFault,
} from "./elastic-server-answer";
import { applyBulk, BulkError, type ItemError, type ItemFault } from "./elastic-server-bulk";
import {
  hasPrivileges,
  mayInCluster,
  mayOnIndex,
  mayWriteSomewhere,
  type KeyPrivileges,
} from "./elastic-server-privileges";
import { dataStream, type DataStream } from "./elastic-server-streams";
import { indexTemplates } from "./elastic-server-templates";

/** Decides about faults, by the request's number from 1 and the document's id. */
export interface FaultPlan {
  readonly request?: (number: number, seen: Omit<Seen, "status">) => RequestFault | undefined;
  readonly item?: (number: number, id: string) => ItemFault | undefined;
}

/** A request and its answer; no status where none was sent. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly bytes: number;
  readonly status?: number;
}

export interface ElasticServerOptions {
  /** Encoded API keys. Default: `KEY` alone, which may do everything. */
  readonly keys?: Readonly<Record<string, KeyPrivileges | undefined>>;
  readonly version?: string;
  readonly isServerless?: boolean;
  /** Whether streams have a failure store of whose template says nothing. Default: true. */
  readonly failureStore?: boolean;
  /** `http.max_content_length`, in bytes. Default: 100 MB. */
  readonly maxContentLength?: number;
  readonly plan?: FaultPlan;
}

/** Elasticsearch as far as documents of this project need it, over HTTP on this machine. */
export interface ElasticServer {
  readonly url: string;
  readonly requests: readonly Seen[];
  /** A data stream by its name; undefined until something was sent to it. */
  readonly stream: (name: string) => DataStream | undefined;
  readonly putTemplate: (name: string, template: object) => void;
  readonly template: (name: string) => JsonObject | undefined;
  readonly allow: (key: string, privileges?: KeyPrivileges) => void;
  readonly revoke: (key: string) => void;
  readonly expire: (key: string) => void;
  /** Sets what happens to documents and requests from now on. */
  readonly plan: (plan: FaultPlan) => void;
  /** Whether answers carry `x-elastic-product`. */
  readonly showProduct: (isShown: boolean) => void;
  readonly stop: () => Promise<void>;
}

/** The key that a server knows unless told otherwise: `id:key` in base64. */
export const KEY = Buffer.from("smsPumpingTestKeyId0:smsPumpingTestSecret00").toString("base64");

const illegal = (reason: string): Answer => errorAnswer(400, "illegal_argument_exception", reason);

const unauthorized = (action: string): Answer =>
  errorAnswer(
    403,
    "security_exception",
    `action [${action}] is unauthorized for API key id [test]`,
  );

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** One request as its route sees it. */
interface Call {
  readonly method: string;
  readonly path: string;
  readonly type: string;
  readonly text: string;
  readonly key: KeyPrivileges | undefined;
  readonly number: number;
}

type Route = (call: Call, match: readonly string[]) => Answer;

/** Starts a server on a free port of this machine; it must be stopped. */
export async function startElasticServer(
  options: ElasticServerOptions = {},
): Promise<ElasticServer> {
  const { version = "9.2.0", isServerless = false, failureStore = true } = options;
  const { maxContentLength = 100_000_000 } = options;
  const keys = new Map(Object.entries(options.keys ?? { [KEY]: undefined }));
  const refusedKeys = new Map<string, KeyState>();
  const templates = indexTemplates(isServerless);
  const streams = new Map<string, DataStream>();
  const requests: Seen[] = [];
  let plan = options.plan ?? {};
  let showsProduct = true;

  const streamFor = (name: string, key: KeyPrivileges | undefined): DataStream | ItemError => {
    if (!mayOnIndex(key, name, "create_doc")) {
      const reason = `action [indices:data/write/bulk[s]] is unauthorized for API key id [test] on indices [${name}]`;
      return { status: 403, type: "security_exception", reason };
    }
    const known = streams.get(name);
    if (known !== undefined) return known;
    const template = templates.matching(name);
    if (template === undefined) {
      const reason = `no such index [${name}]`;
      return { status: 404, type: "index_not_found_exception", reason };
    }
    if (!mayOnIndex(key, name, "auto_configure")) {
      const reason = `action [indices:admin/auto_create] is unauthorized for API key id [test] on indices [${name}]`;
      return { status: 403, type: "security_exception", reason };
    }
    const made = dataStream(name, template, failureStore);
    streams.set(name, made);
    return made;
  };

  const bulk: Route = ({ type, text, key, number }, [stream = ""]) => {
    if (!/^application\/(x-ndjson|json)\b/.test(type)) {
      return errorAnswer(
        406,
        "media_type_header_exception",
        `Content-Type [${type}] is not supported`,
      );
    }
    // With no privilege to write anywhere, the request is refused, not its items.
    if (!mayWriteSomewhere(key)) return unauthorized("indices:data/write/bulk");
    try {
      const fault = (id: string): ItemFault | undefined => plan.item?.(number, id);
      const target = { stream: (name: string) => streamFor(name, key), fault };
      return { status: 200, body: applyBulk(text, stream, target) };
    } catch (error) {
      if (error instanceof BulkError) return errorAnswer(400, error.type, error.message);
      throw error;
    }
  };

  const putTemplate: Route = ({ text, key }, [name = ""]) => {
    if (!mayInCluster(key, "manage_index_templates")) {
      return unauthorized("indices:admin/index_template/put");
    }
    const problem = templates.put(name, JSON.parse(text));
    return problem === undefined ? { status: 200, body: { acknowledged: true } } : illegal(problem);
  };

  const getTemplate: Route = (_, [name = ""]) => {
    const template = templates.get(name);
    if (template === undefined) {
      return errorAnswer(
        404,
        "resource_not_found_exception",
        `index template matching [${name}] not found`,
      );
    }
    return { status: 200, body: { index_templates: [{ name, index_template: template }] } };
  };

  const removeTemplate: Route = (_, [name = ""]) =>
    templates.remove(name)
      ? { status: 200, body: { acknowledged: true } }
      : errorAnswer(404, "index_template_missing_exception", `index_template [${name}] missing`);

  const root: Route = () => ({
    status: 200,
    body: {
      name: "test",
      cluster_name: "test",
      version: { number: version, build_flavor: isServerless ? "serverless" : "default" },
      tagline: "You Know, for Search",
    },
  });

  const authenticate: Route = () => ({
    status: 200,
    body: {
      username: "test",
      authentication_type: "api_key",
      api_key: { id: "test", name: "test" },
    },
  });

  const privileges: Route = ({ text, key }) => ({
    status: 200,
    body: hasPrivileges(key, JSON.parse(text)),
  });

  const license: Route = () =>
    isServerless
      ? errorAnswer(410, "api_not_available_exception", "not available on Serverless")
      : { status: 200, body: { license: { status: "active", type: "trial" } } };

  /* What else a test needs of Elasticsearch is a route here. */
  const ROUTES: readonly (readonly [method: string, path: RegExp, route: Route])[] = [
    ["GET", /^\/$/, root],
    ["GET", /^\/_license$/, license],
    ["POST", /^\/(?:([^/_][^/]*)\/)?_bulk$/, bulk],
    ["PUT", /^\/(?:([^/_][^/]*)\/)?_bulk$/, bulk],
    ["PUT", /^\/_index_template\/([^/]+)$/, putTemplate],
    ["GET", /^\/_index_template\/([^/]+)$/, getTemplate],
    ["DELETE", /^\/_index_template\/([^/]+)$/, removeTemplate],
    ["GET", /^\/_security\/_authenticate$/, authenticate],
    ["POST", /^\/_security\/user\/_has_privileges$/, privileges],
  ];

  const answerTo = (call: Call): Answer => {
    for (const [method, pattern, route] of ROUTES) {
      const match = pattern.exec(call.path);
      if (match === null || method !== call.method) continue;
      return route(call, match.slice(1));
    }
    return illegal(`no handler found for uri [${call.path}] and method [${call.method}]`);
  };

  const refuse = (key: string, state: KeyState): void => {
    keys.delete(key);
    refusedKeys.set(key, state);
  };

  const product = () => (showsProduct ? PRODUCT : {});

  const keyOf = (request: IncomingMessage): string =>
    /^ApiKey (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", headers } = request;
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://test").pathname);
    const number = requests.length + 1;
    const seen: { -readonly [K in keyof Seen]: Seen[K] } = { method, path, bytes: 0 };
    requests.push(seen);
    response.on("finish", () => (seen.status = response.statusCode));
    const body = await bodyOf(request);
    seen.bytes = body.length;
    const fault = plan.request?.(number, seen);
    if (isStopped(fault, response, product())) return;
    if (body.length > maxContentLength) {
      response.writeHead(413).end();
      return;
    }
    const key = keyOf(request);
    if (!keys.has(key)) {
      answered(fault, unauthenticated(refusedKeys.get(key) ?? "unknown"), response, product());
      return;
    }
    const type = headers["content-type"] ?? "";
    const call = { method, path, type, text: body.toString(), key: keys.get(key), number };
    answered(fault, answerTo(call), response, product());
  };

  const server = createServer((request, response) => {
    // A client that gives up takes its request along.
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stream: (name) => streams.get(name),
    putTemplate: (name, template) => {
      const problem = templates.put(name, template);
      if (problem !== undefined) throw new Error(problem);
    },
    template: (name) => templates.get(name),
    allow: (key, privileges) => void keys.set(key, privileges),
    revoke: (key) => {
      refuse(key, "revoked");
    },
    expire: (key) => {
      refuse(key, "expired");
    },
    plan: (next) => {
      plan = next;
    },
    showProduct: (isShown) => {
      showsProduct = isShown;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
