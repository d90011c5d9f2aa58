import { PutItemCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { DynamoDBRecord, SQSBatchResponse, SQSRecord } from "aws-lambda";
import { dynamoHourlyPages } from "../../lambda/adapters/dynamo-hourly-pages";
import { dynamoOutbox } from "../../lambda/adapters/dynamo-outbox";
import { dynamoToldStore } from "../../lambda/adapters/dynamo-told-store";
import { dynamoWorld } from "../../lambda/adapters/dynamo-world";
import { busPublisher } from "../../lambda/adapters/event-bus";
import { snsMailer } from "../../lambda/adapters/sns-mailer";
import type { ActiveRule } from "../../lambda/core/active-rule";
import type { Config } from "../../lambda/core/config";
import { untoldIncidents } from "../../lambda/core/incidents/remind";
import { MINUTE_MS } from "../../lambda/core/time";
import { detectBatch } from "../../lambda/detect/batch";
import { notifyBatch } from "../../lambda/notify/batch";
import { relayBatch } from "../../lambda/relay/batch";
import { runSweep } from "../../lambda/sweep/run";
import type { DynamoLocal } from "./dynamo-local";
import { fateOf, faultyClient, newFaultLog, type Fate, type FaultRates } from "./faults";
import type { Random } from "./random";
import { keptTelemetry } from "./telemetry";

const VISIBILITY_MS = MINUTE_MS;
const TICK_MS = 20_000;
const DETECTORS = 3;
const NOTIFIERS = 4;
const SWEEP_EVERY_TICKS = 5;
/** After so many receives a message goes to the dead letters. */
const MAX_RECEIVES = 10;

interface Message {
  readonly record: SQSRecord;
  visibleAtMs: number;
  receives: number;
}

/** A queue as SQS has it. */
interface Queue {
  readonly dead: SQSRecord[];
  readonly send: (body: string) => void;
  readonly receive: (max: number, nowMs: number) => readonly SQSRecord[];
  /** Takes away what a function acknowledged; the rest becomes visible after a while. */
  readonly settle: (records: readonly SQSRecord[], response: SQSBatchResponse) => void;
  readonly size: () => number;
}

function queueOf(name: string): Queue {
  const messages = new Map<string, Message>();
  const dead: SQSRecord[] = [];
  let made = 0;
  return {
    dead,
    size: () => messages.size,
    send: (body) => {
      const messageId = `${name}-${made++}`;
      const record = { messageId, body, eventSourceARN: `arn:aws:sqs:::${name}` };
      messages.set(messageId, { record: record as SQSRecord, visibleAtMs: 0, receives: 0 });
    },
    receive: (max, nowMs) => {
      const taken: SQSRecord[] = [];
      for (const [id, message] of messages) {
        if (taken.length >= max) break;
        if (message.visibleAtMs > nowMs) continue;
        if (message.receives >= MAX_RECEIVES) {
          dead.push(message.record);
          messages.delete(id);
          continue;
        }
        message.receives++;
        message.visibleAtMs = nowMs + VISIBILITY_MS;
        taken.push(message.record);
      }
      return taken;
    },
    settle: (records, { batchItemFailures }) => {
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { messageId } of records) if (!failed.has(messageId)) messages.delete(messageId);
    },
  };
}

/** The steps that commands have stored, as the table's stream brings them. */
function streamOf(): {
  readonly records: DynamoDBRecord[];
  readonly applied: (command: unknown) => void;
} {
  const records: DynamoDBRecord[] = [];
  const put = (Item: object | undefined): void => {
    const SequenceNumber = String(records.length);
    const dynamodb = { SequenceNumber, NewImage: Item };
    records.push({ eventName: "INSERT", dynamodb } as DynamoDBRecord);
  };
  return {
    records,
    applied: (command) => {
      if (command instanceof PutItemCommand) put(command.input.Item);
      if (!(command instanceof TransactWriteItemsCommand)) return;
      for (const { Put } of command.input.TransactItems ?? []) put(Put?.Item);
    },
  };
}

/** What a person was sent, by incident and revision. */
const mailKey = (incidentId: string, revision: number): string => `${incidentId} ${revision}`;

