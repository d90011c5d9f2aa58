import { dynamoHealthStore } from "../../../../lambda/adapters/state-table/health";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { healthStoreContract } from "../../../support/health-store-contract";

onDynamoLocal("DynamoDB", (local) => {
  healthStoreContract("the state table", () => dynamoHealthStore(local.client, local.tables.state));
});
