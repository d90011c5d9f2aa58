import { Duration } from "aws-cdk-lib";
import { Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { Grant } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping, FilterCriteria, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { SqsDlq } from "aws-cdk-lib/aws-lambda-event-sources";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { RelayEnv } from "../../lambda/relay/env";
import { FOLD, grantOn } from "../constructs/item-table";
import { type FunctionDefaults, NodeFunction } from "../constructs/node-function";
import type { Operations } from "../constructs/operations";
import { nameSender } from "../constructs/own-senders";
import { Undelivered } from "../constructs/undelivered";
import {
  atLeast,
  lasting,
  notEmpty,
  PERIOD,
  silenceIsGood,
  type Watch,
} from "../constructs/watches";
import type { Tuning } from "../tuning";
import type { FindingsBus } from "./findings-bus";
import { RELAY } from "./redrive-target";

export interface RelayProps {
  readonly operations: Operations;
  readonly defaults: FunctionDefaults;
  /** The table whose steps it publishes. */
  readonly outbox: Table;
  readonly bus: FindingsBus;
  readonly settings: Tuning["relay"];
}

/** Only new steps: heads change all the time, and an expired item tells nobody anything. */
const NEW_STEP = {
  eventName: ["INSERT"],
  dynamodb: { NewImage: { kind: { S: ["step"] } } },
};

const deadLetters = (queue: IQueue): Watch => ({
  ...notEmpty(queue),
  name: "relay-dead-letters",
  meaning: "The relay gave up on a part of the findings table's stream.",
  first: "see whether the sweep has published the steps, and read the relay's log.",
  runbook: "pipeline-relay-dead-letters.md",
});

const behind = ({ function: relay }: NodeFunction): Watch => ({
  metric: relay.metric("IteratorAge", { period: PERIOD, statistic: Stats.MAXIMUM }),
  threshold: Duration.minutes(5).toMilliseconds(),
  comparisonOperator: atLeast,
  ...lasting,
  ...silenceIsGood,
  name: "relay-behind",
  meaning: "The relay reads findings over 5 minutes late: e-mails come late.",
  first: "read the last ERROR in its log.",
  runbook: "pipeline-relay-behind.md",
});

/** Reads an outbox's stream and publishes each new step. The stream's only reader. */
export class Relay extends Construct {
  readonly relay: NodeFunction;
  /** Pointers to what it has given up; the sweep publishes that. */
  readonly deadLetters: Undelivered;

  constructor(scope: Construct, id: string, props: RelayProps) {
    super(scope, id);
    const { operations, defaults, outbox, bus, settings } = props;
    this.deadLetters = new Undelivered(this, "DeadLetters");
    this.relay = new NodeFunction(this, "Relay", {
      defaults,
      name: "relay",
      description: "Folds findings into incidents and publishes the steps of both",
      timeout: Duration.seconds(settings.timeoutSeconds),
      memoryMb: settings.memoryMb,
      environment: {
        FINDINGS_TABLE: outbox.tableName,
        BUS_NAME: bus.bus.eventBusName,
      } satisfies RelayEnv,
    });
    grantOn(outbox.tableArn, this.relay.role, FOLD);
    nameSender(this.deadLetters.queue, this.relay.role);
    bus.admit(this.relay.role);
    this.#readStream(outbox, settings);
    operations.addRedriveTarget(RELAY, this.deadLetters.queue, deadLetters(this.deadLetters.queue));
    operations.addFunction("relay", this.relay);
    operations.addAlarm(behind(this.relay));
  }

  #readStream({ tableStreamArn }: Table, settings: Tuning["relay"]): void {
    if (tableStreamArn === undefined) throw new Error("an outbox needs a stream");
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
