import { PutItemCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBRecord, SQSBatchResponse, SQSRecord } from "aws-lambda";
import { dynamoOutbox } from "../../lambda/adapters/findings-table/outbox";
import { dynamoNotificationLog } from "../../lambda/adapters/state-table/notifications";
import { dynamoDeps, dynamoNotifyDeps } from "../../lambda/adapters/deps";
import { busPublisher, snsMailer } from "../../lambda/adapters/aws/senders";
import { sqsDeferredEvaluations } from "../../lambda/adapters/aws/queues";
import type { ActiveRule } from "../../lambda/core/rules/active-rule";
import type { Config } from "../../lambda/core/model/config";
import { noLinks } from "../../lambda/core/incidents/linked-targets";
import { emailSink } from "../../lambda/core/notifications/email-sink";
import type { SendToPagerDuty } from "../../lambda/core/notifications/pagerduty/event";
import { PAGERDUTY } from "../../lambda/core/notifications/pagerduty/sink";
import { EMAIL, type SinkId } from "../../lambda/core/notifications/sink";
import { pendingNotifications } from "../../lambda/core/notifications/pending-notifications";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { detectBatch } from "../../lambda/detect/batch";
import { notifyBatch, serveIncidents } from "../../lambda/notify/batch";
import { servePagerDuty } from "../../lambda/pagerduty/serve";
import { relayBatch } from "../../lambda/relay/batch";
import { runSweep, type SweptSink } from "../../lambda/sweep/run";
import { tuningSchema } from "../../lib/tuning";
import type { DynamoLocal } from "./dynamo-local";
import { fateOf, faultyClient, newFaultLog, type Fate, type FaultRates } from "./faults";
import { eventName } from "./notify-properties";
import { pagerDutyService, ROUTING_KEY, type PagerDutyService } from "./pagerduty-service";
import type { Random } from "./random";
import { keptTelemetry } from "./telemetry";

const VISIBILITY_MS = MINUTE_MS;
const TICK_MS = MINUTE_MS;
const DETECTORS = 3;
const NOTIFIERS = 4;
/** The sinks, each with a queue. */
const QUEUED = [EMAIL, PAGERDUTY] as const;
/** How long the functions may catch up before the next messages come. */
const TICKS_BETWEEN = 4;
/** What the deployed queues have, too. */
const { detect, notify } = tuningSchema.parse({});

interface Message {
  readonly record: SQSRecord;
  visibleAtMs: number;
  receives: number;
}

/** A queue as SQS has it. */
interface Queue {
  readonly dead: SQSRecord[];
  /** A message with a delay is visible only from then on. */
  readonly send: (body: string, visibleAtMs?: number) => void;
  readonly receive: (max: number, nowMs: number) => readonly SQSRecord[];
  /** Takes away what a function acknowledged; the rest becomes visible after a while. */
  readonly settle: (records: readonly SQSRecord[], response: SQSBatchResponse) => void;
  readonly size: () => number;
}

