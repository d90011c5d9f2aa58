import type { SQSRecord } from "aws-lambda";
import { memoryIncidentStore } from "../../../lambda/adapters/memory/outcomes";
import type { Postponed } from "../../../lambda/adapters/aws/queues";
import { parseConfig } from "../../../lambda/core/model/config";
import type { BulkAnswer, Reject } from "../../../lambda/core/elastic/store-documents";
import type { Finding } from "../../../lambda/core/findings/finding";
import type { IncidentHead } from "../../../lambda/core/incidents/incident";
import type { StepName, StoredStep } from "../../../lambda/core/incidents/outbox";
import { findingEvent, incidentEvent } from "../../../lambda/core/incidents/published";
import { at } from "../../../lambda/core/sources/records/json";
import { MINUTE_MS } from "../../../lambda/core/model/time";
import { forwardBatch, type ForwardDeps } from "../../../lambda/forward/batch";
import { findingOf, incidentFrom, NIGHT, SCOPE, TARGET } from "../../support/incidents";
import { keptTelemetry } from "../../support/telemetry";

const NOW = NIGHT + MINUTE_MS;

const stepOf = (known: Partial<Finding> = {}): StoredStep => ({
  type: "finding",
  kind: "opened",
  sequence: 1,
  atMs: NIGHT,
  finding: findingOf(known),
});

const incidentStep = (known: Partial<Finding> = {}): StoredStep => ({
  type: "incident",
  reasons: ["opened"],
  atMs: NIGHT,
  incident: incidentFrom(findingOf(known)),
});

function recordOf(step: StoredStep, messageId = "m", receives = 1): SQSRecord {
  const { detailType, detail } = step.type === "finding" ? findingEvent(step) : incidentEvent(step);
  return messageOf({ "detail-type": detailType, detail }, messageId, receives);
}

const messageOf = (body: unknown, messageId = "m", receives = 1): SQSRecord =>
  ({
    messageId,
    receiptHandle: `handle of ${messageId}`,
    attributes: { ApproximateReceiveCount: String(receives) },
    body: typeof body === "string" ? body : JSON.stringify(body),
  }) as SQSRecord;

const nameText = ({ scope, target, id, sequence }: StepName): string =>
  JSON.stringify([scope, target, id, sequence]);

function nameTextOf(step: StoredStep): string {
  const { scope, target, id } = step.type === "finding" ? step.finding : step.incident;
  const sequence = step.type === "finding" ? step.sequence : step.incident.revision;
  return nameText({ scope, target, id, sequence });
}

/** What the answer says of the document of an id: a status and a type of error. */
type Fate = readonly [status: number, type?: string];

interface Setting {
  readonly steps?: readonly StoredStep[];
  readonly heads?: readonly Omit<IncidentHead, "version">[];
  readonly fate?: (id: string) => Fate;
  readonly answer?: BulkAnswer;
  readonly change?: (deps: ForwardDeps) => ForwardDeps;
}

