import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, ProjectionType, StreamViewType, Table } from "aws-cdk-lib/aws-dynamodb";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { grantOn, itemTable } from "./item-table";

const TODO_INDEX = "todo";

/** A table that steps are published from: by its stream at once, by its sparse index of marks later. */
export function outboxTable(scope: Construct, id: string): Table {
  const table = new Table(scope, id, {
    ...itemTable,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.RETAIN,
    stream: StreamViewType.NEW_IMAGE,
  });
  table.addGlobalSecondaryIndex({
    indexName: TODO_INDEX,
    partitionKey: { name: "todo", type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  return table;
}

/** Lets the grantee list what is left to do. */
export function grantTodo(grantee: IGrantable, outbox: Table): void {
  grantOn(`${outbox.tableArn}/index/${TODO_INDEX}`, grantee, ["Query"]);
}
