import { Lazy } from "aws-cdk-lib";
import { AnyPrincipal, Effect, Grant, PolicyStatement, type IRole } from "aws-cdk-lib/aws-iam";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { letRedrive, redriveRole } from "./redrive-role";

const sendersOf = new WeakMap<object, string[]>();

/**
 * Denies sending to all but AWS's services, which the queue's policy admits one by one, and the
 * roles that `admitSender` names. Within an account a policy of the caller's own would do, and what
 * lies in these queues is believed: a forged record of a confirmed code would hide an attack.
 *
 * `aws:PrincipalIsAWSService` is absent of anonymous calls, which are denied too:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 *
 * @param isRedriven whether people send messages back to it by hand
 */
export function onlyOwnSend(queue: Queue, isRedriven: boolean): void {
  letRedrive(queue, isRedriven ? "send" : "take");
  const senders = isRedriven ? [redriveRole(queue).roleArn] : [];
  sendersOf.set(queue, senders);
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: "NobodyElseSends",
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ["sqs:SendMessage"],
      resources: [queue.queueArn],
      conditions: {
        BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
        // Of nobody in the list, IAM takes it that nobody is meant: then all are denied.
        ArnNotEquals: {
          "aws:PrincipalArn": Lazy.any({
            produce: () => (senders.length === 0 ? [NOBODY] : senders),
          }),
        },
      },
    }),
  );
}

/** No principal: an account that AWS gives to nobody. */
const NOBODY = "arn:aws:iam::000000000000:role/nobody";

/** Takes a role out of the denial. What it may do its own policy says. */
export function nameSender(queue: Queue, { roleArn }: IRole): void {
  const senders = sendersOf.get(queue);
  if (senders === undefined) throw new Error(`${queue.node.path}: got a queue that admits anybody`);
  if (!senders.includes(roleArn)) senders.push(roleArn);
}

/** Lets a function of the stack send to one of its queues. */
export function admitSender(queue: Queue, role: IRole): void {
  nameSender(queue, role);
  Grant.addToPrincipal({
    grantee: role,
    actions: ["sqs:SendMessage"],
    resourceArns: [queue.queueArn],
  });
}
