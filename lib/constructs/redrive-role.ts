import { Stack } from "aws-cdk-lib";
import { AccountPrincipal, PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IConstruct } from "constructs";
import { publish } from "./outputs";

const ID = "RedriveRole";

const LOOK = ["sqs:GetQueueAttributes"];

/** What AWS's own redrive asks of whoever starts it is the same as moving messages one by one. */
const TAKE = [
  ...LOOK,
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:ListMessageMoveTasks",
  "sqs:ReceiveMessage",
  "sqs:StartMessageMoveTask",
];

const SEND = [...LOOK, "sqs:SendMessage"];

/**
 * The role that a person takes on to send what failed back to where it is handled; `smspump redrive`
 * does it by itself. Whoever may assume it is decided by the account's own policies: permission to
 * send to queues is not enough.
 */
export function redriveRole(scope: IConstruct): Role {
  const stack = Stack.of(scope);
  const made = stack.node.tryFindChild(ID);
  if (made instanceof Role) return made;
  const role = new Role(stack, ID, {
    assumedBy: new AccountPrincipal(stack.account),
    description: "Sends messages that failed back to the queues of the SMS pumping detector.",
  });
  publish(stack, { RedriveRoleArn: role.roleArn });
  return role;
}

/** Lets people take messages from a queue of what failed, or send them back to one that is worked off. */
export const letRedrive = (queue: IQueue, how: "take" | "send"): void => {
  redriveRole(queue).addToPolicy(
    new PolicyStatement({
      actions: how === "take" ? TAKE : SEND,
      resources: [queue.queueArn],
    }),
  );
};
