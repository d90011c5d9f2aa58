import {
  BatchWriteItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { SQSRecord } from "aws-lambda";
import { dynamoDeps } from "../../lambda/adapters/deps";
import { emailSink } from "../../lambda/core/notifications/email-sink";
import { dynamoHourlyPages } from "../../lambda/adapters/state-table/hourly-pages";
import { dynamoNotificationLog } from "../../lambda/adapters/state-table/notifications";
import { dynamoOutbox } from "../../lambda/adapters/findings-table/outbox";
import { dynamoSpendStore } from "../../lambda/adapters/state-table/spend";
import { dynamoStepSource } from "../../lambda/adapters/findings-table/stores";
import { confirmationsOf, hitsOf, sizeOf } from "../../lambda/core/counting/windows/window";
import { parseConfig } from "../../lambda/core/model/config";
import { DAY_MS, dayOf, HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { takePlace } from "../../lambda/core/notifications/places";
import { at, stringAt } from "../../lambda/core/sources/records/json";
import { detectBatch } from "../../lambda/detect/batch";
import { forwardBatch } from "../../lambda/forward/batch";
import { notifyBatch, serveIncidents } from "../../lambda/notify/batch";
import { onDynamoLocal } from "../support/dynamo-local";
import { freshTables } from "../support/fresh-tables";
import { outbox } from "../support/incidents";
import { ACCOUNT, CLIENT, IP, LIVE } from "../support/observations";
import { spendFiguresAt } from "../support/spend-figures";
import { storedBy } from "../support/stored-items";
import { keptTelemetry } from "../support/telemetry";

/* What version 0.1.0 has stored and sent in a night, and what this version makes of it. */

const START = Date.UTC(2026, 10, 20, 3);
const HOUR = START / HOUR_MS;
const ATTACKER = { type: "ip", value: "192.0.2.66" } as const;

const FINDING = "ZB89BV18BZ0A4HD7V9N3";
const INCIDENT = "NSW8982KZ5H21TPK4CMC";
const LEASED = { scope: LIVE, target: "client:leased", incidentId: "EG0ER3KKW4VWE54WPXF6" };
const OVER = "8JCPNQHV7Q606S2E9RC5";
const UNPUBLISHED = { id: "T80ANDF99SVA726WA2HT", target: "client:left" };

const stored = storedBy("0.1.0");

async function put(
  client: DynamoDBClient,
  table: string,
  items: readonly Record<string, AttributeValue>[],
): Promise<void> {
  for (let start = 0; start < items.length; start += 25) {
    const puts = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }));
  }
}

const messages = (bodies: readonly string[]): readonly SQSRecord[] =>
  bodies.map((body, i) => ({ messageId: `m${i}`, body, attributes: {} }) as SQSRecord);

