import { ScanCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { ListSubscriptionsCommand, ListTopicsCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import type { Cloud } from "../e2e/cloud";

export type Item = Record<string, AttributeValue>;

/** Every item of a table. */
export async function itemsOf({ dynamo }: Cloud, TableName: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await dynamo.send(
      new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey }),
    );
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/** The physical names of all that holds something: a resource that was replaced has another. */
export async function holders({ dynamo, sns, sqs }: Cloud): Promise<readonly string[]> {
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
  const subscribed = Subscriptions.map(({ SubscriptionArn = "" }) => SubscriptionArn);
  const topics = Topics.map(({ TopicArn = "" }) => TopicArn);
  return [...TableNames, ...topics, ...subscribed, ...QueueUrls].sort();
}

const mappingsOf = async ({ lambda }: Cloud) => {
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  return EventSourceMappings;
};

/**
 * Starts or stops the functions that read a source. What is stopped keeps its place, as on AWS.
 *
 * @param source the end of the ARN of a queue, `:dynamodb:` for the stream, or nothing for all
 */
export async function setReading(cloud: Cloud, Enabled: boolean, source = ""): Promise<void> {
  for (const { UUID, EventSourceArn = "" } of await mappingsOf(cloud)) {
    if (!EventSourceArn.includes(source)) continue;
    await cloud.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  }
}

/** An event of the findings bus. */
export interface BusEvent {
  readonly "detail-type": string;
  readonly detail: {
    readonly sequence?: number;
    readonly finding?: { readonly id: string; readonly target: string };
    readonly incident?: {
      readonly id: string;
      readonly target: string;
      readonly revision: number;
    };
  };
}

/** Listens on the findings bus by a rule of its own, as a user may. */
export async function listen(
  { sqs, events, attribute }: Cloud,
  EventBusName: string,
): Promise<() => Promise<readonly BusEvent[]>> {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "listener" }));
  const Arn = await attribute(QueueUrl, "QueueArn");
  const EventPattern = JSON.stringify({ source: ["sms-pumping"] });
  await events.send(new PutRuleCommand({ Name: "listener", EventBusName, EventPattern }));
  await events.send(
    new PutTargetsCommand({ Rule: "listener", EventBusName, Targets: [{ Id: "queue", Arn }] }),
  );
  const heard: BusEvent[] = [];
  return async () => {
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      for (const { Body = "{}", ReceiptHandle } of Messages) {
        heard.push(JSON.parse(Body) as BusEvent);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
      if (Messages.length === 0) return heard;
    }
  };
}
