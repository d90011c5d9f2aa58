import { ScanCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { dynamoOutbox } from "../../lambda/adapters/findings-table/outbox";
import { dynamoSpendStore } from "../../lambda/adapters/state-table/spend";
import { dynamoDeps, dynamoNotifyDeps } from "../../lambda/adapters/deps";
import { busPublisher } from "../../lambda/adapters/aws/senders";
import { sqsDeferredEvaluations, sqsNotificationQueue } from "../../lambda/adapters/aws/queues";
import { parseConfig } from "../../lambda/core/model/config";
import { detect } from "../../lambda/core/engine";
import { sweep } from "../../lambda/core/findings/sweep";
import { emailSink } from "../../lambda/core/notifications/email-sink";
import { EMAIL } from "../../lambda/core/notifications/sink";
import { notify } from "../../lambda/core/notifications/notify";
import { noLinks } from "../../lambda/core/incidents/linked-targets";
import { relaySet, stepsBySet } from "../../lambda/core/incidents/relay";
import { pendingNotifications } from "../../lambda/core/notifications/pending-notifications";
import type { Observation } from "../../lambda/core/model/observation";
import type { Mailer } from "../../lambda/core/notifications/mail";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { startDynamoLocal } from "../support/dynamo-local";
import { ACCOUNT, confirmationsAt, IP, LIVE, requestsAt } from "../support/observations";
import { spendFiguresAt } from "../support/spend-figures";
import type { Stored } from "../support/stored-items";

/** When the night begins of which the stored things tell. */
const START = Date.UTC(2026, 10, 20, 3);
const REGION = "eu-west-1";

const seconds = (atMs: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => atMs + i * 1000);

/** A client of SQS that keeps the bodies that it is given. */
function keptBodies(): { readonly client: SQSClient; readonly bodies: string[] } {
  const bodies: string[] = [];
  const send = ({ input }: SendMessageBatchCommand) => {
    bodies.push(...(input.Entries ?? []).map(({ MessageBody = "" }) => MessageBody));
    return Promise.resolve({});
  };
  return { client: { send } as unknown as SQSClient, bodies };
}

/** A client of EventBridge that keeps the events, in the envelope in which a queue gets them. */
function keptEvents(): { readonly client: EventBridgeClient; readonly bodies: string[] } {
  const bodies: string[] = [];
  const send = ({ input: { Entries = [] } }: PutEventsCommand) => {
    for (const { Source, DetailType, Detail = "{}" } of Entries) {
      const id = `00000000-0000-4000-8000-${String(bodies.length).padStart(12, "0")}`;
      const envelope = { version: "0", id, "detail-type": DetailType, source: Source };
      const place = { account: ACCOUNT, time: "2026-11-20T03:01:00Z", region: REGION };
      const detail: unknown = JSON.parse(Detail);
      bodies.push(JSON.stringify({ ...envelope, ...place, resources: [], detail }));
    }
    return Promise.resolve({ Entries: Entries.map(() => ({})) });
  };
  return { client: { send } as unknown as EventBridgeClient, bodies };
}

const SENDING: Mailer = { send: () => Promise.resolve() };
/** The process of this one dies while it sends, and with it its lease stays. */
const DYING: Mailer = { send: () => Promise.reject(new Error("died")) };

function installation(client: DynamoDBClient, tables: { state: string; findings: string }) {
  const config = parseConfig({});
  const deferred = keptBodies();
  const looks = keptBodies();
  const events = keptEvents();
  const defer = sqsDeferredEvaluations(deferred.client, "queue");
  const deps = {
    ...dynamoDeps(client, tables, config),
    ...dynamoNotifyDeps(client, tables, EMAIL),
    linksOf: noLinks,
    outbox: dynamoOutbox(client, tables.findings),
    publish: busPublisher(events.client, "bus"),
  };
  const spend = dynamoSpendStore(client, tables.state);
  const relay = async (nowMs: number): Promise<void> => {
    for (let round = 0; round < 2; round++) {
      const keys = await deps.outbox.waiting();
      const found = await Promise.all(
        keys.map(async (key) => ({ key, step: (await deps.outbox.read(key))! })),
      );
      const inOrder = found.sort((a, b) => (a.key.pk + a.key.sk < b.key.pk + b.key.sk ? -1 : 1));
      for (const set of await stepsBySet(inOrder, deps)) await relaySet(set, nowMs, deps);
    }
  };
  return {
    deps,
    spend,
    messages: { detect: deferred.bodies, notify: looks.bodies, forward: events.bodies },
    relay,
    count: async (observations: readonly Observation[], nowMs: number) => {
      const detection = await detect(observations, nowMs, deps);
      await defer(detection.deferred, nowMs);
    },
    closeQuiet: async (nowMs: number) => {
      await sweep(nowMs, deps);
      await relay(nowMs);
    },
    tell: async (target: string, nowMs: number, mailer = SENDING) => {
      const head = await deps.incidents.read(LIVE, target);
      for (const { id } of head?.incidents ?? []) {
        const look = { scope: LIVE, target, incidentId: id };
        await notify(look, nowMs, { ...deps, sink: emailSink(mailer, spend) }).catch(
          () => undefined,
        );
      }
    },
    remind: async () => {
      const sinks = [{ id: EMAIL, notificationLog: deps.notificationLog }];
      const pending = await pendingNotifications({ incidents: deps.incidents, sinks });
      await sqsNotificationQueue(looks.client, "queue")(pending.get(EMAIL) ?? []);
    },
  };
}

type Installation = ReturnType<typeof installation>;

/** Ten days of people who ask for codes and type them in. */
async function peacefulDays({ count }: Installation): Promise<void> {
  await count(confirmationsAt([START - 10 * DAY_MS]), START - 10 * DAY_MS);
  for (const days of [3, 2, 1]) {
    const atMs = START - days * DAY_MS;
    const asked = requestsAt(seconds(atMs, 5));
    await count([...asked, ...confirmationsAt(seconds(atMs + MINUTE_MS, 4))], atMs + HOUR_MS);
  }
}

/** An attack that was over and told before the others begin. */
async function attackThatEnded({ count, relay, tell, closeQuiet }: Installation): Promise<void> {
  const atMs = START - 3 * HOUR_MS;
  const known = { clientId: "over", ip: "192.0.2.90" };
  await count(requestsAt(seconds(atMs, 12), known), atMs + MINUTE_MS);
  await relay(atMs + MINUTE_MS);
  await tell("client:over", atMs + MINUTE_MS);
  await closeQuiet(atMs + HOUR_MS);
  await tell("client:over", atMs + HOUR_MS);
}

async function night(installed: Installation): Promise<void> {
  const { spend, count, relay, tell, remind } = installed;
  const nowMs = START + MINUTE_MS;
  await spend.write(ACCOUNT, REGION, spendFiguresAt(START));
  // One attack is told, and then grows so that there is more to tell, which must wait.
  const attacker = { ip: "192.0.2.66" };
  await count(requestsAt(seconds(START, 40), attacker), nowMs);
  // Another one is being told by somebody who dies.
  const leased = { clientId: "leased", ip: "192.0.2.80" };
  await count(requestsAt(seconds(START, 12), leased), nowMs);
  await relay(nowMs);
  await tell("client:app", nowMs);
  await tell("client:leased", nowMs, DYING);
  await count(requestsAt(seconds(START + 40_000, 250), attacker), nowMs + MINUTE_MS);
  await relay(nowMs + MINUTE_MS);
  await remind();
  // Somebody who has confirmed before has time to confirm now.
  await count(requestsAt(seconds(START, 12), { ip: IP }), nowMs + MINUTE_MS);
  // Half of what it takes, and a finding that nobody has published.
  const half = { clientId: "half", ip: "192.0.2.70" };
  await count(requestsAt(seconds(START, 6), half), nowMs + MINUTE_MS);
  const left = { clientId: "left", ip: "192.0.2.71" };
  await count(requestsAt(seconds(START, 12), left), nowMs + MINUTE_MS);
}

async function scan(client: DynamoDBClient, TableName: string): Promise<Stored["state"]> {
  const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand({ TableName }));
  if (LastEvaluatedKey !== undefined) throw new Error(`${TableName}: more than one page`);
  const placeOf = ({ pk, sk }: Stored["state"][number]): string => `${pk?.S} ${sk?.S}`;
  return [...Items].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

/**
 * Lets this version work through a night with a clock of its own.
 *
 * @returns whole items as they lie in the tables, and messages as they lie in the queues
 */
export async function recordStored(): Promise<Stored> {
  const { client, tables, stop } = await startDynamoLocal();
  try {
    const installed = installation(client, tables);
    await peacefulDays(installed);
    await attackThatEnded(installed);
    await night(installed);
    return {
      state: await scan(client, tables.state),
      findings: await scan(client, tables.findings),
      messages: installed.messages,
    };
  } finally {
    await stop();
  }
}
