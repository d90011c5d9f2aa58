import { Stack } from "aws-cdk-lib";
import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { Grant } from "aws-cdk-lib/aws-iam";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { NodeFunction } from "../constructs/node-function";
import type { Operations } from "../constructs/operations";
import type { Tables } from "../constructs/tables";
import { notEmpty, type Watch } from "../constructs/watches";
import { LONGEST_RETENTION, WorkQueue } from "../constructs/work-queue";
import { alarmPattern } from "../feed/feed-patterns";
import type { Tuning } from "../tuning";
import { COST_OWNER } from "./redrive-target";

export interface CostOwnerEmailProps {
  readonly operations: Operations;
  /** The function that has the figures. */
  readonly spend: NodeFunction;
  readonly tuning: Tuning["spend"];
  /** Where it is kept what was told; absent where no detector is. */
  readonly tables?: Tables | undefined;
  readonly costOwner: ITopic;
}

const deadLetters = (queue: IQueue): Watch => ({
  ...notEmpty(queue),
  name: "cost-owner-dead-letters",
  meaning: "The cost owner could not be told of an alarm with its figures.",
  first: "read the spend guard's log: CloudWatch's own e-mail has told of the alarm itself.",
  runbook: "pipeline-dead-letters.md",
});

/**
 * Alarms of this stack in, e-mails with the figures out. By a queue, because EventBridge has done its
 * part once Lambda has taken an event: a function that then fails is repeated for minutes at most, and
 * this one never, for the schedule's sake. A queue waits out a day without SNS, and what goes off
 * together comes together.
 */
export class CostOwnerEmail extends Construct {
  readonly work: WorkQueue;

  constructor(scope: Construct, id: string, props: CostOwnerEmailProps) {
    super(scope, id);
    const { costOwner, operations, spend, tables, tuning } = props;
    this.work = new WorkQueue(this, "Work", {
      consumer: {
        ...tuning,
        batchSize: 10,
        batchWindowSeconds: tuning.gatherSeconds,
        maxConcurrency: 2,
        // One in 7 minutes: about a day.
        maxReceives: 200,
      },
      retention: LONGEST_RETENTION,
    });
    this.#hear();
    this.work.feed(spend);
    Grant.addToPrincipal({
      grantee: spend.role,
      actions: ["sns:Publish"],
      resourceArns: [costOwner.topicArn],
    });
    tables?.grantState(spend.role, "Query", "UpdateItem");
    operations.addWorkQueue(this.work, COST_OWNER, deadLetters(this.work.deadLetters), {
      scope: this,
      id: "DeadLettersNotEmpty",
    });
  }

  /* By the start of their names, as long as that stays short; the function knows which of them are
     the cost owner's. */
  #hear(): void {
    const { account, region, stackName } = Stack.of(this);
    const { source, detailType, detail } = alarmPattern([`${stackName}-*`]);
    const { deadLetters, queue } = this.work;
    new Rule(this, "Alarms", {
      description: "Alarms on spend that go off, for the cost owner's e-mail",
      eventPattern: {
        account: [account],
        region: [region],
        source: [...source],
        detailType: [...detailType],
        detail: { ...detail },
      },
      targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
    });
  }
}
