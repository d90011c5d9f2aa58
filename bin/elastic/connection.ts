import { CommandError } from "../aws-problem";
import { FLAG_OF, type Product } from "./address";
import { networkProblem } from "./network-problem";
import { oneLine, reasonOf } from "./reason";
import type { HttpReply, HttpRequest, Transport } from "./transport";

const TRIES = 4;
const LONGEST_WAIT_MS = 30_000;
const BUSY: readonly number[] = [429, 502, 503, 504];

/** A deployment of Elastic's and how to talk to it. */
export interface Connection {
  readonly elasticsearch: string;
  /** Undefined where only Elasticsearch is asked. */
  readonly kibana: string | undefined;
  readonly space: string;
  /** Encoded. */
  readonly apiKey: string;
  readonly transport: Transport;
  readonly pause: (ms: number) => Promise<unknown>;
}

export interface Call {
  readonly method: HttpRequest["method"];
  /** With the space in it, where it is one of Kibana's. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

function baseOf(product: Product, { elasticsearch, kibana }: Connection): string {
  if (product === "Elasticsearch") return elasticsearch;
  if (kibana === undefined) throw new CommandError("no URL of Kibana: give --kibana");
  return kibana;
}

const isKibana = ({ headers }: HttpReply): boolean => headers["kbn-name"] !== undefined;

const isElasticsearch = ({ headers }: HttpReply): boolean =>
  headers["x-elastic-product"] === "Elasticsearch";

function strangerProblem(product: Product, reply: HttpReply): string {
  const other = product === "Kibana" ? "Elasticsearch" : "Kibana";
  const isOther = other === "Kibana" ? isKibana(reply) : isElasticsearch(reply);
  if (isOther) {
    return `that is ${other}; give its URL to ${FLAG_OF[other]}, and that of ${product} here`;
  }
  const { location } = reply.headers;
  if (location !== undefined) return `sends on to ${oneLine(location)}; give the URL of ${product}`;
  if (reply.text.includes('"Unknown resource."')) {
    return "Elastic Cloud knows no such deployment; copy the URL again from its overview";
  }
  const isPage = (reply.headers["content-type"] ?? "").includes("text/html");
  const what = isPage ? "a web page" : "something";
  return `answers ${reply.status} with ${what} that is not ${product}'s; look at the URL`;
}

const KEY_REFUSED =
  "the API key is not known, was revoked or has expired; look for it under Stack Management > API keys, and give the encoded form of one that is active";

function waitOf({ headers }: HttpReply, tried: number): number {
  const asked = Number(headers["retry-after"]) * 1_000;
  return Math.min(asked > 0 ? asked : 1_000 * 2 ** tried, LONGEST_WAIT_MS);
}

async function patiently(connection: Connection, request: HttpRequest): Promise<HttpReply> {
  for (let tried = 0; ; tried += 1) {
    const reply = await connection.transport(request);
    if (!BUSY.includes(reply.status) || tried + 1 === TRIES) return reply;
    await connection.pause(waitOf(reply, tried));
  }
}

function problemOf(product: Product, reply: HttpReply): string | undefined {
  if (BUSY.includes(reply.status)) {
    return `answers ${reply.status} again and again: it is starting or overloaded, try later`;
  }
  const isTheOne = product === "Kibana" ? isKibana(reply) : isElasticsearch(reply);
  if (!isTheOne) return strangerProblem(product, reply);
  if (reply.status === 401) return `${KEY_REFUSED} (${reasonOf(reply.text)})`;
  return undefined;
}

/**
 * Sends a call and tries again while the server is busy. Every call can be repeated.
 *
 * @throws CommandError if nobody answers, if somebody else does, or if the key is refused
 */
export async function send(
  product: Product,
  connection: Connection,
  { method, path, headers, body }: Call,
): Promise<HttpReply> {
  const base = baseOf(product, connection);
  const fail = (problem: string): never => {
    throw new CommandError(`${product} at ${base}: ${problem}`);
  };
  let reply: HttpReply;
  try {
    reply = await patiently(connection, {
      method,
      url: `${base}${path}`,
      headers: { authorization: `ApiKey ${connection.apiKey}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    const problem = networkProblem(error);
    if (problem === undefined) throw error;
    return fail(problem);
  }
  const problem = problemOf(product, reply);
  return problem === undefined ? reply : fail(problem);
}

/** @throws CommandError with what the server says, unless the call succeeded */
export function succeeded(what: string, reply: HttpReply): HttpReply {
  if (reply.status >= 200 && reply.status < 300) return reply;
  const said = reasonOf(reply.text);
  throw new CommandError(`${what}: refused with ${reply.status}${said === "" ? "" : `: ${said}`}`);
}