/** What came of a run. */
export interface Outcome {
  /** How many of the messages were sent at all. */
  readonly sent: number;
  readonly deliveries: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly deadLetters: readonly SQSRecord[];
  /** Messages to the notifier that failed too often; the sweep asks again for what they were about. */
  readonly deadLooks: number;
  /** Every step that was stored, in the order of the stream, by its key. */
  readonly stored: readonly DynamoDBRecord[];
  /** Published events, repeated ones too. */
  readonly published: readonly { readonly detailType: string; readonly detail: unknown }[];
  readonly refusedByBus: number;
  /** How often each revision was sent. */
  readonly mails: ReadonlyMap<string, number>;
  /** How often a notifier lost its confirmation after SNS had answered, by revision. */
  readonly unconfirmed: ReadonlyMap<string, number>;
  readonly sweepsThatFailed: number;
  readonly endMs: number;
  /** False when there was still something to do at the end. */
  readonly isDrained: boolean;
}

export interface RunSettings {
  readonly local: DynamoLocal;
  readonly random: Random;
  readonly rates: FaultRates;
  /** The notifier has few calls and the dearest faults. */
  readonly notifierRates: FaultRates;
  readonly rules: readonly ActiveRule[];
  readonly config: Config;
  /** Bodies of the main queue, in the order in which they come. */
  readonly bodies: readonly string[];
  readonly startMs: number;
  readonly batch: number;
  /** No further messages are sent once the run has taken so long. */
  readonly budgetMs: number;
}

const raise = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

/**
 * Runs the four functions beside each other on DynamoDB Local, every call of every invocation in
 * danger, until nothing is left to do.
 */
