import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { Operations } from "../constructs/operations";
import { Undelivered } from "../constructs/undelivered";
import { notEmpty } from "../constructs/watches";
import { UNDELIVERED } from "./redrive-target";

/** The queue of events that EventBridge could not give to any of the stack's rules' targets. */
export function undeliveredEvents(scope: Construct, operations: Operations): IQueue {
  const { queue } = new Undelivered(scope, "Undelivered");
  operations.addRedriveTarget(UNDELIVERED, queue, {
    ...notEmpty(queue),
    name: "undelivered-events",
    meaning: "EventBridge could not hand events to a target of this stack: attacks may be missed.",
    first: "read ERROR_CODE and RULE_ARN among a message's attributes.",
    runbook: "pipeline-undelivered-events.md",
  });
  return queue;
}
