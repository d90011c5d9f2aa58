import { randomBytes } from "node:crypto";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import { isJavaThere, startDynamoServer } from "./dynamo-server";
import { sharedDynamoPort } from "./shared-services";

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

/** A client to a database that nobody else has: its access key is its own. */
const clientFor = (port: number): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: randomBytes(10).toString("hex"), secretAccessKey: "local" },
    maxAttempts: 3,
  });

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

/** A server with the two tables, until it is stopped. */
export interface RunningDynamo {
  readonly client: DynamoDBClient;
  readonly tables: typeof TABLES;
  readonly stop: () => Promise<void>;
}

async function withTables(port: number): Promise<DynamoDBClient> {
  const client = clientFor(port);
  await createTables(client, TABLES);
  return client;
}

/**
 * Starts a DynamoDB Local for this process alone.
 *
 * @throws Error where there is no Java
 */
export async function startDynamoLocal(): Promise<RunningDynamo> {
  const server = await startDynamoServer();
  const client = await withTables(server.port);
  const stop = async (): Promise<void> => {
    client.destroy();
    await server.stop();
  };
  return { client, tables: TABLES, stop };
}

/** A suite with tables of its own on the server that all suites of a run share. */
function runningSuite(name: string, suite: (local: DynamoLocal) => void): void {
  describe(name, () => {
    let client: DynamoDBClient | undefined;
    const local: DynamoLocal = {
      tables: TABLES,
      get client(): DynamoDBClient {
        if (client === undefined) throw new Error("DynamoDB Local runs during tests only");
        return client;
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
      client = await withTables(await sharedDynamoPort());
    }, 60_000);
    afterAll(() => {
      client?.destroy();
    });
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
