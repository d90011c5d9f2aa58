import { RemovalPolicy, Validations } from "aws-cdk-lib";
import { Table } from "aws-cdk-lib/aws-dynamodb";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { type DataAction, grantOn, itemTable } from "./item-table";
import { outboxTable } from "./outbox-table";
import { publish } from "./outputs";

/** What is counted, which time forgets, and what was found, which is kept. */
export class Tables extends Construct {
  readonly state: Table;
  /** The outbox of findings and incidents, too. */
  readonly findings: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.state = new Table(this, "State", { ...itemTable, removalPolicy: RemovalPolicy.DESTROY });
    Validations.of(this.state).acknowledge({
      id: "AwsSolutions-DDB3",
      reason: "holds windows of minutes to days, which refill by themselves: nothing to restore",
    });
    this.findings = outboxTable(this, "Findings");
    publish(this, {
      StateTableName: this.state.tableName,
      FindingsTableName: this.findings.tableName,
    });
  }

  grantState(grantee: IGrantable, ...actions: readonly DataAction[]): void {
    grantOn(this.state.tableArn, grantee, actions);
  }

  /** The actions on the findings themselves, without the index. */
  grantFindings(grantee: IGrantable, ...actions: readonly DataAction[]): void {
    grantOn(this.findings.tableArn, grantee, actions);
  }
}
