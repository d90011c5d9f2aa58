import { Duration } from "aws-cdk-lib";
import { ComparisonOperator, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { EventField, Rule, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import type { IQueue, Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { SinkId } from "../../lambda/core/notifications/sink";
import { sinkVariable, type SweepEnv } from "../../lambda/sweep/env";
import { type FunctionDefaults, NodeFunction } from "../constructs/node-function";
import type { Operations } from "../constructs/operations";
import { FOLD } from "../constructs/item-table";
import { admitSender } from "../constructs/own-senders";
import { grantTodo } from "../constructs/outbox-table";
import type { Tables } from "../constructs/tables";
import type { Watch } from "../constructs/watches";
import type { FindingsBus } from "../findings-bus/findings-bus";
import type { Tuning } from "../tuning";

export interface SweeperProps {
  readonly operations: Operations;
  readonly defaults: FunctionDefaults;
  readonly tables: Tables;
  readonly bus: FindingsBus;
  readonly undelivered: IQueue;
  readonly settings: Tuning["sweep"];
}

const notRunning = ({ function: sweep }: NodeFunction, period: Duration): Watch => ({
  metric: sweep.metricInvocations({ period, statistic: Stats.SUM }),
  threshold: 1,
  comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
  evaluationPeriods: 3,
  // A function that is not called publishes nothing: here silence is the very fault.
  treatMissingData: TreatMissingData.BREACHING,
  name: "sweep-not-running",
  meaning: "The sweep has not run three times over: incidents stay open, second e-mails wait.",
  first: "see whether its rule is enabled.",
  runbook: "pipeline-sweep-not-running.md",
});

/** Every few minutes: closes what is quiet, and makes up for what was not published or told. */
export class Sweeper extends Construct {
  readonly sweep: NodeFunction;

  constructor(scope: Construct, id: string, props: SweeperProps) {
    super(scope, id);
    const { operations, defaults, tables, bus, settings } = props;
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
        BUS_NAME: bus.bus.eventBusName,
      } satisfies Omit<SweepEnv, "NOTIFY_QUEUE_URL">,
    });
    this.#allow(props);
    this.#schedule(props);
    operations.addFunction("sweep", this.sweep);
    operations.addAlarm(notRunning(this.sweep, Duration.minutes(settings.everyMinutes)));
  }

  /** Has it ask a sink, by its queue, for what the sink has not been served. */
  remind(sink: SinkId, queue: Queue): void {
    this.sweep.function.addEnvironment(sinkVariable(sink), queue.queueUrl);
    admitSender(queue, this.sweep.role);
  }

  #allow({ tables, bus }: SweeperProps): void {
    const { role } = this.sweep;
    tables.grantState(role, "GetItem", "Query");
    tables.grantFindings(role, ...FOLD);
    grantTodo(role, tables.findings);
    bus.admit(role);
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
