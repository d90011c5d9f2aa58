import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import {
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import {
  InvokeCommand,
  LambdaClient,
  GetFunctionConfigurationCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { Emulator } from "./emulator";

/** One e-mail as SNS hands it to a subscriber. */
export interface Mail {
  readonly subject: string;
  readonly body: string;
}

/** Everything that the tests ask of the deployed stacks. */
export type Cloud = ReturnType<typeof connect>;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until the answer is good or the time is up, and gives the last answer. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isGood: (answer: T) => boolean,
  withinMs = 60_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (isGood(answer) || Date.now() > end) return answer;
    await sleep(500);
  }
}

export function connect({ endpoint }: Emulator) {
  const options = {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const sqs = new SQSClient(options);
  const sns = new SNSClient(options);
  const events = new EventBridgeClient(options);
  const lambda = new LambdaClient(options);
  const dynamo = new DynamoDBClient(options);
  const cloudwatch = new CloudWatchClient(options);
  const secrets = new SecretsManagerClient(options);

  const send = async (QueueUrl: string, bodies: readonly string[]): Promise<void> => {
    for (let start = 0; start < bodies.length; start += 10) {
      const Entries = bodies
        .slice(start, start + 10)
        .map((MessageBody, i) => ({ Id: String(i), MessageBody }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }
  };

  const attribute = async (
    QueueUrl: string,
    name:
      | "QueueArn"
      | "ApproximateNumberOfMessages"
      | "ApproximateNumberOfMessagesNotVisible"
      | "ApproximateNumberOfMessagesDelayed",
  ): Promise<string> => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }),
    );
    return Attributes?.[name] ?? "";
  };

  /** Asks whether a queue holds nothing, neither waiting nor being worked on. */
  const idle = (queueUrl: string) => async (): Promise<boolean> => {
    const waiting = await attribute(queueUrl, "ApproximateNumberOfMessages");
    const hidden = await attribute(queueUrl, "ApproximateNumberOfMessagesNotVisible");
    return waiting === "0" && hidden === "0";
  };

  /** Runs a function, which must succeed. */
  const invoke = async (FunctionName: string, event: object): Promise<void> => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
    );
    if (FunctionError === undefined) return;
    throw new Error(`${FunctionName}: ${Payload?.transformToString() ?? FunctionError}`);
  };

  /** A queue that is subscribed to a topic, as a stand-in for an inbox. */
  const inbox = async (topicArn: string, name: string): Promise<() => Promise<readonly Mail[]>> => {
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const Endpoint = await attribute(QueueUrl, "QueueArn");
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint }));
    const mails: Mail[] = [];
    return async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      for (const { Body = "{}", ReceiptHandle } of Messages) {
        const { Subject = "", Message = "" } = JSON.parse(Body) as Record<string, string>;
        mails.push({ subject: Subject, body: Message });
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
      return mails;
    };
  };

  return {
    sqs,
    sns,
    events,
    lambda,
    dynamo,
    cloudwatch,
    secrets,
    send,
    attribute,
    idle,
    invoke,
    inbox,
  };
}

export {
  CreateSecretCommand,
  DescribeAlarmsCommand,
  GetFunctionConfigurationCommand,
  GetMetricDataCommand,
  ListRulesCommand,
  PutEventsCommand,
  PutMetricDataCommand,
  QueryCommand,
  SetAlarmStateCommand,
  TestEventPatternCommand,
  UpdateFunctionConfigurationCommand,
};
