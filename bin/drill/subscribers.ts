import { paginateListSubscriptionsByTopic, type SNSClient } from "@aws-sdk/client-sns";
import { counted } from "../../lambda/core/model/format";
import { isDenied } from "../aws-problem";

/** Who would get the e-mail of a drill. */
export type Readers =
  | { readonly kind: "some" }
  /** What keeps the e-mail from everybody, and what to do. */
  | { readonly kind: "none"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

/** What SNS writes in place of an ARN. */
const UNCONFIRMED = ["PendingConfirmation", "Deleted"];

function readersOf(arns: readonly string[]): Readers {
  const pending = arns.filter((arn) => arn === "PendingConfirmation").length;
  if (arns.some((arn) => !UNCONFIRMED.includes(arn))) return { kind: "some" };
  const why =
    pending === 0
      ? "nobody is subscribed to the drills topic: set drillEmails and deploy, or subscribe somebody"
      : `nobody has confirmed a subscription to the drills topic: ${counted(pending, "waits", "wait")} for the link in SNS's e-mail to be followed`;
  return { kind: "none", why };
}

/**
 * Whether anybody reads what a topic is sent.
 *
 * @throws whatever SNS answers, other than a refusal
 */
export async function readersOfTopic(client: SNSClient, TopicArn: string): Promise<Readers> {
  const arns: string[] = [];
  try {
    for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
      arns.push(...(page.Subscriptions ?? []).map(({ SubscriptionArn = "" }) => SubscriptionArn));
    }
  } catch (error) {
    if (!isDenied(error)) throw error;
    return {
      kind: "unknown",
      why: "cannot tell whether anybody is subscribed to the drills topic: allow sns:ListSubscriptionsByTopic",
    };
  }
  return readersOf(arns);
}
