import { MINUTE_MS } from "../lambda/core/model/time";
import { startDynamoLocal } from "../test/support/dynamo-local";
import { metered, type Capacity } from "./capacity";
import { DATA_EVENTS_MILLION, lambdaDollars, LOG_DOLLARS_GB, METRIC_DOLLARS, PRICES } from "./cost";
import { PATTERNS, type Arrival, type Pattern } from "./siege/patterns";
import { siegedStack, type SiegedStack } from "./siege/stack";

/* What each pattern of attack makes the stack cost: its messages go through the functions, one after
   the other and by a clock of their own, on DynamoDB Local. */

const DETECT_BATCH = 60;
const DETECT_WINDOW_MS = 5_000;
const MOST_RECEIVES = 10;
const SWEEP_MS = 5 * MINUTE_MS;

/** How many requests each pattern makes. */
const REQUESTS = 600;

export interface SiegeRow {
  readonly pattern: string;
  readonly requests: string;
  readonly writes: string;
  readonly reads: string;
  readonly lambda: string;
  readonly "SQS, bus": string;
  readonly log: string;
  readonly trail: string;
  readonly "a million": string;
  readonly "metrics a month": string;
  readonly emails: number;
}

/** Arrivals as the mapping hands them over: up to 60, of at most five seconds. */
function batchesOf(arrivals: readonly Arrival[]): readonly (readonly Arrival[])[] {
  const batches: Arrival[][] = [];
  for (const arrival of arrivals) {
    const [first, ...more] = batches.at(-1) ?? [];
    const joins =
      first !== undefined &&
      more.length + 1 < DETECT_BATCH &&
      arrival.atMs - first.atMs < DETECT_WINDOW_MS;
    if (joins) batches.at(-1)?.push(arrival);
    else batches.push([arrival]);
  }
  return batches;
}

/** Sweeps, and looks again, as long as that falls due before a moment. */
async function runUntil(endMs: number, fromMs: number, stack: SiegedStack): Promise<number> {
  let sweepMs = fromMs;
  for (;;) {
    const dueMs = stack.nextDueMs() ?? Infinity;
    const nextMs = Math.min(dueMs, sweepMs);
    if (nextMs > endMs) return sweepMs;
    if (dueMs <= sweepMs) await stack.detect([], nextMs);
    else {
      await stack.sweep(nextMs);
      sweepMs += SWEEP_MS;
    }
    await stack.relay(nextMs);
  }
}

/** Drives all messages through, until every finding is closed. */
async function besiege(arrivals: readonly Arrival[], stack: SiegedStack): Promise<void> {
  let sweepMs = (arrivals[0]?.atMs ?? 0) + SWEEP_MS;
  let nowMs = sweepMs;
  for (const batch of batchesOf(arrivals)) {
    nowMs = batch.at(-1)?.atMs ?? nowMs;
    sweepMs = await runUntil(nowMs, sweepMs, stack);
    let again: readonly string[] = batch.map(({ body }) => body);
    for (let i = 0; i < MOST_RECEIVES && again.length > 0; i++) {
      again = await stack.detect(again, nowMs);
    }
    await stack.relay(nowMs);
  }
  while (!(await stack.isQuiet()) || stack.nextDueMs() !== undefined) {
    nowMs += SWEEP_MS;
    sweepMs = await runUntil(nowMs, sweepMs, stack);
  }
  await runUntil(nowMs + 12 * SWEEP_MS, sweepMs, stack);
}

const dollars = (sum: number): string => `$${sum.toFixed(2)}`;

const priced = (each: number, price: number): string =>
  `${each.toFixed(3)} x ${price} = ${dollars(each * price)}`;

/** What has been used so far. */
interface Used extends Capacity {
  readonly invocations: number;
  readonly sweeps: number;
  readonly logBytes: number;
}

const usedBy = (capacity: Capacity, { work, logs }: SiegedStack): Used => ({
  ...capacity,
  invocations: work.invocations,
  sweeps: work.sweeps,
  logBytes: logs.bytes(),
});

/** Without what the sweeps would have used had nothing happened: that is not the attacker's doing. */
function withoutIdle(used: Used, idle: Used): Used {
  const rest = (name: keyof Used): number => used[name] - used.sweeps * idle[name];
  return {
    calls: rest("calls"),
    writeUnits: rest("writeUnits"),
    readUnits: rest("readUnits"),
    invocations: rest("invocations"),
    sweeps: 0,
    logBytes: rest("logBytes"),
  };
}

function rowOf(pattern: Pattern, requests: number, used: Used, stack: SiegedStack) {
  const { work, logs } = stack;
  const writes = used.writeUnits / requests;
  const reads = used.readUnits / requests;
  const lambda = lambdaDollars(used.calls / requests, requests / used.invocations);
  const queues = (1 + work.queueRequests / requests) * PRICES.sqsRequests;
  const bus = (work.published / requests) * PRICES.customEvents;
  const log = (used.logBytes / requests / 1e3) * LOG_DOLLARS_GB;
  const trail = pattern.isDataEvent === true ? DATA_EVENTS_MILLION : 0;
  const sum =
    writes * PRICES.writeUnits + reads * PRICES.readUnits + lambda + queues + bus + log + trail;
  return {
    pattern: pattern.name,
    requests: requests.toLocaleString("en-US"),
    writes: priced(writes, PRICES.writeUnits),
    reads: priced(reads, PRICES.readUnits),
    lambda: dollars(lambda),
    "SQS, bus": dollars(queues + bus),
    log: dollars(log),
    trail: dollars(trail),
    "a million": dollars(sum),
    "metrics a month": `${logs.metrics()} x ${METRIC_DOLLARS} = ${dollars(logs.metrics() * METRIC_DOLLARS)}`,
    emails: work.emails,
  } satisfies SiegeRow;
}

async function siegeRow(pattern: Pattern, count: number): Promise<SiegeRow> {
  const dynamo = await startDynamoLocal();
  try {
    const capacity = metered(dynamo.client);
    const stack = siegedStack(dynamo);
    await stack.sweep(0);
    const idle = usedBy(capacity, stack);
    const arrivals = pattern.arrivals(count);
    await besiege(arrivals, stack);
    const used = withoutIdle(usedBy(capacity, stack), idle);
    return rowOf(pattern, arrivals.length, used, stack);
  } finally {
    await dynamo.stop();
  }
}

/**
 * Dollars for a million requests of each pattern.
 *
 * @param count how many requests are really made
 * @param names parts of the names of the patterns to play; all where none is given
 */
export async function benchSiege(
  count = REQUESTS,
  names: readonly string[] = [],
): Promise<readonly SiegeRow[]> {
  const chosen = PATTERNS.filter(
    ({ name }) => names.length === 0 || names.some((part) => name.includes(part)),
  );
  const rows: SiegeRow[] = [];
  for (const pattern of chosen) {
    process.stderr.write(`${pattern.name}\n`);
    rows.push(await siegeRow(pattern, count));
  }
  return rows;
}
