import type { Name } from "./name";
import type { NewFile } from "./skeleton";

const clientText = ({ camel, kebab, pascal }: Name): string => `
import type { SendTo${pascal} } from "../../core/notifications/${kebab}/message";
import { NotificationRefused } from "../../core/notifications/sink";

export interface ${pascal}Settings {
  readonly endpoint: string;
  readonly timeoutMs: number;
}

/** One request. Write me: the statuses that no repetition changes, and a key from a secret. */
export const ${camel}Client =
  ({ endpoint, timeoutMs }: ${pascal}Settings): SendTo${pascal} =>
  async (message) => {
    const { status } = await fetch(endpoint, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(message),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (status >= 200 && status < 300) return;
    const why = \`${pascal} answered \${status}\`;
    throw status === 400 ? new NotificationRefused(why) : new Error(why);
  };
`;

const clientTestText = ({ camel, kebab }: Name): string => `
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ${camel}Client } from "../../../../lambda/adapters/${kebab}/client";

let server: Server;
let status = 200;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  server.close();
});

const send = (answer: number): Promise<void> => {
  status = answer;
  const { port } = server.address() as AddressInfo;
  return ${camel}Client({ endpoint: \`http://127.0.0.1:\${port}\`, timeoutMs: 5000 })({ text: "x" });
};

test("takes an answer of success", async () => {
  await expect(send(200)).resolves.toBeUndefined();
});

test("tells a refusal for good from one that may end", async () => {
  await expect(send(400)).rejects.toMatchObject({ name: "NotificationRefused" });
  await expect(send(503)).rejects.toMatchObject({ name: "Error" });
});

test("holds its key back from every address but the service's", () => {
  throw new Error(
    "write me: in lambda/adapters/${kebab}/client.ts the key, retries and time-outs, and here what is sent",
  );
});
`;

const envText = ({ constant, pascal }: Name): string => `
/** What the stack must tell the function. */
export const ${constant}_ENV = ["STATE_TABLE", "FINDINGS_TABLE", "${constant}_ENDPOINT"] as const;

export type ${pascal}Env = Readonly<Record<(typeof ${constant}_ENV)[number], string>>;
`;

const handlerText = ({ camel, constant, kebab, pascal }: Name): string => `
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { dynamoNotifyDeps } from "../adapters/deps";
import { bundledConfig, readEnvironment, telemetryOf, writeMetrics } from "../adapters/runtime";
import { ${camel}Client } from "../adapters/${kebab}/client";
import { ${constant}, ${camel}Sink } from "../core/notifications/${kebab}/sink";
import { notifyBatch, serveIncidents } from "../notify/batch";
import { ${constant}_ENV } from "./env";

const env = readEnvironment(process.env, ${constant}_ENV);
const tables = { state: env.STATE_TABLE, findings: env.FINDINGS_TABLE };
const send = ${camel}Client({ endpoint: env.${constant}_ENDPOINT, timeoutMs: 5_000 });
const serve = serveIncidents({
  ...dynamoNotifyDeps(new DynamoDBClient({}), tables, ${constant}),
  config: bundledConfig(),
  sink: ${camel}Sink(send),
});
const report = {
  ...telemetryOf("${kebab}"),
  measures: { sent: "${pascal}Sent", waiting: "${pascal}Waiting", refused: "${pascal}Refused" },
};

/** Requests to notify of incidents in, messages out. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const response = await notifyBatch(Records, Date.now(), serve, report);
  writeMetrics(report);
  return response;
}
`;

/** What runs on Lambda: the adapter and the function. */
export const functionFiles = (name: Name): readonly NewFile[] => [
  { path: `lambda/adapters/${name.kebab}/client.ts`, text: clientText(name) },
  { path: `test/lambda/adapters/${name.kebab}/client.test.ts`, text: clientTestText(name) },
  { path: `lambda/${name.kebab}/env.ts`, text: envText(name) },
  { path: `lambda/${name.kebab}/handler.ts`, text: handlerText(name) },
];
