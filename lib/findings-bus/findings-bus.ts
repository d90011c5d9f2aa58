import { Stack } from "aws-cdk-lib";
import { type CfnEventBus, EventBus, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import {
  AccountRootPrincipal,
  AnyPrincipal,
  ArnPrincipal,
  Effect,
  PolicyDocument,
  PolicyStatement,
  type IRole,
} from "aws-cdk-lib/aws-iam";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { DRILL_SOURCE, FINDINGS_SOURCE } from "../../lambda/core/sources/drill";
import { INTAKE_DETAIL_TYPE } from "../../lambda/core/sources/records/intake-message";
import { ALARM_DETAIL_TYPE } from "../../lambda/core/sources/records/unwrap";
import { publish } from "../constructs/outputs";
import { CLOUDTRAIL_DETAIL_TYPES } from "../feed/feed-patterns";

export interface FindingsBusProps {
  readonly drillsQueue: IQueue;
  readonly undelivered: IQueue;
}

/** The bus that steps are published on, for whoever subscribes; drills come in by it too. */
export class FindingsBus extends Construct {
  readonly bus: EventBus;
  readonly #name: string;
  readonly #publishers: IRole[] = [];

  constructor(scope: Construct, id: string, { drillsQueue, undelivered }: FindingsBusProps) {
    super(scope, id);
    this.#name = `${Stack.of(this).stackName}-findings`;
    this.bus = new EventBus(this, "Bus", {
      eventBusName: this.#name,
      description: "Findings and incidents of SMS pumping; drills come in here too",
    });
    new Rule(this, "DrillRule", {
      eventBus: this.bus,
      description: "Drills into a queue of their own",
      eventPattern: {
        source: [DRILL_SOURCE],
        detailType: [...CLOUDTRAIL_DETAIL_TYPES, ALARM_DETAIL_TYPE, INTAKE_DETAIL_TYPE],
      },
      targets: [new SqsQueue(drillsQueue, { deadLetterQueue: undelivered })],
    });
    publish(this, { BusName: this.bus.eventBusName });
  }

  /**
   * Lets a role publish findings, which nobody else may. Within an account a policy of the caller's own
   * would do, so what is not meant to be is denied by name: a forged finding would call people out of
   * bed.
   */
  admit(publisher: IRole): void {
    this.bus.grantPutEventsTo(publisher);
    this.#publishers.push(publisher);
    const arns = this.#publishers.map(({ roleArn }) => roleArn);
    const document = new PolicyDocument();
    // By name: a bus that referred to itself could not be created.
    const busArn = Stack.of(this).formatArn({
      service: "events",
      resource: "event-bus",
      resourceName: this.#name,
    });
    for (const [sid, statement] of Object.entries(statementsFor(arns))) {
      statement.sid = sid;
      statement.addActions("events:PutEvents");
      statement.addResources(busArn);
      document.addStatements(statement);
    }
    (this.bus.node.defaultChild as CfnEventBus).policy = document;
  }
}

/* "Any value" denies whether AWS gives the key one value or several; its own examples have both:
   https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html */
const statementsFor = (publisherArns: readonly string[]) => ({
  OwnFunctionsPublish: new PolicyStatement({
    principals: publisherArns.map((arn) => new ArnPrincipal(arn)),
    conditions: { StringEquals: { "events:source": FINDINGS_SOURCE } },
  }),
  AccountDrills: new PolicyStatement({
    principals: [new AccountRootPrincipal()],
    conditions: { StringEquals: { "events:source": DRILL_SOURCE } },
  }),
  NobodyElsePublishes: new PolicyStatement({
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    conditions: {
      "ForAnyValue:StringEquals": { "events:source": FINDINGS_SOURCE },
      ArnNotEquals: { "aws:PrincipalArn": publisherArns },
    },
  }),
  NoOtherSource: new PolicyStatement({
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    conditions: {
      "ForAnyValue:StringNotEquals": { "events:source": [FINDINGS_SOURCE, DRILL_SOURCE] },
    },
  }),
});
