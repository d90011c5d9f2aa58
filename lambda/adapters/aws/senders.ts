import { PutEventsCommand, type EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { Publisher } from "../../core/incidents/outbox";
import { FINDINGS_SOURCE } from "../../core/sources/drill";
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Mailer } from "../../core/notifications/mail";

const BATCH = 10;

/**
 * The findings bus. A call that succeeds may still have refused some of its events.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const busPublisher =
  (client: EventBridgeClient, busName: string): Publisher =>
  async (events) => {
    const taken: boolean[] = [];
    for (let start = 0; start < events.length; start += BATCH) {
      const Entries = events.slice(start, start + BATCH).map(({ detailType, detail }) => ({
        EventBusName: busName,
        Source: FINDINGS_SOURCE,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      }));
      const { Entries: answers = [] } = await client.send(new PutEventsCommand({ Entries }));
      taken.push(
        ...Entries.map((_, i) => {
          const answer = answers[i];
          return answer !== undefined && answer.ErrorCode === undefined;
        }),
      );
    }
    return taken;
  };

/** E-mail by way of SNS topics, one for each audience. */
export const snsMailer = <To extends string>(
  client: SNSClient,
  topicArns: Readonly<Record<To, string>>,
): Mailer<To> => ({
  send: async (audience, { subject, body }) => {
    const TopicArn = topicArns[audience];
    await client.send(new PublishCommand({ TopicArn, Subject: subject, Message: body }));
  },
});
