import type { Alarm, IWidget } from "aws-cdk-lib/aws-cloudwatch";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { healthGraphs } from "./health-graphs";
import type { NodeFunction } from "./node-function";
import { publish } from "./outputs";
import type { DeadLetterTarget, RedriveTarget } from "./redrive-target";
import { RunbookAlarm } from "./runbook-alarm";
import { deadLetters, errors, queueAge, type Watch } from "./watches";
import type { WorkQueue } from "./work-queue";

export interface OperationsProps {
  /** Who hears that a part of the stack is in trouble. */
  readonly topic: ITopic;
  /** @default - the path in this project */
  readonly runbookUrl?: string | undefined;
}

/** Where an alarm stands in the tree. Its logical id follows from that, and must stay. */
export interface AlarmPlace {
  readonly scope: Construct;
  readonly id: string;
}

const capitalized = (name: string): string => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;

/**
 * What whoever runs a stack needs: alarms with runbooks, graphs, outputs, queues to redrive. It knows
 * no part of the stack: each part registers its own here.
 */
export class Operations extends Construct {
  readonly #props: OperationsProps;
  readonly #alarms: Alarm[] = [];
  readonly #functions = new Map<string, NodeFunction>();
  readonly #queues = new Map<string, IQueue>();
  readonly #targets: RedriveTarget[] = [];
  readonly #ofFindings: IWidget[] = [];
  readonly #ofSinks: IWidget[] = [];

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    this.#props = props;
  }

  /** @param place by default under this construct, by the alarm's name */
  addAlarm(watch: Watch, { scope, id }: AlarmPlace = { scope: this, id: watch.name }): void {
    const { topic, runbookUrl } = this.#props;
    const { alarm } = new RunbookAlarm(scope, id, { ...watch, runbookUrl, tell: [topic] });
    this.#alarms.push(alarm);
  }

  /** A function: an alarm when it keeps failing, a line in the graph, an output with its name. */
  addFunction(name: string, watched: NodeFunction): void {
    this.#functions.set(name, watched);
    this.addAlarm(errors(name, watched));
    publish(this, { [`${capitalized(name)}FunctionName`]: watched.function.functionName });
  }

  /** A queue that a function works off: outputs for it and its dead letters, and an alarm on those. */
  addWorkQueue(
    { queue, deadLetters: dead }: WorkQueue,
    target: DeadLetterTarget,
    watch: Watch = deadLetters(target.name, dead),
    place?: AlarmPlace,
  ): void {
    publish(this, { [target.returnsTo.output]: queue.queueUrl });
    this.addRedriveTarget(target, dead, watch, place);
  }

  /** A queue whose age must stay under minutes: an alarm and a line in the graph. */
  addPromptQueue(name: string, queue: IQueue): void {
    this.addQueueLine(name, queue);
    this.addAlarm(queueAge(name, queue));
  }

  /** A line in the graph of the ages of queues. */
  addQueueLine(name: string, queue: IQueue): void {
    this.#queues.set(name, queue);
  }

  /** A queue of what failed: an output that `smspump redrive` reads, and an alarm when it is not empty. */
  addRedriveTarget(target: RedriveTarget, queue: IQueue, watch: Watch, place?: AlarmPlace): void {
    this.#targets.push(target);
    publish(this, { [target.output]: queue.queueUrl });
    this.addAlarm(watch, place);
  }

  /** Graphs of what is found; they stand before the stack's own health. */
  addFindingGraphs(...widgets: readonly IWidget[]): void {
    this.#ofFindings.push(...widgets);
  }

  /** Graphs of where findings go; they stand after the stack's own health. */
  addSinkGraphs(...widgets: readonly IWidget[]): void {
    this.#ofSinks.push(...widgets);
  }

  /** The redrive targets so far. */
  get redriveTargets(): readonly RedriveTarget[] {
    return this.#targets;
  }

  /** The widgets of all that is registered so far. */
  widgets(): readonly IWidget[] {
    const health = healthGraphs({
      functions: this.#functions,
      queues: this.#queues,
      alarms: this.#alarms,
    });
    return [...this.#ofFindings, ...health, ...this.#ofSinks];
  }
}
