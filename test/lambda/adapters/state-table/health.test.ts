import { dynamoHealthStore } from "../../../../lambda/adapters/state-table/health";
import { dynamoPoolInventoryStore } from "../../../../lambda/adapters/state-table/pool-inventory";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { healthStoreContract, poolInventoryContract } from "../../../support/health-store-contract";

onDynamoLocal("DynamoDB", (local) => {
  healthStoreContract("the state table", () => dynamoHealthStore(local.client, local.tables.state));
  poolInventoryContract("the state table", () =>
    dynamoPoolInventoryStore(local.client, local.tables.state),
  );
});
