import type { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { DynamoDBRecord } from "aws-lambda";
import { busPublisher } from "../../../lambda/adapters/aws/senders";
import { memoryFindingStore, memoryIncidentStore } from "../../../lambda/adapters/memory/outcomes";
import { parseConfig } from "../../../lambda/core/model/config";
import type { Finding } from "../../../lambda/core/findings/finding";
import { noLinks } from "../../../lambda/core/incidents/linked-targets";
import type { StepKey } from "../../../lambda/core/incidents/outbox";
import { relayBatch } from "../../../lambda/relay/batch";
import { findingOf, NIGHT, SCOPE, TARGET } from "../../support/incidents";
import { keptTelemetry } from "../../support/telemetry";

const findingNumber = (i: number, known: Partial<Finding> = {}): Finding =>
  findingOf({ id: `F${i}`, entity: { type: "ip", value: `203.0.113.${i}` }, ...known });

/** A stream record as DynamoDB writes it. */
const stored = (finding: Finding, position: number, known: object = {}): DynamoDBRecord => ({
  eventName: "INSERT",
  dynamodb: {
    SequenceNumber: String(position),
    NewImage: {
      pk: { S: finding.target },
      sk: { S: `s#${finding.id}` },
      kind: { S: "step" },
      body: {
        S: JSON.stringify({ type: "finding", kind: "opened", sequence: 1, atMs: NIGHT, finding }),
      },
      ...known,
    },
  },
});

/** A relay on stores in memory, and a bus that refuses what it is told to. */
async function relay(findings: readonly Finding[]) {
  const stores = { findings: memoryFindingStore(), incidents: memoryIncidentStore() };
  for (const finding of findings) {
    await stores.findings.write({ key: finding, version: 1, findings: [finding] }, []);
  }
  const done: StepKey[] = [];
  const published: string[] = [];
  const refused = new Set<string>();
  const bus = {
    send: ({ input: { Entries = [] } }: PutEventsCommand) => {
      const answers = Entries.map(({ Detail = "" }) => {
        const { finding } = JSON.parse(Detail) as { readonly finding: { readonly id: string } };
        if (refused.has(finding.id)) return { ErrorCode: "InternalFailure" };
        published.push(finding.id);
        return { EventId: "1" };
      });
      const FailedEntryCount = answers.filter(({ ErrorCode }) => ErrorCode !== undefined).length;
      return Promise.resolve({ Entries: answers, FailedEntryCount });
    },
  } as unknown as EventBridgeClient;
  const { telemetry, logs, measured } = keptTelemetry();
  const deps = {
    ...stores,
    ...telemetry,
    config: parseConfig({}),
    linksOf: noLinks,
    publish: busPublisher(bus, "findings"),
    outbox: {
      waiting: () => Promise.resolve([]),
      read: () => Promise.resolve(undefined),
      done: (key: StepKey) => {
        done.push(key);
        return Promise.resolve();
      },
    },
  };
  const run = async (records: readonly DynamoDBRecord[], change: object = {}): Promise<string[]> =>
    (await relayBatch(records, NIGHT, { ...deps, ...change })).batchItemFailures.map(
      ({ itemIdentifier }) => itemIdentifier,
    );
  return { run, deps, done, published, refused, logs, measured };
}

const NUMBERS = Array.from({ length: 25 }, (_, i) => i);
const FINDINGS = NUMBERS.map((i) => findingNumber(i));
const RECORDS = FINDINGS.map((finding, i) => stored(finding, i));

describe("a batch of the stream", () => {
  test("has its steps published, their marks taken away and its targets folded", async () => {
    const { run, deps, done, published, measured } = await relay(FINDINGS);
    expect(await run(RECORDS)).toEqual([]);
    expect(published).toEqual(FINDINGS.map(({ id }) => id));
    expect(done.map(({ sk }) => sk)).toEqual(FINDINGS.map(({ id }) => `s#${id}`));
    const head = await deps.incidents.read(SCOPE, TARGET);
    expect(head!.incidents).toMatchObject([{ status: "open", addressCount: 25 }]);
    expect(measured).toEqual([{ name: "StepsPublished", value: 25 }]);
  });

  test("is folded once per target, not once per step", async () => {
    const { run, deps } = await relay(FINDINGS);
    await run(RECORDS);
    expect((await deps.incidents.read(SCOPE, TARGET))!.version).toBe(1);
  });

  test("does no harm when it comes again", async () => {
    const { run, deps } = await relay(FINDINGS);
    await run(RECORDS);
    const before = (await deps.incidents.read(SCOPE, TARGET))!.incidents[0]!;
    expect(await run(RECORDS)).toEqual([]);
    const { incidents } = (await deps.incidents.read(SCOPE, TARGET))!;
    expect(incidents).toMatchObject([{ id: before.id, revision: before.revision }]);
  });

  test("publishes nothing but new steps", async () => {
    const { run, deps, published } = await relay(FINDINGS);
    const [first, second, third] = FINDINGS;
    const records: DynamoDBRecord[] = [
      { ...stored(first!, 1), eventName: "MODIFY" },
      { ...stored(second!, 2), eventName: "REMOVE" },
      stored(third!, 3, { kind: { S: "head" } }),
      { eventName: "INSERT" },
    ];
    expect(await run(records)).toEqual([]);
    expect(published).toEqual([]);
    expect(await deps.incidents.read(SCOPE, TARGET)).toBeUndefined();
  });

  test("resumes at the first event that the bus refused, and leaves the mark on it", async () => {
    const { run, done, refused, published } = await relay(FINDINGS);
    for (const id of ["F12", "F19"]) refused.add(id);
    expect(await run(RECORDS)).toEqual(["12"]);
    const marks = FINDINGS.map(({ id }) => id).filter((id) => id !== "F12" && id !== "F19");
    expect(done.map(({ sk }) => sk)).toEqual(marks.map((id) => `s#${id}`));
    refused.clear();
    expect(await run(RECORDS.slice(12))).toEqual([]);
    expect(new Set(published).size).toBe(25);
  });

  test("resumes at its beginning when the incident cannot be folded, and publishes nothing", async () => {
    const { run, deps, published, logs } = await relay(FINDINGS);
    const read = () => Promise.reject(new Error("throttled"));
    const change = { incidents: { ...deps.incidents, read } };
    const records = [{ ...RECORDS[0]!, eventName: "MODIFY" as const }, ...RECORDS.slice(5)];
    expect(await run(records, change)).toEqual(["5"]);
    expect(published).toEqual([]);
    expect(logs).toMatchObject([{ level: "error" }]);
  });

  test("publishes the steps of other targets although one target cannot be folded", async () => {
    const sound = findingNumber(99, { target: "client:other" });
    const { run, deps, published } = await relay([...FINDINGS, sound]);
    const read = (scope: string, target: string) =>
      target === TARGET
        ? Promise.reject(new Error("too large"))
        : deps.incidents.read(scope, target);
    const change = { incidents: { ...deps.incidents, read } };
    expect(await run([stored(sound, 1), RECORDS[2]!, stored(sound, 3)], change)).toEqual(["2"]);
    expect(published).toEqual(["F99", "F99"]);
  });

  test("resumes at its beginning when the bus does not answer", async () => {
    const { run, done } = await relay(FINDINGS);
    const publish = () => Promise.reject(new Error("timed out"));
    expect(await run(RECORDS, { publish })).toEqual(["0"]);
    expect(done).toEqual([]);
  });

  test("goes past a step that nobody can read, which stays marked", async () => {
    const { run, done, published, measured } = await relay(FINDINGS);
    const bad = stored(FINDINGS[3]!, 3, { body: { S: "{" } });
    expect(await run([...RECORDS.slice(0, 3), bad, ...RECORDS.slice(4)])).toEqual([]);
    expect(published).toHaveLength(24);
    expect(done.map(({ sk }) => sk)).not.toContain("s#F3");
    expect(measured).toContainEqual({ name: "Malformed", value: 1 });
  });
});
