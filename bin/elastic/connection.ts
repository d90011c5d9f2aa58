import { CommandError } from "../aws-problem";
import {
  answererOf,
  type HttpReply,
  type HttpRequest,
  isBusy,
  networkTrouble,
  type Patience,
  patiently,
  type Product,
  retryAfterMs,
  type Transport,
} from "../../lambda/adapters/http";
import {
  isSecurityRefusal,
  keyFaultIn,
  type KeyFault,
} from "../../lambda/core/elastic/refused-key";
import { FLAG_OF } from "./address";
import { oneLine, reasonOf } from "./reason";

/** Whoever mistypes an address is to learn it at once: only a busy server is waited for. */
const PATIENCE = { tries: 5, timeoutMs: 60_000, longestWaitMs: 30_000, nowMs: Date.now };

/** A deployment of Elastic's and how to talk to it. */
export interface Connection {
  readonly elasticsearch: string;
  /** Undefined where only Elasticsearch is asked. */
  readonly kibana: string | undefined;
  readonly space: string;
  /** Encoded. */
  readonly apiKey: string;
  readonly transport: Transport;
  readonly patience: Pick<Patience, "sleep" | "random">;
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

function strangerProblem(product: Product, reply: HttpReply): string {
  const other = product === "Kibana" ? "Elasticsearch" : "Kibana";
  if (answererOf(reply) === other) {
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

const ANOTHER = "make another as docs/elastic/install.md says, and give its encoded form";

const KEY_REFUSED: Readonly<Record<KeyFault | "not told", string>> = {
  revoked: `the API key was revoked; ${ANOTHER}`,
  expired: `the API key has expired; ${ANOTHER}. Give it no expiration`,
  unknown:
    "no such API key is known there; look whether it is of this deployment under Stack Management > API keys, and give the encoded form of one that is active",
  "wrong-secret": `the API key's id is known there, but its secret is another; copy "encoded" again from the answer to its creation, or ${ANOTHER}`,
  "not told":
    "the API key is not known, was revoked or has expired; look for it under Stack Management > API keys, and give the encoded form of one that is active",
};

/** Every call can be repeated. */
const repeated = (
  { transport, patience }: Connection,
  request: HttpRequest,
): Promise<HttpReply | undefined> =>
  patiently(
    async (timeoutMs) => {
      const reply = await transport({ ...request, timeoutMs });
      const againInMs = isBusy(reply) ? retryAfterMs(reply, Date.now()) : undefined;
      return { value: reply, againInMs };
    },
    { ...PATIENCE, ...patience },
  );

function problemOf(product: Product, reply: HttpReply): string | undefined {
  if (isBusy(reply)) {
    return `answers ${reply.status} again and again: it is starting or overloaded, try later`;
  }
  if (answererOf(reply) !== product) return strangerProblem(product, reply);
  if (reply.status === 401) {
    return `${KEY_REFUSED[keyFaultIn(reply.text) ?? "not told"]} (${reasonOf(reply.text)})`;
  }
  return undefined;
}

/**
 * Sends a call and tries again while the server is busy.
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
  let reply: HttpReply | undefined;
  try {
    reply = await repeated(connection, {
      method,
      url: `${base}${path}`,
      headers: { authorization: `ApiKey ${connection.apiKey}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    const trouble = networkTrouble(error, "give it with --ca");
    if (trouble === undefined) throw error;
    return fail(trouble.text);
  }
  if (reply === undefined) return fail("no time was left");
  const problem = problemOf(product, reply);
  return problem === undefined ? reply : fail(problem);
}

/** @throws CommandError with what the server says, unless the call succeeded */
export function succeeded(what: string, reply: HttpReply): HttpReply {
  if (reply.status >= 200 && reply.status < 300) return reply;
  const said = reasonOf(reply.text);
  const refused = `${what}: refused with ${reply.status}${said === "" ? "" : `: ${said}`}`;
  throw new CommandError(
    isSecurityRefusal(reply.status, reply.text)
      ? `${refused}; the API key may not do this: smspump elastic check names what it lacks`
      : refused,
  );
}
