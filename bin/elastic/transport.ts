import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { rootCertificates } from "node:tls";

const SILENCE_MS = 60_000;

export interface HttpRequest {
  readonly method: "GET" | "PUT" | "POST" | "PATCH";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request and reads the whole answer; follows no redirect. Rejects with Node's own error. */
export type Transport = (request: HttpRequest) => Promise<HttpReply>;

async function replyOf(response: IncomingMessage): Promise<HttpReply> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: Buffer.concat(chunks).toString("utf8"),
  };
}

/**
 * Node's own HTTP client: its `fetch` takes no certificate authority once the process runs.
 *
 * @param ca certificates in PEM, trusted beside those that Node brings along
 */
export const transport =
  (ca?: string): Transport =>
  ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const trust = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
      const options = { method, headers, timeout: SILENCE_MS, ...trust };
      const request = url.startsWith("https:")
        ? httpsRequest(url, options)
        : httpRequest(url, options);
      request.on("response", (response) => {
        replyOf(response).then(resolve, reject);
      });
      request.on("timeout", () => {
        const late = new Error(`no answer for ${SILENCE_MS / 1_000} s`);
        request.destroy(Object.assign(late, { code: "ETIMEDOUT" }));
      });
      request.on("error", reject);
      request.end(body);
    });