export async function runWithFaults(settings: RunSettings): Promise<Outcome> {
  const { local, random, rules, config, bodies, startMs, batch } = settings;
  const { tables } = local;
  const faults = newFaultLog();
  const stream = streamOf();
  const main = queueOf("main");
  const looks = queueOf("looks");
  const published: { detailType: string; detail: unknown }[] = [];
  const mails = new Map<string, number>();
  const unconfirmed = new Map<string, number>();
  let refusedByBus = 0;
  let sweepsThatFailed = 0;
  let deliveries = 0;
  let position = 0;
  let nowMs = startMs;

  const { telemetry } = keptTelemetry();
  const healthy = dynamoWorld(local.client, tables, config);
  const toldForSure = dynamoToldStore(local.client, tables.state);

  const bus = (fate: Fate): EventBridgeClient => {
    const send = (command: PutEventsCommand): Promise<unknown> =>
      fate.pass(command, () => {
        const Entries = (command.input.Entries ?? []).map(({ DetailType = "", Detail = "" }) => {
          if (random.chance(0.05)) {
            refusedByBus++;
            return { ErrorCode: "ThrottlingException" };
          }
          published.push({ detailType: DetailType, detail: JSON.parse(Detail) });
          if (DetailType === "SMS Pumping Incident") looks.send(`{"detail":${Detail}}`);
          return { EventId: String(published.length) };
        });
        return Promise.resolve({ Entries });
      });
    return { send } as unknown as EventBridgeClient;
  };

  /** The stores and services as one invocation has them. */
  const invocation = (rates: FaultRates = settings.rates) => {
    const fate = fateOf(random, rates, faults);
    const client = faultyClient(local.client, fate, stream.applied);
    return {
      fate,
      world: {
        ...dynamoWorld(client, tables, config),
        ...telemetry,
        rules,
        outbox: dynamoOutbox(client, tables.findings),
        publish: busPublisher(bus(fate), "findings"),
        told: dynamoToldStore(client, tables.state),
        pages: dynamoHourlyPages(client, tables.state),
      },
    };
  };

  const detectOnce = async (): Promise<void> => {
    const records = main.receive(batch, nowMs);
    if (records.length === 0) return;
    deliveries += records.length;
    const world = {
      ...invocation().world,
      lookAgainLater: () => Promise.resolve(),
      drillsQueueArn: "arn:aws:sqs:::drills",
    };
    const moment = { nowMs, remainingMs: () => 60_000 };
    main.settle(records, await detectBatch({ Records: [...records] }, moment, world));
  };

  const relayOnce = async (): Promise<void> => {
    const records = stream.records.slice(position, position + 40);
    if (records.length === 0) return;
    // Now and then the stream gives a batch up, as after its last retry.
    if (random.chance(0.04)) {
      position += records.length;
      return;
    }
    const { batchItemFailures } = await relayBatch(records, nowMs, invocation().world);
    const [failure] = batchItemFailures;
    position = failure === undefined ? position + records.length : Number(failure.itemIdentifier);
  };

  const sweepOnce = async (): Promise<void> => {
    const { fate, world } = invocation();
    const lookAt = (keys: readonly object[]): Promise<void> =>
      fate.pass(undefined, () => {
        for (const look of keys) looks.send(JSON.stringify({ look }));
        return Promise.resolve();
      });
    try {
      await runSweep(nowMs, { ...world, lookAt });
    } catch {
      sweepsThatFailed++;
    }
  };

  const notifyOnce = async (): Promise<void> => {
    const [record] = looks.receive(1, nowMs);
    if (record === undefined) return;
    const { fate, world } = invocation(settings.notifierRates);
    const sent: { readonly id: string; readonly revision: number }[] = [];
    const send = (command: PublishCommand): Promise<unknown> =>
      fate.pass(command, () => {
        const { Message = "" } = command.input;
        const [, id, revision] = /Incident (\S+), revision (\d+)\./.exec(Message) ?? [];
        if (id !== undefined) {
          sent.push({ id, revision: Number(revision) });
          raise(mails, mailKey(id, Number(revision)));
        }
        return Promise.resolve({});
      });
    const mailer = snsMailer({ send } as unknown as SNSClient, { "on-call": "a", drills: "b" });
    looks.settle([record], await notifyBatch([record], nowMs, { ...world, mailer }));
    for (const { id, revision } of sent) {
      const { scope, target } = keyIn(record.body);
      const told = await toldForSure.ofTarget(scope, target);
      const mine = told.find(({ incidentId }) => incidentId === id);
      if ((mine?.revision ?? 0) < revision) raise(unconfirmed, mailKey(id, revision));
    }
  };

  const tick = async (index: number): Promise<void> => {
    await Promise.all([
      ...Array.from({ length: DETECTORS }, detectOnce),
      relayOnce(),
      ...Array.from({ length: NOTIFIERS }, notifyOnce),
      index % SWEEP_EVERY_TICKS === 0 ? sweepOnce() : undefined,
    ]);
    nowMs += TICK_MS;
  };

  const isDone = async (): Promise<boolean> =>
    main.size() + looks.size() === 0 &&
    position >= stream.records.length &&
    (await healthy.findings.open()).length === 0 &&
    (await dynamoOutbox(local.client, tables.findings).waiting()).length === 0 &&
    (await untoldIncidents({ incidents: healthy.incidents, told: toldForSure })).length === 0;

  const deadline = Date.now() + settings.budgetMs;
  let sent = 0;
  for (let index = 1; sent < bodies.length || main.size() > 0; index++) {
    if (Date.now() > deadline) break;
    const next = bodies.slice(sent, sent + DETECTORS * batch);
    for (const body of next) main.send(body);
    sent += next.length;
    await tick(index);
  }
  for (let index = 1; main.size() > 0; index++) await tick(index);
  let isDrained = false;
  for (let round = 0; round < 400 && !isDrained; round++) {
    await sweepOnce();
    do await relayOnce();
    while (position < stream.records.length);
    for (let left = looks.size(); left > 0; left -= NOTIFIERS) {
      await Promise.all(Array.from({ length: NOTIFIERS }, notifyOnce));
    }
    nowMs += 30 * MINUTE_MS;
    isDrained = await isDone();
  }
  return {
    sent,
    deliveries,
    faults,
    deadLetters: main.dead,
    deadLooks: looks.dead.length,
    stored: stream.records,
    published,
    refusedByBus,
    mails,
    unconfirmed,
    sweepsThatFailed,
    endMs: nowMs,
    isDrained,
  };
}

/** The target that a look, or an event of the bus, is about. */
function keyIn(body: string): { readonly scope: string; readonly target: string } {
  const { look, detail } = JSON.parse(body) as {
    readonly look?: { readonly scope: string; readonly target: string };
    readonly detail?: { readonly scope: string; readonly incident: { readonly target: string } };
  };
  const scope = look?.scope ?? detail?.scope ?? "";
  return { scope, target: look?.target ?? detail?.incident.target ?? "" };
}
