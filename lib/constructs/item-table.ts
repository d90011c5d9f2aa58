import { AttributeType, BillingMode } from "aws-cdk-lib/aws-dynamodb";
import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";

export type DataAction =
  | "BatchGetItem"
  | "ConditionCheckItem"
  | "DeleteItem"
  | "GetItem"
  | "PutItem"
  | "Query"
  | "UpdateItem";

/** What whoever folds findings into incidents does to their table: entries of its list go again. */
export const FOLD: readonly DataAction[] = [
  "BatchGetItem",
  "ConditionCheckItem",
  "DeleteItem",
  "GetItem",
  "PutItem",
  "Query",
  "UpdateItem",
];

/** What all tables have in common. */
export const itemTable = {
  partitionKey: { name: "pk", type: AttributeType.STRING },
  sortKey: { name: "sk", type: AttributeType.STRING },
  billingMode: BillingMode.PAY_PER_REQUEST,
  timeToLiveAttribute: "expires",
} as const;

/** Lets the grantee do this on one table or one index: Table.grant() would add all indexes. */
export function grantOn(
  resourceArn: string,
  grantee: IGrantable,
  actions: readonly DataAction[],
): void {
  Grant.addToPrincipal({
    grantee,
    actions: actions.map((action) => `dynamodb:${action}`),
    resourceArns: [resourceArn],
  });
}
