import { createHmac } from "node:crypto";
import type { TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DynamoDBRecord, SQSRecord } from "aws-lambda";
import { dynamoDeps, dynamoNotifyDeps } from "../../lambda/adapters/deps";
import { dynamoOutbox } from "../../lambda/adapters/findings-table/outbox";
import { dynamoNotificationLog } from "../../lambda/adapters/state-table/notifications";
import { parseConfig } from "../../lambda/core/model/config";
import { noLinks } from "../../lambda/core/incidents/linked-targets";
import { emailSink } from "../../lambda/core/notifications/email-sink";
import { EMAIL } from "../../lambda/core/notifications/sink";
import { detectBatch, type DetectDeps } from "../../lambda/detect/batch";
import { notifyBatch, serveIncidents } from "../../lambda/notify/batch";
import { relayBatch } from "../../lambda/relay/batch";
import { runSweep } from "../../lambda/sweep/run";
import type { RunningDynamo } from "../../test/support/dynamo-local";
import { logbook, type Logbook } from "./logbook";

/** What the functions were asked to do, besides what DynamoDB was. */
export interface Work {
  invocations: number;
  sweeps: number;
  /** Requests to SQS. */
  queueRequests: number;
  /** Events on the bus. */
  published: number;
  emails: number;
}

/** The functions of the stack on one account's tables, called by hand instead of by AWS. */
export interface SiegedStack {
  readonly work: Work;
  readonly logs: Logbook;
  /** @returns the messages that must come again */
  readonly detect: (bodies: readonly string[], nowMs: number) => Promise<readonly string[]>;
  /** Relays the steps that were written since, and has people told. */
  readonly relay: (nowMs: number) => Promise<void>;
  readonly sweep: (nowMs: number) => Promise<void>;
  /** When the next of the detector's own messages is due. */
  readonly nextDueMs: () => number | undefined;
  readonly isQuiet: () => Promise<boolean>;
}

const CONFIG = parseConfig({ learningDays: 0 });
const RELAY_BATCH = 100;
const MAIN_ARN = "arn:aws:sqs:us-east-1:111122223333:main";

/** The stream of the findings table: the steps that transactions have put. */
function streamOf(client: DynamoDBClient): DynamoDBRecord[] {
  const stream: DynamoDBRecord[] = [];
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const result = await next(args);
        if (commandName !== "TransactWriteItemsCommand") return result;
        const { TransactItems = [] } = args.input as TransactWriteItemsCommand["input"];
        for (const { Put } of TransactItems) {
          if (Put?.Item?.kind?.S !== "step") continue;
          const NewImage = Put.Item as unknown as NonNullable<
            DynamoDBRecord["dynamodb"]
          >["NewImage"];
          const SequenceNumber = String(stream.length);
          stream.push({ eventName: "INSERT", dynamodb: { SequenceNumber, NewImage } });
        }
        return result;
      },
    { step: "initialize" },
  );
  return stream;
}

const recordOf = (body: string, i: number): SQSRecord =>
  ({ messageId: String(i), eventSourceARN: MAIN_ARN, body }) as SQSRecord;

const pseudonym = (purpose: string, text: string): string =>
  createHmac("sha256", purpose).update(text).digest("hex").slice(0, 22);

interface Waiting {
  readonly body: string;
  readonly dueAtMs: number;
}

/** A stack on DynamoDB Local. */
export function siegedStack({ client, tables }: RunningDynamo): SiegedStack {
  const work: Work = { invocations: 0, sweeps: 0, queueRequests: 0, published: 0, emails: 0 };
  const logs = logbook();
  const stream = streamOf(client);
  const deferred: Waiting[] = [];
  const requests: string[] = [];
  const base = dynamoDeps(client, tables, CONFIG, pseudonym);
  const detector: DetectDeps = {
    ...base,
    ...logs.telemetry,
    drillsQueueArn: "",
    clients: new Set(),
    deferEvaluations: (evaluations) => {
      work.queueRequests += Math.ceil(evaluations.length / 10);
      deferred.push(
        ...evaluations.map((each) => ({
          body: JSON.stringify({ deferred: each }),
          dueAtMs: each.dueAtMs,
        })),
      );
      return Promise.resolve();
    },
  };
  const relayDeps = {
    ...base,
    ...logs.telemetry,
    linksOf: noLinks,
    outbox: dynamoOutbox(client, tables.findings),
    publish: (events: readonly { readonly detailType: string; readonly detail: object }[]) => {
      work.published += events.length;
      const incidents = events.filter(({ detailType }) => detailType === "SMS Pumping Incident");
      requests.push(...incidents.map(({ detail }) => JSON.stringify({ detail })));
      return Promise.resolve(events.map(() => true));
    },
  };
  const sink = {
    id: EMAIL,
    notificationLog: dynamoNotificationLog(client, tables.state),
    requestNotifications: (asked: readonly object[]) => {
      work.queueRequests += Math.ceil(asked.length / 10);
      requests.push(...asked.map((request) => JSON.stringify({ request })));
      return Promise.resolve();
    },
  };
  const serve = serveIncidents({
    ...dynamoNotifyDeps(client, tables, EMAIL),
    config: CONFIG,
    sink: emailSink({
      send: () => {
        work.emails++;
        return Promise.resolve();
      },
    }),
  });
  const measures = { sent: "EmailsSent", waiting: "EmailsWaiting", refused: "EmailsRefused" };

  const invoke = async <T>(run: () => Promise<T>): Promise<T> => {
    work.invocations++;
    logs.invoked();
    return run();
  };

  const notify = async (nowMs: number): Promise<void> => {
    while (requests.length > 0) {
      const records = requests.splice(0, 10).map(recordOf);
      work.queueRequests += 2;
      await invoke(() => notifyBatch(records, nowMs, serve, { ...logs.telemetry, measures }));
    }
  };

  const detect: SiegedStack["detect"] = async (bodies, nowMs) => {
    const due = deferred.filter(({ dueAtMs }) => dueAtMs <= nowMs);
    deferred.splice(0, deferred.length, ...deferred.filter(({ dueAtMs }) => dueAtMs > nowMs));
    const all = [...bodies, ...due.map(({ body }) => body)];
    if (all.length === 0) return [];
    work.queueRequests += 2 * Math.ceil(all.length / 10);
    const moment = { nowMs, remainingMs: () => 60_000 };
    const { batchItemFailures } = await invoke(() =>
      detectBatch({ Records: all.map(recordOf) }, moment, detector),
    );
    return batchItemFailures.map(({ itemIdentifier }) => all[Number(itemIdentifier)] ?? "");
  };

  return {
    work,
    logs,
    detect,
    relay: async (nowMs) => {
      while (stream.length > 0) {
        const records = stream.splice(0, RELAY_BATCH);
        await invoke(() => relayBatch(records, nowMs, relayDeps));
      }
      await notify(nowMs);
    },
    sweep: async (nowMs) => {
      work.sweeps++;
      await invoke(() => runSweep(nowMs, { ...relayDeps, sinks: [sink] }));
    },
    nextDueMs: () =>
      deferred.length === 0 ? undefined : Math.min(...deferred.map(({ dueAtMs }) => dueAtMs)),
    isQuiet: async () => (await base.findings.open()).length === 0,
  };
}
