import type { SQSRecord } from "aws-lambda";
import { memoryDeps } from "../../../lambda/adapters/deps";
import { parseConfig } from "../../../lambda/core/model/config";
import { incidentEvent } from "../../../lambda/core/incidents/published";
import { MINUTE_MS } from "../../../lambda/core/model/time";
import { notifyBatch, serveIncidents } from "../../../lambda/notify/batch";
import { findingOf, incidentFrom, NIGHT, outbox } from "../../support/incidents";
import { keptTelemetry } from "../../support/telemetry";

const sqs = (body: unknown, messageId = "m"): SQSRecord =>
  ({ messageId, body: typeof body === "string" ? body : JSON.stringify(body) }) as SQSRecord;

const incidentOn = (target: string) => incidentFrom(findingOf({ target }), { target });

/** A notifier on stores in memory, with the given targets under attack. */
async function notifier(...targets: readonly string[]) {
  const { mails, mailer } = outbox();
  const stores = memoryDeps(parseConfig({}), mailer);
  for (const target of targets) {
    const incident = incidentOn(target);
    const { scope } = incident;
    await stores.incidents.write({ scope, target, version: 1, incidents: [incident] }, []);
  }
  const { telemetry, logs, measured } = keptTelemetry();
  const measures = { sent: "EmailsSent", waiting: "EmailsWaiting", refused: "EmailsRefused" };
  const report = { ...telemetry, measures };
  const run = async (records: readonly SQSRecord[], nowMs = NIGHT): Promise<string[]> =>
    (await notifyBatch(records, nowMs, serveIncidents(stores), report)).batchItemFailures.map(
      (each) => each.itemIdentifier,
    );
  return { run, deps: stores, report, mails, logs, measured };
}

const requestFor = (target: string) => {
  const { scope, id } = incidentOn(target);
  return { scope, target, incidentId: id };
};

const eventOn = (target: string) => {
  const step = { reasons: ["opened"] as const, atMs: NIGHT, incident: incidentOn(target) };
  const { detailType, detail } = incidentEvent(step);
  return { source: "sms-pumping", "detail-type": detailType, detail };
};

describe("a message", () => {
  test("of the bus has its incident told", async () => {
    const { run, mails, measured } = await notifier("client:a");
    expect(await run([sqs(eventOn("client:a"))])).toEqual([]);
    expect(mails).toHaveLength(1);
    expect(measured).toEqual([{ name: "EmailsSent", value: 1 }]);
  });

  test("of the sweep has its incident told", async () => {
    const { run, mails } = await notifier("client:a");
    expect(await run([sqs({ request: requestFor("client:a") })])).toEqual([]);
    expect(mails).toHaveLength(1);
  });

  test("is believed in its key only: what it says of the incident is not told", async () => {
    const { run, mails } = await notifier("client:a");
    const event = eventOn("client:a");
    const body = JSON.stringify(event).replaceAll('"count":40', '"count":9999');
    expect(body).toContain("9999");
    await run([sqs(body)]);
    expect(mails[0]!.body).toContain("40 ");
    expect(mails[0]!.body).not.toContain("9999");
  });

  test("that comes again is acknowledged and tells nobody", async () => {
    const { run, mails } = await notifier("client:a");
    await run([sqs({ request: requestFor("client:a") })]);
    expect(await run([sqs({ request: requestFor("client:a") })])).toEqual([]);
    expect(mails).toHaveLength(1);
  });

  test("for which it is too soon is acknowledged: the sweep asks again", async () => {
    const { run, deps, mails, measured } = await notifier("client:a");
    await run([sqs({ request: requestFor("client:a") })]);
    const incident = { ...incidentOn("client:a"), revision: 2 };
    const { scope, target } = incident;
    await deps.incidents.write({ scope, target, version: 2, incidents: [incident] }, []);
    expect(await run([sqs({ request: requestFor("client:a") })], NIGHT + MINUTE_MS)).toEqual([]);
    expect(mails).toHaveLength(1);
    expect(measured).toContainEqual({ name: "EmailsWaiting", value: 1 });
  });

  test("whose incident somebody else is telling is handed back", async () => {
    const { run, deps, mails } = await notifier("client:a");
    await deps.notificationLog.claim(requestFor("client:a"), 1, NIGHT);
    expect(await run([sqs({ request: requestFor("client:a") })])).toEqual(["m"]);
    expect(mails).toEqual([]);
  });

  test("is read in the form that versions before 0.2 wrote", async () => {
    const { run, mails } = await notifier("client:a");
    expect(await run([sqs({ look: requestFor("client:a") })])).toEqual([]);
    expect(mails).toHaveLength(1);
  });

  test("that names no incident is handed back", async () => {
    const { run, logs } = await notifier("client:a");
    const { scope, target, incidentId } = requestFor("client:a");
    const bad = [
      "not JSON",
      "null",
      {},
      { request: { scope, target } },
      { request: { incidentId } },
    ];
    const records = bad.map((body, i) => sqs(body, `bad-${i}`));
    expect(await run(records)).toEqual(records.map(({ messageId }) => messageId));
    expect(logs).toHaveLength(bad.length);
  });

  test("that cannot be told is handed back and keeps no other from being told", async () => {
    const { run, mails, deps, report } = await notifier("client:a", "client:b");
    const read = deps.incidents.read;
    const broken = {
      ...deps,
      incidents: {
        ...deps.incidents,
        read: (scope: string, target: string) =>
          target === "client:a" ? Promise.reject(new Error("throttled")) : read(scope, target),
      },
    };
    const records = ["client:a", "client:b"].map((target) =>
      sqs({ request: requestFor(target) }, target),
    );
    const { batchItemFailures } = await notifyBatch(records, NIGHT, serveIncidents(broken), report);
    expect(batchItemFailures).toEqual([{ itemIdentifier: "client:a" }]);
    expect(mails).toHaveLength(1);
    expect(await run([records[0]!])).toEqual([]);
    expect(mails).toHaveLength(2);
  });

  test("of an incident that has become part of another is acknowledged", async () => {
    const { run, mails } = await notifier();
    expect(await run([sqs({ request: requestFor("client:a") })])).toEqual([]);
    expect(mails).toEqual([]);
  });
});
