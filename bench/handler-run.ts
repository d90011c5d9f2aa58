import type { SQSRecord } from "aws-lambda";
import { memoryFindingStore } from "../lambda/adapters/memory/outcomes";
import { memoryKnownStore, memoryWindowStore } from "../lambda/adapters/memory/counting";
import { memoryDeps } from "../lambda/adapters/deps";
import { parseConfig } from "../lambda/core/model/config";
import { MINUTE_MS } from "../lambda/core/model/time";
import type { Chunk } from "../lambda/core/counting/windows/window";
import { detectBatch, type DetectDeps } from "../lambda/detect/batch";
import { cognitoCall, eventBridge } from "../test/support/records";
import { keptTelemetry } from "../test/support/telemetry";
import { recorder } from "./recorded-store";
import { traffic, type Scenario } from "./traffic";

/* Run by handler.ts in a process of its own: counts batches of whole envelopes and prints the CPU
   seconds that it took as one line of JSON. */

export interface HandlerRun {
  readonly events: number;
  readonly cpuSeconds: number;
}

/** The same batches counted twice: on whole stores in memory, then on stubs that answer alike. */
export interface HandlerRound {
  readonly inMemory: HandlerRun;
  readonly stubbed: HandlerRun;
}

const BATCH = 60;
const EVENTS = 12_000;
const QUEUE_ARN = "arn:aws:sqs:us-east-1:111122223333:live";

/** The first events of a scenario as the queue hands them over, a flood repeated at later times. */
function recordsOf(scenario: Scenario): readonly SQSRecord[] {
  const once = traffic(scenario, "cognito");
  return Array.from({ length: EVENTS }, (_, i) => {
    const { atMs, ip = "", userAgent = "", kind } = once[i % once.length]!;
    const at = atMs + Math.floor(i / once.length) * 2 * MINUTE_MS;
    const action = kind === "sms-confirmed" ? "ConfirmSignUp" : "SignUp";
    const record = cognitoCall({ at, ip, userAgent, action, medium: "SMS" });
    const body = JSON.stringify(eventBridge(record));
    return { messageId: `m${i}`, eventSourceARN: QUEUE_ARN, body } as SQSRecord;
  });
}

/** As chunks come from a table: new objects, of which nothing has been decoded before. */
const decodedAgain = (answer: unknown): unknown =>
  (answer as readonly Chunk[] | undefined)?.map((chunk) => ({
    ...chunk,
    series: Object.fromEntries(
      Object.entries(chunk.series).map(([name, series]) => [name, { ...series }]),
    ),
  }));

type Stores = Pick<DetectDeps, "windows" | "known" | "findings">;

function depsOn(stores: Stores): DetectDeps {
  return {
    ...memoryDeps(parseConfig({}), { send: () => Promise.resolve() }),
    ...stores,
    ...keptTelemetry().telemetry,
    isExact: false,
    deferEvaluations: () => Promise.resolve(),
    drillsQueueArn: `${QUEUE_ARN}-drills`,
    clients: new Set<string>(),
  };
}

async function counted(all: readonly SQSRecord[], stores: Stores): Promise<HandlerRun> {
  const deps = depsOn(stores);
  const nowMs = Date.parse("2026-11-17T12:00:00Z");
  const moment = { nowMs, remainingMs: () => 60_000 };
  const before = process.cpuUsage();
  for (let start = 0; start < all.length; start += BATCH) {
    const Records = all.slice(start, start + BATCH);
    const { batchItemFailures } = await detectBatch({ Records }, moment, deps);
    if (batchItemFailures.length > 0) throw new Error("a record was refused");
  }
  const { user, system } = process.cpuUsage(before);
  return { events: all.length, cpuSeconds: (user + system) / 1e6 };
}

const memoryStores = (): Stores => ({
  windows: memoryWindowStore(),
  known: memoryKnownStore(),
  findings: memoryFindingStore(),
});

/** Stubs with the answers of a run of their own, which is not measured. */
async function stubbedStores(all: readonly SQSRecord[]): Promise<Stores> {
  const stores = memoryStores();
  const windows = recorder(stores.windows, decodedAgain);
  const known = recorder(stores.known);
  // The detector never asks for the open ones.
  const { openInTurn, ...asked } = stores.findings;
  const findings = recorder(asked);
  await counted(all, {
    windows: windows.recording,
    known: known.recording,
    findings: { ...findings.recording, openInTurn },
  });
  return {
    windows: await windows.replayed(),
    known: await known.replayed(),
    findings: { ...(await findings.replayed()), openInTurn },
  };
}

async function round(all: readonly SQSRecord[]): Promise<HandlerRound> {
  const inMemory = await counted(all, memoryStores());
  const stubbed = await counted(all, await stubbedStores(all));
  return { inMemory, stubbed };
}

async function main(): Promise<void> {
  const all = recordsOf(process.argv[2] as Scenario);
  const rounds: HandlerRound[] = [];
  for (let i = 0; i < 5; i++) rounds.push(await round(all));
  process.stdout.write(JSON.stringify(rounds));
}

void main();