/** A forwarder whose Elasticsearch answers as it is told to. */
async function forwarder({ steps = [], heads = [], fate, answer, change }: Setting) {
  const incidents = memoryIncidentStore();
  for (const head of heads) await incidents.write({ ...head, version: 1 }, []);
  const table = new Map(steps.map((step) => [nameTextOf(step), step]));
  const sent: { readonly id: string; readonly body: unknown }[] = [];
  const rejects: Reject[] = [];
  const postponed: Postponed[] = [];
  const deadlines: number[] = [];
  const incidentReads: string[] = [];
  const { telemetry, logs, measured } = keptTelemetry();
  const bulk = (text: string): Promise<BulkAnswer> => {
    if (answer !== undefined) return Promise.resolve(answer);
    const lines = text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as unknown);
    const items = [];
    for (let i = 0; i < lines.length; i += 2) {
      const id = String(at(lines[i], "create", "_id"));
      sent.push({ id, body: lines[i + 1] });
      const [status, type] = fate?.(id) ?? [201];
      const error = type === undefined ? {} : { error: { type, reason: "because" } };
      items.push({ create: { _id: id, status, ...error } });
    }
    return Promise.resolve({ kind: "answered", status: 200, body: { items } });
  };
  const deps: ForwardDeps = {
    ...telemetry,
    config: parseConfig({ runbookUrl: "https://example.com/runbooks" }),
    namespace: "default",
    steps: (name) => Promise.resolve(table.get(nameText(name))),
    incidents: {
      read: (scope, target) => {
        incidentReads.push(target);
        return incidents.read(scope, target);
      },
    },
    elastic: (deadlineMs) => {
      deadlines.push(deadlineMs);
      return { bulk, pause: () => Promise.resolve(false) };
    },
    requestBytes: 1_000_000,
    reject: (reject) => {
      rejects.push(reject);
      return Promise.resolve();
    },
    postpone: (messages) => {
      postponed.push(...messages);
      return Promise.resolve(0);
    },
    random: () => 0.9999,
  };
  const run = async (...records: readonly SQSRecord[]): Promise<string[]> => {
    const moment = { nowMs: NOW, remainingMs: () => 60_000 };
    const { batchItemFailures } = await forwardBatch(records, moment, change?.(deps) ?? deps);
    return batchItemFailures.map((each) => each.itemIdentifier);
  };
  return { run, sent, rejects, postponed, deadlines, incidentReads, logs, measured };
}

describe("a step", () => {
  test("is stored as its document, and its message is done", async () => {
    const step = stepOf();
    const { run, sent, measured, deadlines, logs } = await forwarder({ steps: [step] });
    expect(await run(recordOf(step))).toEqual([]);
    expect(sent.map(({ id }) => id)).toEqual(["finding-F0000000000000000001-1"]);
    expect(at(sent[0]!.body, "event", "ingested")).toBe("2026-11-17T04:52:00.000Z");
    expect(measured).toEqual([{ name: "DocumentsStored", value: 1 }]);
    expect(deadlines).toEqual([NOW + 50_000]);
    expect(logs).toEqual([]);
  });

  test("is believed as the table has it, and not as its event says", async () => {
    const step = stepOf();
    const { run, sent } = await forwarder({ steps: [step] });
    const record = recordOf(step);
    await run({ ...record, body: record.body.replaceAll('"count":40', '"count":9999') });
    expect(JSON.stringify(sent)).not.toContain("9999");
  });

  test("that is there already is done, too", async () => {
    const step = stepOf();
    const fate = (): Fate => [409, "version_conflict_engine_exception"];
    const { run, measured, rejects } = await forwarder({ steps: [step], fate });
    expect(await run(recordOf(step))).toEqual([]);
    expect(measured).toEqual([{ name: "DocumentsDuplicate", value: 1 }]);
    expect(rejects).toEqual([]);
  });

  test("of a finding names the incident that it belongs to, read once for a target", async () => {
    const steps = [
      stepOf({ id: "F1" }),
      stepOf({ id: "F2" }),
      stepOf({ id: "F3", target: "client:b" }),
    ];
    const incident = incidentFrom(findingOf());
    const heads = [{ scope: SCOPE, target: TARGET, incidents: [incident] }];
    const { run, sent, incidentReads } = await forwarder({ steps, heads });
    await run(...steps.map((step, i) => recordOf(step, `m${i}`)));
    const ids = sent.map(({ body }) => at(body, "event", "id"));
    expect(ids).toEqual([incident.id, incident.id, "F3"]);
    expect(incidentReads.sort()).toEqual([TARGET, "client:b"].sort());
  });

  test("of an incident needs no other read", async () => {
    const step = incidentStep();
    const { run, sent, incidentReads } = await forwarder({ steps: [step] });
    expect(await run(recordOf(step))).toEqual([]);
    expect(sent[0]!.id).toMatch(/^incident-/);
    expect(incidentReads).toEqual([]);
  });

  test("that comes twice in a batch is sent twice: the second is a duplicate", async () => {
    const step = stepOf();
    let seen = 0;
    const fate = (): Fate => (seen++ === 0 ? [201] : [409, "version_conflict_engine_exception"]);
    const { run, measured } = await forwarder({ steps: [step], fate });
    expect(await run(recordOf(step, "m1"), recordOf(step, "m2"))).toEqual([]);
    expect(measured).toEqual([
      { name: "DocumentsStored", value: 1 },
      { name: "DocumentsDuplicate", value: 1 },
    ]);
  });
});

