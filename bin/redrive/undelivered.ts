import type { Held } from "./queue-service";
import type { ReturnQueue } from "./targets";
import type { Decision } from "./resend";
import { terminalText } from "../terminal";

const LONGEST_NAME = 80;

/** The last part of an ARN. */
const nameIn = (arn: string | undefined): string =>
  arn === undefined ? "unknown" : terminalText(arn.split(/[:/]/).at(-1) ?? "", LONGEST_NAME);

const whyStays = (target: string | undefined): string => {
  if (target === undefined) return "they name no target: look at them with aws sqs receive-message";
  return target.includes(":function:")
    ? "they are for a function that its schedule calls again: delete them"
    : "they are for no queue of this stack";
};

/**
 * What becomes of an event that EventBridge could not deliver: it goes to the queue that it was
 * meant for. EventBridge says which in the message's attributes:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 *
 * @param queues the stack's queues that messages can go back to, by their ARNs
 */
export const undeliveredDecision =
  (queues: ReadonlyMap<string, ReturnQueue>) =>
  ({ body, attributes }: Held): Decision => {
    const { TARGET_ARN: target, RULE_ARN: rule, ERROR_CODE: code = "no code" } = attributes;
    const group = `${nameIn(rule)} to ${nameIn(target)}: ${terminalText(code, LONGEST_NAME)}`;
    const to = target === undefined ? undefined : queues.get(target);
    return to === undefined
      ? { kind: "stay", group, why: whyStays(target) }
      : { kind: "send", group, to, body };
  };
