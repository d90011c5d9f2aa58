import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { startDynamoServer, type DynamoServer } from "./dynamo-server";

const VARIABLE = "SHARED_TEST_SERVICES";

/** What the suites of a run share: one process of each, started when it is first asked for. */
export interface SharedServices {
  readonly stop: () => Promise<void>;
}

const listening = (server: Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

/** Starts nothing but the door at which suites, in whatever process they run, ask for the rest. */
export async function openSharedServices(): Promise<SharedServices> {
  let dynamo: Promise<DynamoServer> | undefined;
  const server = createServer((_request, response) => {
    dynamo ??= startDynamoServer();
    dynamo.then(
      ({ port }) => response.end(String(port)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await listening(server);
  process.env[VARIABLE] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await (await dynamo)?.stop();
  };
  return { stop };
}

/** Where the DynamoDB Local of this run listens. */
export async function sharedDynamoPort(): Promise<number> {
  const response = await fetch(process.env[VARIABLE]!);
  const said = await response.text();
  if (!response.ok) throw new Error(`DynamoDB Local did not start: ${said}`);
  return Number(said);
}
