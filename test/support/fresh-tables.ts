import { DeleteTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createTables, type TableNames } from "./dynamo-local";

/** Two empty tables each time that it is asked; those of the time before are gone. */
export function freshTables(client: () => DynamoDBClient): () => Promise<TableNames> {
  let made = 0;
  let names: TableNames | undefined;
  return async () => {
    for (const TableName of Object.values(names ?? {}) as string[]) {
      await client().send(new DeleteTableCommand({ TableName }));
    }
    made++;
    names = { state: `state-${made}`, findings: `findings-${made}` };
    await createTables(client(), names);
    return names;
  };
}