onDynamoLocal("what version 0.1.0 has stored", (local) => {
  const fresh = freshTables(() => local.client);

  async function open() {
    const { client } = local;
    const tables = await fresh();
    await put(client, tables.state, stored.state);
    await put(client, tables.findings, stored.findings);
    const { mails, mailer } = outbox();
    const { telemetry } = keptTelemetry();
    return {
      mails,
      deps: {
        ...dynamoDeps(client, tables, parseConfig({})),
        ...telemetry,
        sink: emailSink(mailer, dynamoSpendStore(client, tables.state)),
        measures: { sent: "EmailsSent", waiting: "EmailsWaiting", refused: "EmailsRefused" },
        notificationLog: dynamoNotificationLog(client, tables.state),
        pages: dynamoHourlyPages(client, tables.state),
        spend: dynamoSpendStore(client, tables.state),
        outbox: dynamoOutbox(client, tables.findings),
        steps: dynamoStepSource(client, tables.findings),
      },
    };
  }
  type Deps = Awaited<ReturnType<typeof open>>["deps"];
  let deps: Deps;
  let mails: Awaited<ReturnType<typeof open>>["mails"];
  beforeEach(async () => {
    ({ deps, mails } = await open());
  });

  describe("is read:", () => {
    test("since when an account is known, so that learning does not begin anew", async () => {
      const first = await deps.learning?.firstSeen(ACCOUNT, START);
      expect(first).toBe(START - 10 * DAY_MS);
    });

    test("on which days an address confirmed", async () => {
      const days = await deps.known.days(LIVE, CLIENT, { type: "ip", value: IP });
      const today = dayOf(START);
      expect(days).toEqual(new Set([today - 10, today - 3, today - 2, today - 1]));
    });

    test("minutes and the baseline of the days before", async () => {
      const entity = { type: "app-client", value: "app" } as const;
      const key = { scope: LIVE, target: CLIENT, ruleId: "cognito-client-unconverted", entity };
      const [hour, ...others] = await deps.minutes.read(key, HOUR, HOUR);
      expect(others).toEqual([]);
      expect(hour?.requests.slice(0, 6)).toEqual([72, 60, 60, 60, 50, 0]);
      expect(hour?.paid).toEqual(hour?.requests);
      const [quiet] = await deps.minutes.read(key, HOUR - 24, HOUR - 24);
      expect(quiet?.confirmed.slice(0, 3)).toEqual([0, 4, 0]);
      const baseline = await deps.baselines.read(key, dayOf(START));
      expect(baseline).toEqual({ days: 3, peak: 5, requests: 15, confirmed: 13 });
    });

    test("windows with their tokens, their overflow, their confirmations and their texts", async () => {
      const key = { scope: LIVE, target: CLIENT, spanMs: 5 * MINUTE_MS, entity: ATTACKER };
      const index = START / key.spanMs;
      const [chunk] = await deps.windows.read(key, index, index);
      const series = chunk?.series[hitsOf("cognito-sms-burst")];
      expect(series?.tokens).toHaveLength(240);
      expect(series && sizeOf(series)).toBe(290);
      expect(series?.paidOverflow).toBe(50);
      expect(chunk?.texts).not.toEqual([]);
      const people = { ...key, entity: { type: "ip", value: IP } as const };
      const day = index - DAY_MS / key.spanMs;
      const [before] = await deps.windows.read(people, day, day);
      const confirmed = before?.series[confirmationsOf("cognito-sms-burst")];
      expect(confirmed?.tokens).toHaveLength(4);
    });

    test("findings that go on and one that is over", async () => {
      const heads = await deps.findings.ofTarget(LIVE, CLIENT);
      const findings = heads.flatMap((head) => head.findings);
      expect(findings.find(({ id }) => id === FINDING)).toMatchObject({
        ruleId: "cognito-sms-burst",
        entity: ATTACKER,
        status: "open",
        count: 290,
        level: 1,
        steps: 2,
        firstSeen: START,
      });
      expect(heads.map(({ version }) => version)).toEqual([2, 2]);
      const [over] = await deps.findings.ofTarget(LIVE, "client:over");
      expect(over?.findings).toMatchObject([{ status: "closed" }]);
      const open = await deps.findings.open();
      expect(open.map(({ target }) => target).sort()).toEqual([
        ...[CLIENT, CLIENT],
        ...["client:leased", "client:left"],
      ]);
    });

    test("incidents, and which of them have more to tell", async () => {
      const head = await deps.incidents.read(LIVE, CLIENT);
      expect(head?.incidents).toMatchObject([
        { id: INCIDENT, status: "open", revision: 2, nextCount: 400, count: 290, level: 2 },
      ]);
      const unsettled = await deps.incidents.unsettled();
      expect(unsettled.map(({ target }) => target).sort()).toEqual([CLIENT, "client:leased"]);
    });

    test("steps, and which of them are not published", async () => {
      const step = await deps.steps({ scope: LIVE, target: CLIENT, id: INCIDENT, sequence: 2 });
      expect(step).toMatchObject({ type: "incident", incident: { id: INCIDENT, revision: 2 } });
      const [key, ...others] = await deps.outbox.waiting();
      expect(others).toEqual([]);
      expect(await deps.outbox.read(key!)).toMatchObject({
        type: "finding",
        kind: "opened",
        sequence: 1,
        finding: UNPUBLISHED,
      });
    });

    test("what people were told, by whom it is being told, and until when", async () => {
      const { notificationLog } = deps;
      const [told, ...others] = await notificationLog.ofTarget(LIVE, CLIENT);
      expect(others).toEqual([]);
      const atMs = START + MINUTE_MS;
      expect(told).toMatchObject({
        incidentId: INCIDENT,
        revision: 1,
        level: 0,
        status: "open",
        atMs,
      });
      const [over] = await notificationLog.ofTarget(LIVE, "client:over");
      expect(over).toMatchObject({ incidentId: OVER, revision: 2, status: "closed" });
      expect(await notificationLog.ofTarget(LIVE, LEASED.target)).toEqual([]);

      const look = { scope: LIVE, target: CLIENT, incidentId: INCIDENT };
      expect(await notificationLog.claim(look, 1, START + HOUR_MS)).toBe(false);
      expect(await notificationLog.claim(look, 2, START + HOUR_MS)).toBe(true);
      const claimedUntil = START + 3 * MINUTE_MS;
      expect(await notificationLog.claim(LEASED, 1, claimedUntil - 1)).toBe(false);
      expect(await notificationLog.claim(LEASED, 1, claimedUntil)).toBe(true);
    });

    test("which incidents have a place in the hour", async () => {
      const contender = { target: CLIENT, severity: "critical", paid: 1e6, usd: 1e5 } as const;
      const ask = (id: string, perHour: number) =>
        takePlace({ id, ...contender }, HOUR * HOUR_MS, perHour, deps.pages);
      expect(await ask(INCIDENT, 2)).toBeUndefined();
      expect(await ask("new", 2)).toMatchObject({ waiting: 1, largest: { id: "new" } });
      expect(await ask("new", 3)).toBeUndefined();
    });

    test("what the account spends", async () => {
      expect(await deps.spend.read(ACCOUNT, "eu-west-1")).toEqual(spendFiguresAt(START));
    });
  });

  describe("is gone on with:", () => {
    const serve = () => serveIncidents(deps);

    /** What the detector makes of messages: those that come again, and what it puts off. */
    async function detected(bodies: readonly string[], nowMs: number) {
      const deferred: unknown[] = [];
      const { batchItemFailures } = await detectBatch(
        { Records: [...messages(bodies)] },
        { nowMs, remainingMs: () => 60_000 },
        {
          ...deps,
          deferEvaluations: (all) => Promise.resolve(void deferred.push(...all)),
          drillsQueueArn: "drills",
          clients: new Set<string>(),
        },
      );
      return { batchItemFailures, deferred };
    }

    test("a verdict that was put off opens its finding", async () => {
      const own = stored.messages.detect.filter((body) => body.includes(`"value":"${IP}"`));
      expect(own).toHaveLength(1);
      const { batchItemFailures } = await detected(own, START + 10 * MINUTE_MS);
      expect(batchItemFailures).toEqual([]);
      const heads = await deps.findings.ofTarget(LIVE, CLIENT);
      const findings = heads.flatMap((head) => head.findings);
      expect(findings.filter(({ entity }) => entity.value === IP)).toMatchObject([
        { ruleId: "cognito-sms-burst", status: "open", count: 12, firstSeen: START },
      ]);
    });

    test("every verdict that was put off can be read", async () => {
      expect(stored.messages.detect.length).toBeGreaterThan(3);
      const { batchItemFailures, deferred } = await detected(stored.messages.detect, START);
      expect(batchItemFailures).toEqual([]);
      expect(deferred).toHaveLength(stored.messages.detect.length);
    });

    test("requests for e-mails are answered when their time has come, and once", async () => {
      const requests = messages(stored.messages.notify);
      const failuresAt = async (nowMs: number) =>
        (await notifyBatch(requests, nowMs, serve(), deps)).batchItemFailures;
      // Both wait: for the lease of somebody who died, and for a quarter of an hour to pass.
      expect(await failuresAt(START + 2 * MINUTE_MS)).toEqual([{ itemIdentifier: "m0" }]);
      expect(mails).toEqual([]);
      const later = START + 20 * MINUTE_MS;
      expect(await failuresAt(later)).toEqual([]);
      expect(await failuresAt(later)).toEqual([]);
      const begun = mails.map(({ subject, body }) => [
        subject.includes("client leased"),
        body.split(" since ")[0],
      ]);
      expect(begun).toEqual([
        [true, "ONGOING"],
        [false, "ESCALATED to CRITICAL, ONGOING"],
      ]);
    });

    test("published incidents of which people know are not told again", async () => {
      const known = stored.messages.forward.filter((body) => body.includes(`"id":"${OVER}"`));
      expect(known.length).toBeGreaterThan(1);
      const { batchItemFailures } = await notifyBatch(
        messages(known),
        START + HOUR_MS,
        serve(),
        deps,
      );
      expect(batchItemFailures).toEqual([]);
      expect(mails).toEqual([]);
    });

    test("published steps are filed", async () => {
      const ids: string[] = [];
      const bulk = (text: string) => {
        const items = text
          .split("\n")
          .map((line): unknown => (line === "" ? {} : JSON.parse(line)))
          .flatMap((line) => stringAt(line, "create", "_id") ?? [])
          .map((_id) => ({ create: { _id, status: 201 } }));
        ids.push(...items.map(({ create }) => create._id));
        return Promise.resolve({
          kind: "answered" as const,
          status: 200 as const,
          body: { items },
        });
      };
      const rejected: unknown[] = [];
      const { batchItemFailures } = await forwardBatch(
        [...messages(stored.messages.forward)],
        { nowMs: START + HOUR_MS, remainingMs: () => 60_000 },
        {
          ...deps,
          namespace: "default",
          elastic: () => ({ bulk, pause: () => Promise.resolve(false) }),
          requestBytes: 1_000_000,
          reject: (reject) => Promise.resolve(void rejected.push(reject)),
          postpone: () => Promise.resolve(0),
          random: () => 0,
        },
      );
      expect(batchItemFailures).toEqual([]);
      expect(rejected).toEqual([]);
      expect(ids).toHaveLength(stored.messages.forward.length);
      const types = stored.messages.forward.map((body) => at(JSON.parse(body), "detail-type"));
      expect(new Set(types).size).toBe(2);
    });
  });
});