describe("a reject", () => {
  const refused = (): Fate => [400, "document_parsing_exception"];

  test("is kept with Elasticsearch's reason and its event, and its message is done", async () => {
    const step = stepOf();
    const { run, rejects, logs, measured } = await forwarder({ steps: [step], fate: refused });
    const record = recordOf(step);
    expect(await run(record)).toEqual([]);
    expect(rejects).toEqual([
      {
        reason: { status: 400, type: "document_parsing_exception", text: "because" },
        documentId: "finding-F0000000000000000001-1",
        rejectedAtMs: NOW,
        event: JSON.parse(record.body) as unknown,
      },
    ]);
    expect(measured).toEqual([{ name: "DocumentsRejected", value: 1 }]);
    expect(logs).toEqual([
      {
        level: "error",
        message: "a document was refused",
        extra: {
          documentId: "finding-F0000000000000000001-1",
          status: 400,
          type: "document_parsing_exception",
          text: "because",
        },
      },
    ]);
  });

  test("that the queue does not take leaves its message to come again", async () => {
    const step = stepOf();
    const { run, postponed, measured } = await forwarder({
      steps: [step],
      fate: refused,
      change: (deps) => ({ ...deps, reject: () => Promise.reject(new Error("throttled")) }),
    });
    expect(await run(recordOf(step))).toEqual(["m"]);
    expect(postponed).toHaveLength(1);
    expect(measured).toEqual([{ name: "DocumentsRetried", value: 1 }]);
  });

  test("is acknowledged only when the queue has answered", async () => {
    const step = stepOf();
    let taken: (() => void) | undefined;
    let isDone = false;
    const { run } = await forwarder({
      steps: [step],
      fate: refused,
      change: (deps) => ({
        ...deps,
        reject: () => new Promise<void>((resolve) => (taken = resolve)),
      }),
    });
    const running = run(recordOf(step)).then(() => (isDone = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isDone).toBe(false);
    taken!();
    await running;
  });

  test("is whatever names no step, as it came", async () => {
    const { run, rejects, sent } = await forwarder({});
    expect(await run(messageOf("not JSON", "a"), messageOf({ detail: {} }, "b"))).toEqual([]);
    expect(
      rejects.map(({ documentId, reason, event }) => [documentId, reason.type, event]),
    ).toEqual([
      ["", "malformed_event", "not JSON"],
      ["", "malformed_event", { detail: {} }],
    ]);
    expect(sent).toEqual([]);
  });

  test("is a step that the table does not have", async () => {
    const { run, rejects } = await forwarder({});
    expect(await run(recordOf(stepOf()), recordOf(incidentStep()))).toEqual([]);
    expect(
      rejects.map(({ documentId, reason }) => [documentId, reason.status, reason.type]),
    ).toEqual([
      ["finding-F0000000000000000001-1", 0, "step_not_found"],
      [expect.stringMatching(/^incident-\w+-1$/) as string, 0, "step_not_found"],
    ]);
  });

  test("is a step of which no document can be made, and takes no neighbour along", async () => {
    const [sound, broken] = [stepOf({ id: "F1" }), stepOf({ id: "F2" })];
    const odd = { ...broken, finding: { id: "F2", scope: SCOPE, target: TARGET, measure: {} } };
    const { run, rejects, sent } = await forwarder({
      steps: [sound, broken],
      change: (deps) => ({
        ...deps,
        steps: (name) =>
          name.id === "F2" ? Promise.resolve(odd as unknown as StoredStep) : deps.steps(name),
      }),
    });
    expect(await run(recordOf(sound, "a"), recordOf(broken, "b"))).toEqual([]);
    expect(rejects.map(({ documentId, reason }) => [documentId, reason.type])).toEqual([
      ["finding-F2-1", "no_document"],
    ]);
    expect(sent).toHaveLength(1);
  });

  test("is a document that is too large", async () => {
    const step = stepOf();
    const { run, rejects, sent } = await forwarder({
      steps: [step],
      change: (deps) => ({ ...deps, requestBytes: 1000 }),
    });
    expect(await run(recordOf(step))).toEqual([]);
    expect(rejects[0]!.reason).toEqual({
      status: 0,
      type: "document_too_large",
      text: "the document has more than 1000 bytes",
    });
    expect(sent).toEqual([]);
  });
});

describe("a message that comes again", () => {
  const AWAY: BulkAnswer = {
    kind: "outage",
    reason: { status: 401, type: "unauthorized", text: "store a valid key" },
  };

  test("waits the longer the more often it has failed", async () => {
    const steps = [stepOf({ id: "F1" }), stepOf({ id: "F2" })];
    const { run, postponed } = await forwarder({ steps, answer: AWAY });
    const records = [recordOf(steps[0]!, "a"), recordOf(steps[1]!, "b", 4)];
    expect(await run(...records)).toEqual(["a", "b"]);
    expect(postponed).toEqual([
      { receiptHandle: "handle of a", seconds: 60 },
      { receiptHandle: "handle of b", seconds: 480 },
    ]);
  });

  test("is logged with the reason, one line for all that share it", async () => {
    const steps = [stepOf({ id: "F1" }), stepOf({ id: "F2" })];
    const { run, logs, measured, rejects } = await forwarder({ steps, answer: AWAY });
    await run(...steps.map((step, i) => recordOf(step, `m${i}`)));
    expect(logs).toEqual([
      {
        level: "error",
        message: "documents are not stored yet and come again",
        extra: { documents: 2, status: 401, type: "unauthorized", text: "store a valid key" },
      },
    ]);
    expect(measured).toEqual([{ name: "DocumentsRetried", value: 2 }]);
    expect(rejects).toEqual([]);
  });

  test.each([
    ["refuses", () => Promise.resolve(1)],
    ["fails", () => Promise.reject(new Error("throttled"))],
  ])("does so even if the queue %s to hide it", async (_, postpone) => {
    const step = stepOf();
    const change = (deps: ForwardDeps): ForwardDeps => ({ ...deps, postpone });
    const { run, logs } = await forwarder({ steps: [step], answer: AWAY, change });
    expect(await run(recordOf(step))).toEqual(["m"]);
    expect(logs.map(({ message }) => message)).toContain("could not postpone messages");
  });

  test("is one whose step or incident could not be read, and no other", async () => {
    const steps = ["a", "b", "c"].map((id) => stepOf({ id, target: `client:${id}` }));
    const { run, sent } = await forwarder({
      steps,
      change: (deps) => ({
        ...deps,
        steps: (name) =>
          name.id === "a" ? Promise.reject(new Error("throttled")) : deps.steps(name),
        incidents: {
          read: (scope, target) =>
            target === "client:b"
              ? Promise.reject(new Error("throttled"))
              : deps.incidents.read(scope, target),
        },
      }),
    });
    expect(await run(...steps.map((step, i) => recordOf(step, `m${i}`)))).toEqual(["m0", "m1"]);
    expect(sent.map(({ id }) => id)).toEqual(["finding-c-1"]);
  });

  test("is one that found no room, while its neighbours are done", async () => {
    const steps = ["a", "b", "c"].map((id) => stepOf({ id }));
    const fate = (id: string): Fate =>
      id === "finding-b-1" ? [429, "es_rejected_execution_exception"] : [201];
    const { run, postponed } = await forwarder({ steps, fate });
    expect(await run(...steps.map((step, i) => recordOf(step, `m${i}`)))).toEqual(["m1"]);
    expect(postponed).toHaveLength(1);
  });
});
