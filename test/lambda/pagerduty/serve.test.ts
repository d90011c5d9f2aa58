import type { SQSRecord } from "aws-lambda";
import { memoryDeps } from "../../../lambda/adapters/deps";
import { parseConfig } from "../../../lambda/core/model/config";
import type { PagerDutyEvent } from "../../../lambda/core/notifications/pagerduty/event";
import { NotificationRefused } from "../../../lambda/core/notifications/sink";
import type { Reject } from "../../../lambda/core/elastic/store-documents";
import { notifyBatch } from "../../../lambda/notify/batch";
import { keepInRejects, servePagerDuty } from "../../../lambda/pagerduty/serve";
import { alarmEvent } from "../../support/alarm-events";
import { NIGHT, outbox } from "../../support/incidents";
import { incidentOn, requestFor, put } from "../../support/notify-properties";
import { keptTelemetry } from "../../support/telemetry";

const record = (body: unknown, messageId = "m"): SQSRecord =>
  ({ messageId, body: JSON.stringify(body) }) as SQSRecord;

async function pager(refusal?: Error) {
  const stores = memoryDeps(parseConfig({}), outbox().mailer);
  const incident = incidentOn("client:a", "A");
  await put(stores.incidents, "client:a", [incident]);
  const events: PagerDutyEvent[] = [];
  const rejects: Reject[] = [];
  const { telemetry, logs, measured } = keptTelemetry();
  const serve = servePagerDuty({
    ...stores,
    pagesDrills: false,
    send: (event) => {
      if (refusal !== undefined) return Promise.reject(refusal);
      events.push(event);
      return Promise.resolve();
    },
  });
  const report = {
    ...telemetry,
    measures: { sent: "PagesSent", waiting: "PagesWaiting", refused: "PagesRefused" },
    keepRefused: keepInRejects((reject) => {
      rejects.push(reject);
      return Promise.resolve();
    }),
  };
  const run = async (...records: readonly SQSRecord[]) =>
    (await notifyBatch(records, NIGHT, serve, report)).batchItemFailures.map(
      ({ itemIdentifier }) => itemIdentifier,
    );
  return { run, events, rejects, logs, measured, request: requestFor(incident) };
}

describe("a message to PagerDuty's function", () => {
  test("of an incident opens it there", async () => {
    const { run, events, measured, request } = await pager();
    expect(await run(record({ request }))).toEqual([]);
    expect(events).toMatchObject([{ event_action: "trigger", dedup_key: "A" }]);
    expect(measured).toEqual([{ name: "PagesSent", value: 1 }]);
  });

  test("of an alarm pages under the alarm's ARN", async () => {
    const { run, events } = await pager();
    const event = alarmEvent("page", NIGHT);
    expect(await run(record(event), record(event, "twice"))).toEqual([]);
    const [arn] = (event as unknown as { resources: readonly string[] }).resources;
    expect(events.map(({ dedup_key: key }) => key)).toEqual([arn]);
  });

  test("of an alarm without data is let go", async () => {
    const { run, events } = await pager();
    const event = alarmEvent("page", NIGHT);
    const state = { ...(event.detail.state as object), value: "INSUFFICIENT_DATA" };
    expect(await run(record({ ...event, detail: { ...event.detail, state } }))).toEqual([]);
    expect(events).toEqual([]);
  });

  test("that PagerDuty refuses for good is kept with the reason, measured, and not tried again", async () => {
    const { run, rejects, logs, measured, request } = await pager(new NotificationRefused("no"));
    expect(await run(record({ request }))).toEqual([]);
    expect(rejects).toMatchObject([
      { reason: { text: "no" }, documentId: "m", event: { request }, rejectedAtMs: NIGHT },
    ]);
    expect(JSON.stringify(logs)).toContain("NotificationRefused: no");
    expect(measured).toEqual([{ name: "PagesRefused", value: 1 }]);
  });

  test("that PagerDuty cannot take now comes again", async () => {
    const { run, rejects, request } = await pager(new Error("PagerDuty answered 503"));
    expect(await run(record({ request }))).toEqual(["m"]);
    expect(rejects).toEqual([]);
  });

  test("that is refused and cannot be kept comes again", async () => {
    const { request } = await pager();
    const { telemetry } = keptTelemetry();
    const serve = () => Promise.reject(new NotificationRefused("no"));
    const keepRefused = () => Promise.reject(new Error("SQS is out"));
    const report = {
      ...telemetry,
      measures: { sent: "s", waiting: "w", refused: "r" },
      keepRefused,
    };
    const { batchItemFailures } = await notifyBatch([record({ request })], NIGHT, serve, report);
    expect(batchItemFailures).toEqual([{ itemIdentifier: "m" }]);
  });
});
