import { Duration } from "aws-cdk-lib";
import { Grant } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping, FilterCriteria, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { SqsDlq } from "aws-cdk-lib/aws-lambda-event-sources";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";
import type { RelayEnv } from "../../lambda/relay/env";
import type { Tuning } from "../tuning";
import { type FunctionDefaults, NodeFunction } from "./node-function";
import type { Tables } from "./tables";
import { Undelivered } from "./undelivered";

export interface RelayProps {
  readonly defaults: FunctionDefaults;
  readonly tables: Tables;
  readonly bus: EventBus;
  readonly settings: Tuning["relay"];
}

/** Only new steps: heads change all the time, and an expired item tells nobody anything. */
const NEW_STEP = {
  eventName: ["INSERT"],
  dynamodb: { NewImage: { kind: { S: ["step"] } } },
};

/** Reads the findings table's stream and publishes each new step. The stream's only reader. */
export class Relay extends Construct {
  readonly relay: NodeFunction;
  /** Pointers to what it has given up; the sweep publishes that. */
  readonly deadLetters: Undelivered;

  constructor(scope: Construct, id: string, props: RelayProps) {
    super(scope, id);
    const { defaults, tables, bus, settings } = props;
    this.deadLetters = new Undelivered(this, "DeadLetters");
    this.relay = new NodeFunction(this, "Relay", {
      defaults,
      name: "relay",
      description: "Folds findings into incidents and publishes the steps of both",
      timeout: Duration.seconds(settings.timeoutSeconds),
      memoryMb: settings.memoryMb,
      environment: {
        FINDINGS_TABLE: tables.findings.tableName,
        BUS_NAME: bus.eventBusName,
      } satisfies RelayEnv,
    });
    tables.grantFindings(this.relay.role, "GetItem", "PutItem", "Query", "UpdateItem");
    bus.grantPutEventsTo(this.relay.role);
    this.#readStream(tables, settings);
  }

  #readStream({ findings }: Tables, settings: Tuning["relay"]): void {
    const { tableStreamArn } = findings;
    if (tableStreamArn === undefined) throw new Error("the findings table has no stream");
    // Table.grantStreamRead() would let it list the streams of the whole account.
    const canRead = Grant.addToPrincipal({
      grantee: this.relay.role,
      actions: ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"].map(
        (action) => `dynamodb:${action}`,
      ),
      resourceArns: [tableStreamArn],
    });
    const mapping = new EventSourceMapping(this, "Stream", {
      target: this.relay.function,
      eventSourceArn: tableStreamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [FilterCriteria.filter(NEW_STEP)],
      batchSize: settings.batchSize,
      maxBatchingWindow: Duration.seconds(settings.batchWindowSeconds),
      parallelizationFactor: 1,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: settings.retries,
      onFailure: new SqsDlq(this.deadLetters.queue),
    });
    canRead.applyBefore(mapping);
  }
}
