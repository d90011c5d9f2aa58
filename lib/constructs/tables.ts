import { RemovalPolicy, Validations } from "aws-cdk-lib";
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
} from "aws-cdk-lib/aws-dynamodb";
import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";

type DataAction = "GetItem" | "PutItem" | "Query" | "UpdateItem";

const TODO_INDEX = "todo";

const common = {
  partitionKey: { name: "pk", type: AttributeType.STRING },
  sortKey: { name: "sk", type: AttributeType.STRING },
  billingMode: BillingMode.PAY_PER_REQUEST,
  timeToLiveAttribute: "expires",
};

/** What is counted, which time forgets, and what was found, which is kept. */
export class Tables extends Construct {
  readonly state: Table;
  readonly findings: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.state = new Table(this, "State", { ...common, removalPolicy: RemovalPolicy.DESTROY });
    Validations.of(this.state).acknowledge({
      id: "AwsSolutions-DDB3",
      reason: "holds windows of minutes to days, which refill by themselves: nothing to restore",
    });
    this.findings = new Table(this, "Findings", {
      ...common,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
      stream: StreamViewType.NEW_IMAGE,
    });
    this.findings.addGlobalSecondaryIndex({
      indexName: TODO_INDEX,
      partitionKey: { name: "todo", type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  grantState(grantee: IGrantable, ...actions: readonly DataAction[]): void {
    grant(grantee, actions, this.state.tableArn);
  }

  /** The actions on the findings themselves, without the index. */
  grantFindings(grantee: IGrantable, ...actions: readonly DataAction[]): void {
    grant(grantee, actions, this.findings.tableArn);
  }

  /** Lets the grantee list what is left to do. */
  grantTodo(grantee: IGrantable): void {
    grant(grantee, ["Query"], `${this.findings.tableArn}/index/${TODO_INDEX}`);
  }
}

/* Table.grant() would add all indexes to every grant. */
function grant(grantee: IGrantable, actions: readonly DataAction[], resourceArn: string): void {
  Grant.addToPrincipal({
    grantee,
    actions: actions.map((action) => `dynamodb:${action}`),
    resourceArns: [resourceArn],
  });
}