function queueOf(name: string, maxReceives: number): Queue {
  const messages = new Map<string, Message>();
  const dead: SQSRecord[] = [];
  let made = 0;
  return {
    dead,
    size: () => messages.size,
    send: (body, visibleAtMs = 0) => {
      const messageId = `${name}-${made++}`;
      const record = { messageId, body, eventSourceARN: `arn:aws:sqs:::${name}` };
      messages.set(messageId, { record: record as SQSRecord, visibleAtMs, receives: 0 });
    },
    receive: (max, nowMs) => {
      const taken: SQSRecord[] = [];
      for (const [id, message] of messages) {
        if (taken.length >= max) break;
        if (message.visibleAtMs > nowMs) continue;
        if (message.receives >= maxReceives) {
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

/** A message of the main queue and when it comes. */
export interface Arrival {
  readonly body: string;
  readonly atMs: number;
}

/** What became of the messages by which the detector asks itself to look again. */
export interface DeferralLog {
  sent: number;
  /** Delivered twice, as SQS may do. */
  twice: number;
  refused: number;
  /** Batches that SQS took without the sender's learning of it. */
  unanswered: number;
}

/** What came of a run. */
export interface Outcome {
  /** Messages that were sent to the main queue from outside. */
  readonly sent: number;
  /** Receives of messages of the main queue, by the detector. */
  readonly receives: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly deferrals: DeferralLog;
  readonly deadLetters: readonly SQSRecord[];
  /** Sound messages that failed as often as a queue tries, and were put back by hand. */
  readonly redriven: number;
  /** Messages to the notifiers that failed too often. */
  readonly deadRequests: number;
  /** Every step that was stored, in the order of the stream, by its key. */
  readonly stored: readonly DynamoDBRecord[];
  /** Published events, repeated ones too. */
  readonly published: readonly { readonly detailType: string; readonly detail: unknown }[];
  readonly refusedByBus: number;
  /** How often each revision was sent. */
  readonly mails: ReadonlyMap<string, number>;
  /** How often a notifier lost its confirmation after SNS had answered, by revision. */
  readonly unconfirmed: ReadonlyMap<string, number>;
  readonly pager: {
    readonly service: PagerDutyService;
    /** How often its function did not acknowledge what it had sent, by event. */
    readonly lost: ReadonlyMap<string, number>;
  };
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
  /** Messages in the order in which they come; a wave begins when the one before is worked off. */
  readonly waves: readonly (readonly Arrival[])[];
  /** Messages that nobody can count: they end in the dead letters. */
  readonly poison: ReadonlySet<string>;
  /** The value of an entity of which the database refuses each update. */
  readonly refusedEntity: string;
  readonly startMs: number;
  /** The most that an invocation of the detector receives. */
  readonly batch: number;
}

const raise = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

/**
 * Runs the four functions beside each other on DynamoDB Local, every call of every invocation in
 * danger, until nothing is left to do.
 */
export async function runWithFaults(settings: RunSettings): Promise<Outcome> {
  const { local, random, rules, config, waves, poison, startMs, batch } = settings;
  const { tables } = local;
  const faults = newFaultLog();
  const stream = streamOf();
  const main = queueOf("main", detect.maxReceives);
  const requests = queueOf("requests", notify.maxReceives);
  const pages = queueOf("pages", notify.maxReceives);
  const pagerDuty = pagerDutyService();
  const pagesLost = new Map<string, number>();
  const deferrals: DeferralLog = { sent: 0, twice: 0, refused: 0, unanswered: 0 };
  const published: { detailType: string; detail: unknown }[] = [];
  const mails = new Map<string, number>();
  const unconfirmed = new Map<string, number>();
  let refusedByBus = 0;
  let sweepsThatFailed = 0;
  let sent = 0;
  let receives = 0;
  let redriven = 0;
  let position = 0;
  let ticks = 0;
  let nowMs = startMs;

  const { telemetry } = keptTelemetry();
  const healthy = dynamoDeps(local.client, tables, config);
  const notifiedForSure = dynamoNotificationLog(local.client, tables.state);
  const logsForSure = QUEUED.map((id) => ({
    id,
    notificationLog: dynamoNotificationLog(local.client, tables.state, id),
  }));
  const report = {
    ...telemetry,
    measures: { sent: "Sent", waiting: "Waiting", refused: "Refused" },
  };

  const bus = (fate: Fate): EventBridgeClient => {
    const send = (command: PutEventsCommand): Promise<unknown> =>
      fate.pass(command, () => {
        const Entries = (command.input.Entries ?? []).map(({ DetailType = "", Detail = "" }) => {
          if (random.chance(0.05)) {
            refusedByBus++;
            return { ErrorCode: "ThrottlingException" };
          }
          published.push({ detailType: DetailType, detail: JSON.parse(Detail) });
          if (DetailType === "SMS Pumping Incident") {
            requests.send(`{"detail":${Detail}}`);
            pages.send(`{"detail":${Detail}}`);
          }
          return { EventId: String(published.length) };
        });
        return Promise.resolve({ Entries });
      });
    return { send } as unknown as EventBridgeClient;
  };

  let entries = 0;
  let batches = 0;
  /** The way back into the main queue. It has few messages, so its faults come by turns. */
  const backQueue = (fate: Fate): SQSClient => {
    const send = (command: SendMessageBatchCommand): Promise<unknown> =>
      fate.pass(command, () => {
        const Failed: { readonly Id: string | undefined }[] = [];
        for (const { Id, MessageBody = "", DelaySeconds = 0 } of command.input.Entries ?? []) {
          if (entries++ % 10 === 3) {
            deferrals.refused++;
            Failed.push({ Id });
            continue;
          }
          const times = entries % 5 === 0 ? 2 : 1;
          deferrals.sent++;
          deferrals.twice += times - 1;
          for (let i = 0; i < times; i++) main.send(MessageBody, nowMs + DelaySeconds * 1000);
        }
        if (batches++ % 6 !== 2) return Promise.resolve({ Failed });
        deferrals.unanswered++;
        return Promise.reject(new Error("the answer was lost"));
      });
    return { send } as unknown as SQSClient;
  };

  /** The stores and services as one invocation has them. */
  const invocation = (rates: FaultRates = settings.rates) => {
    const fate = fateOf(random, rates, faults);
    const client = faultyClient(local.client, fate, stream.applied, settings.refusedEntity);
    return {
      fate,
      deps: {
        ...dynamoDeps(client, tables, config),
        ...telemetry,
        rules,
        linksOf: noLinks,
        outbox: dynamoOutbox(client, tables.findings),
        publish: busPublisher(bus(fate), "findings"),
      },
      sinkOf: (id: SinkId) => dynamoNotifyDeps(client, tables, id),
    };
  };

  const detectOnce = async (): Promise<void> => {
    const records = main.receive(batch, nowMs);
    if (records.length === 0) return;
    receives += records.length;
    const { fate, deps } = invocation();
    const detectDeps = {
      ...deps,
      deferEvaluations: sqsDeferredEvaluations(backQueue(fate), "main"),
      drillsQueueArn: "arn:aws:sqs:::drills",
      clients: new Set<string>(),
    };
    // Now and then there is no time left to find out what it was that failed.
    const remaining = random.chance(0.1) ? 1000 : 60_000;
    const moment = { nowMs, remainingMs: () => remaining };
    const response = await detectBatch({ Records: [...records] }, moment, detectDeps);
    // Who died has acknowledged nothing.
    if (!fate.isDead()) main.settle(records, response);
  };

  const relayOnce = async (): Promise<void> => {
    const records = stream.records.slice(position, position + 40);
    if (records.length === 0) return;
    // Now and then the stream gives a batch up, as after its last retry.
    if (random.chance(0.04)) {
      position += records.length;
      return;
    }
    const { fate, deps } = invocation();
    const { batchItemFailures } = await relayBatch(records, nowMs, deps);
    if (fate.isDead()) return;
    const [failure] = batchItemFailures;
    position = failure === undefined ? position + records.length : Number(failure.itemIdentifier);
  };

  const sweepOnce = async (): Promise<void> => {
    const { fate, deps, sinkOf } = invocation();
    const sinks = QUEUED.map((id): SweptSink => ({
      id,
      notificationLog: sinkOf(id).notificationLog,
      requestNotifications: (keys) =>
        fate.pass(undefined, () => {
          const queue = id === EMAIL ? requests : pages;
          for (const request of keys) queue.send(JSON.stringify({ request }));
          return Promise.resolve();
        }),
    }));
    try {
      await runSweep(nowMs, { ...deps, sinks });
    } catch {
      sweepsThatFailed++;
    }
  };

  const notifyOnce = async (): Promise<void> => {
    const [record] = requests.receive(1, nowMs);
    if (record === undefined) return;
    const { fate, sinkOf } = invocation(settings.notifierRates);
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
    const deps = { ...sinkOf(EMAIL), config, sink: emailSink(mailer) };
    const response = await notifyBatch([record], nowMs, serveIncidents(deps), report);
    if (!fate.isDead()) requests.settle([record], response);
    for (const { id, revision } of sent) {
      const { scope, target } = keyIn(record.body);
      const notified = await notifiedForSure.ofTarget(scope, target);
      const mine = notified.find(({ incidentId }) => incidentId === id);
      if ((mine?.revision ?? 0) < revision) raise(unconfirmed, mailKey(id, revision));
    }
  };

  /** One message to the pager, which now and then is out of order, whatever becomes of the mails. */
  const pageOnce = async (): Promise<void> => {
    const [record] = pages.receive(1, nowMs);
    if (record === undefined) return;
    const { fate, sinkOf } = invocation(settings.notifierRates);
    const sent: string[] = [];
    const send: SendToPagerDuty = (event) =>
      fate.pass(event, () => {
        const { status } = pagerDuty.enqueue({
          method: "POST",
          path: "/v2/enqueue",
          headers: { "content-type": "application/json" },
          body: Buffer.from(JSON.stringify({ routing_key: ROUTING_KEY, ...event })),
        });
        if (status !== 202) throw new Error(`PagerDuty answered ${status}`);
        sent.push(eventName(pagerDuty.taken.at(-1)!));
        return Promise.resolve();
      });
    const deps = { ...sinkOf(PAGERDUTY), config, send, pagesDrills: false };
    const response = await notifyBatch([record], nowMs, servePagerDuty(deps), report);
    const isDone = !fate.isDead() && response.batchItemFailures.length === 0;
    if (!fate.isDead()) pages.settle([record], response);
    if (!isDone) for (const name of sent) raise(pagesLost, name);
  };

  const tick = async (): Promise<void> => {
    await Promise.all([
      ...Array.from({ length: DETECTORS }, detectOnce),
      relayOnce(),
      ...Array.from({ length: NOTIFIERS }, notifyOnce),
      ...Array.from({ length: NOTIFIERS }, pageOnce),
      ticks++ % (TICKS_BETWEEN + 1) === 0 ? sweepOnce() : undefined,
    ]);
    nowMs += TICK_MS;
  };

  const redrive = (): void => {
    const sound = main.dead.filter(({ body }) => !poison.has(body));
    main.dead.splice(0, Infinity, ...main.dead.filter(({ body }) => poison.has(body)));
    for (const { body } of sound) main.send(body);
    redriven += sound.length;
  };

  const workOff = async (wave: readonly Arrival[]): Promise<void> => {
    for (let from = 0; from < wave.length || main.size() > 0; from += DETECTORS * batch) {
      const next = wave.slice(from, from + DETECTORS * batch);
      sent += next.length;
      for (const { body } of next) main.send(body);
      nowMs = Math.max(nowMs, next.at(-1)?.atMs ?? 0);
      for (let i = 0; i <= TICKS_BETWEEN; i++) await tick();
      redrive();
    }
  };

  const isDone = async (): Promise<boolean> =>
    main.size() + requests.size() + pages.size() === 0 &&
    position >= stream.records.length &&
    (await healthy.findings.open()).length === 0 &&
    (await dynamoOutbox(local.client, tables.findings).waiting()).length === 0 &&
    [
      ...(
        await pendingNotifications({ incidents: healthy.incidents, sinks: logsForSure })
      ).values(),
    ].every((pending) => pending.length === 0);

  for (const wave of waves) await workOff(wave);
  let isDrained = false;
  for (let round = 0; round < 400 && !isDrained; round++) {
    await sweepOnce();
    do await relayOnce();
    while (position < stream.records.length);
    for (let left = requests.size(); left > 0; left -= NOTIFIERS) {
      await Promise.all(Array.from({ length: NOTIFIERS }, notifyOnce));
    }
    for (let left = pages.size(); left > 0; left -= NOTIFIERS) {
      await Promise.all(Array.from({ length: NOTIFIERS }, pageOnce));
    }
    nowMs += 30 * MINUTE_MS;
    isDrained = await isDone();
  }
  return {
    sent,
    receives,
    faults,
    deferrals,
    deadLetters: main.dead,
    redriven,
    deadRequests: requests.dead.length + pages.dead.length,
    stored: stream.records,
    published,
    refusedByBus,
    mails,
    unconfirmed,
    pager: { service: pagerDuty, lost: pagesLost },
    sweepsThatFailed,
    endMs: nowMs,
    isDrained,
  };
}

/** The target that a look, or an event of the bus, is about. */
function keyIn(body: string): { readonly scope: string; readonly target: string } {
  const { request, detail } = JSON.parse(body) as {
    readonly request?: { readonly scope: string; readonly target: string };
    readonly detail?: { readonly scope: string; readonly incident: { readonly target: string } };
  };
  const scope = request?.scope ?? detail?.scope ?? "";
  return { scope, target: request?.target ?? detail?.incident.target ?? "" };
}
