import type { SQSRecord } from "aws-lambda";
import { memoryWorld } from "../lambda/adapters/memory-world";
import { parseConfig } from "../lambda/core/config";
import { MINUTE_MS } from "../lambda/core/time";
import { detectBatch, type DetectWorld } from "../lambda/detect/batch";
import { cognitoCall, eventBridge } from "../test/support/records";
import { keptTelemetry } from "../test/support/telemetry";
import { traffic, type Scenario } from "./traffic";

/* Run by handler.ts in a process of its own: counts batches of whole envelopes on stores in
   memory, and prints the CPU seconds that it took as one line of JSON. */

export interface HandlerRun {
  readonly events: number;
  readonly cpuSeconds: number;
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

function world(): DetectWorld {
  const stores = memoryWorld(parseConfig({}), { send: () => Promise.resolve() });
  return {
    ...stores,
    ...keptTelemetry().telemetry,
    isExact: false,
    lookAgainLater: () => Promise.resolve(),
    drillsQueueArn: `${QUEUE_ARN}-drills`,
  };
}

async function counted(all: readonly SQSRecord[]): Promise<HandlerRun> {
  const fresh = world();
  const nowMs = Date.parse("2026-11-17T12:00:00Z");
  const moment = { nowMs, remainingMs: () => 60_000 };
  const before = process.cpuUsage();
  for (let start = 0; start < all.length; start += BATCH) {
    const Records = all.slice(start, start + BATCH);
    const { batchItemFailures } = await detectBatch({ Records }, moment, fresh);
    if (batchItemFailures.length > 0) throw new Error("a record was refused");
  }
  const { user, system } = process.cpuUsage(before);
  return { events: all.length, cpuSeconds: (user + system) / 1e6 };
}

async function main(): Promise<void> {
  const all = recordsOf(process.argv[2] as Scenario);
  const runs: HandlerRun[] = [];
  for (let round = 0; round < 5; round++) runs.push(await counted(all));
  process.stdout.write(JSON.stringify(runs));
}

void main();
