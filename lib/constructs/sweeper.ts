import { Duration } from "aws-cdk-lib";
import { type EventBus, EventField, Rule, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Grant } from "aws-cdk-lib/aws-iam";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { SweepEnv } from "../../lambda/sweep/env";
import type { Tuning } from "../tuning";
import { type FunctionDefaults, NodeFunction } from "./node-function";
import type { Tables } from "./tables";

export interface SweeperProps {
  readonly defaults: FunctionDefaults;
  readonly tables: Tables;
  readonly bus: EventBus;
  readonly notifyQueue: IQueue;
  readonly undelivered: IQueue;
  readonly settings: Tuning["sweep"];
}

/** Every few minutes: closes what is quiet, and makes up for what was not published or told. */
export class Sweeper extends Construct {
  readonly sweep: NodeFunction;

  constructor(scope: Construct, id: string, props: SweeperProps) {
    super(scope, id);
    const { defaults, tables, bus, notifyQueue, settings } = props;
    this.sweep = new NodeFunction(this, "Sweep", {
      defaults,
      name: "sweep",
      description: "Closes what is quiet, and makes up for what was not published or told",
      timeout: Duration.seconds(settings.timeoutSeconds),
      memoryMb: settings.memoryMb,
      // The next run does better than a late repetition of this one.
      retryAttempts: 0,
      environment: {
        STATE_TABLE: tables.state.tableName,
        FINDINGS_TABLE: tables.findings.tableName,
        BUS_NAME: bus.eventBusName,
        NOTIFY_QUEUE_URL: notifyQueue.queueUrl,
      } satisfies SweepEnv,
    });
    this.#allow(props);
    this.#schedule(props);
  }

  #allow({ tables, bus, notifyQueue }: SweeperProps): void {
    const { role } = this.sweep;
    tables.grantState(role, "GetItem", "Query");
    tables.grantFindings(role, "GetItem", "PutItem", "Query", "UpdateItem");
    tables.grantTodo(role);
    bus.grantPutEventsTo(role);
    Grant.addToPrincipal({
      grantee: role,
      actions: ["sqs:SendMessage"],
      resourceArns: [notifyQueue.queueArn],
    });
  }

  #schedule({ settings, undelivered }: SweeperProps): void {
    const target = new LambdaFunction(this.sweep.function, {
      event: RuleTargetInput.fromObject({ time: EventField.time }),
      deadLetterQueue: undelivered,
      retryAttempts: 2,
      maxEventAge: Duration.minutes(settings.everyMinutes),
    });
    new Rule(this, "Schedule", {
      description: "When the detector closes what is quiet",
      schedule: Schedule.rate(Duration.minutes(settings.everyMinutes)),
      targets: [target],
    });
  }
}
