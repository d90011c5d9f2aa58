import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** What a stand-in is asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is; anything else as JSON. */
  readonly body?: unknown;
}

export interface Tls {
  readonly key: string;
  readonly cert: string;
}

export interface StandIn {
  readonly url: string;
  readonly close: () => Promise<void>;
}

async function askedOf(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  return {
    method: request.method ?? "",
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks),
  };
}

const listenerOf =
  (answer: (asked: Asked) => Answer | Promise<Answer>): RequestListener =>
  (request, response) => {
    void askedOf(request)
      .then(answer)
      .then(({ status, headers, body }) => {
        const type = typeof body === "string" ? "text/html" : "application/json";
        response.writeHead(status, { "content-type": type, ...headers });
        response.end(typeof body === "string" ? body : JSON.stringify(body));
      });
  };

/** A real HTTP server on a free port of this machine. */
export async function standIn(
  answer: (asked: Asked) => Answer | Promise<Answer>,
  tls?: Tls,
): Promise<StandIn> {
  const listener = listenerOf(answer);
  const server: Server =
    tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
