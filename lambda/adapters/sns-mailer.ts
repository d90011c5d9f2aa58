import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Mailer } from "../core/notifications/mail";

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
