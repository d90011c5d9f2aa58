import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { transport } from "../../lambda/adapters/http";
import { realNode } from "./node/real";

/** What stands between a client and the node, and loses answers. */
export interface LosingProxy {
  readonly url: string;
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}

/**
 * Passes each request on, and cuts the connection in the place of the first answer.
 *
 * @param meanwhile what happens between the answer that is lost and the next request
 */
export async function losingProxy(meanwhile: () => Promise<unknown>): Promise<LosingProxy> {
  const send = transport();
  let requests = 0;
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const number = ++requests;
      const { authorization = "", "content-type": type = "" } = request.headers;
      const reply = await send({
        method: "POST",
        url: `${realNode().url}${request.url ?? ""}`,
        headers: { authorization, "content-type": type },
        body: Buffer.concat(chunks),
      });
      if (number === 1) {
        await meanwhile();
        response.destroy();
        return;
      }
      const product = String(reply.headers["x-elastic-product"]);
      response.writeHead(reply.status, { "x-elastic-product": product }).end(reply.text);
    };
    answer().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
