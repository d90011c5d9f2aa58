import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { errorText, type Telemetry, type Moment } from "../adapters/runtime";
import { detect, evaluateDeferred, type Detection, type Deps } from "../core/engine";
import type { DeferredEvaluationQueue } from "../core/counting/deferred-evaluation";
import type { CanaryIdentity, CanaryStore } from "../core/model/canary";
import type { Config } from "../core/model/config";
import { withInventory } from "../core/model/pool-inventory";
import type { Observation } from "../core/model/observation";
import { DAY_MS } from "../core/model/time";
import { measure } from "./measure";
import { measureCodes, type CodesDeps } from "./measure-codes";
import type { InventoryReader } from "./inventory";
import { readMessage, type Message } from "./message";

/** The stack's own call: what it is known by, and where it is noted that it came back. */
export interface DetectCanary {
  readonly identity: CanaryIdentity;
  readonly store: Pick<CanaryStore, "seen">;
}

export interface DetectDeps extends Deps, Telemetry, Pick<CodesDeps, "clients"> {
  /** Absent where it is switched off. */
  readonly canary?: DetectCanary | undefined;
  /** Absent where nothing reads the user pools. */
  readonly inventory?: InventoryReader | undefined;
  readonly deferEvaluations: DeferredEvaluationQueue;
  readonly drillsQueueArn: string;
}

interface Read {
  readonly record: SQSRecord;
  readonly message: Message;
}

/** A clock may run ahead by this much before its records are refused. */
const FUTURE_MS = DAY_MS;
/** What is left of an invocation when it stops trying. */
const RESERVE_MS = 5_000;

/** @param config the configuration, with the user pools that were read */
function read(record: SQSRecord, { nowMs }: Moment, config: Config, deps: DetectDeps): Read {
  const { drillsQueueArn, canary } = deps;
  const isDrill = record.eventSourceARN === drillsQueueArn;
  const context = {
    config,
    fallbackId: record.messageId,
    latestMs: nowMs + FUTURE_MS,
    // A drill enters behind trail and rule: it proves nothing of them.
    canary: isDrill ? undefined : canary?.identity,
  };
  return { record, message: readMessage(record.body, isDrill, context) };
}

const isCanary = ({ kind }: Observation): boolean => kind === "canary";

/** What was observed, without the stack's own call. */
const trafficIn = ({ message }: Read): readonly Observation[] =>
  message.kind === "observations" ? message.observations.filter((each) => !isCanary(each)) : [];

/** Notes the latest of the stack's own calls that came back. */
async function noteCanary(reads: readonly Read[], { canary }: DetectDeps): Promise<void> {
  const times = reads.flatMap(({ message }) =>
    message.kind === "observations"
      ? message.observations.filter(isCanary).map(({ atMs }) => atMs)
      : [],
  );
  if (times.length > 0) await canary?.store.seen(Math.max(...times));
}

/** What to count together: the live traffic at once, and each drill by itself. */
function byDrill(reads: readonly Read[]): ReadonlyMap<string | undefined, Observation[]> {
  const batches = new Map<string | undefined, Observation[]>();
  for (const read of reads) {
    const { message } = read;
    if (message.kind !== "observations") continue;
    const batch = batches.get(message.drill) ?? [];
    batches.set(message.drill, batch);
    batch.push(...trafficIn(read));
  }
  return batches;
}

async function process(
  reads: readonly Read[],
  nowMs: number,
  deps: DetectDeps,
): Promise<Detection[]> {
  const detections: Detection[] = [];
  for (const [drill, observations] of byDrill(reads)) {
    detections.push(await detect(observations, nowMs, deps, drill));
  }
  for (const { message } of reads) {
    if (message.kind !== "deferred") continue;
    detections.push(await evaluateDeferred(message.evaluation, nowMs, deps));
  }
  await noteCanary(reads, deps);
  await deps.deferEvaluations(
    detections.flatMap((each) => each.deferred),
    nowMs,
  );
  return detections;
}

interface Processed {
  readonly detections: readonly Detection[];
  readonly failed: readonly SQSRecord[];
}

/** Each half by itself; what there is no time left for comes again. */
async function processHalves(
  reads: readonly Read[],
  moment: Moment,
  deps: DetectDeps,
): Promise<Processed> {
  const middle = Math.ceil(reads.length / 2);
  const halves: Processed[] = [];
  for (const half of [reads.slice(0, middle), reads.slice(middle)]) {
    const hasTime = moment.remainingMs() >= RESERVE_MS;
    const untried = { detections: [], failed: half.map(({ record }) => record) };
    halves.push(hasTime ? await processAll(half, moment, deps) : untried);
  }
  return {
    detections: halves.flatMap(({ detections }) => detections),
    failed: halves.flatMap(({ failed }) => failed),
  };
}

/**
 * Counts records at once, and where that fails in ever smaller halves: a record that always fails
 * takes no neighbour along, and one call that was throttled costs twice the calls, not one round
 * for every record.
 */
async function processAll(
  reads: readonly Read[],
  moment: Moment,
  deps: DetectDeps,
): Promise<Processed> {
  try {
    return { detections: await process(reads, moment.nowMs, deps), failed: [] };
  } catch (error) {
    const [first, ...others] = reads.map(({ record }) => record);
    if (first === undefined) return { detections: [], failed: [] };
    if (others.length > 0) {
      const extra = { records: reads.length, error: errorText(error) };
      deps.logger.warn("could not count records together; counting their halves", extra);
      return processHalves(reads, moment, deps);
    }
    const { messageId } = first;
    deps.logger.error("could not count a record", { messageId, error: errorText(error) });
    return { detections: [], failed: [first] };
  }
}

const observationsIn = (reads: readonly Read[]): Observation[] => reads.flatMap(trafficIn);

/** A drill enters behind trail and rule: counted as arriving it would hide that these are off. */
const isLive = ({ message }: Read): boolean =>
  message.kind !== "observations" || message.drill === undefined;

/** What need not come again: else a code would count once for each try. */
function settled(reads: readonly Read[], failed: readonly SQSRecord[]): readonly Read[] {
  const again = new Set(failed);
  return reads.filter(({ record }) => !again.has(record));
}

/** A malformed record is handed back until the queue gives up and keeps it with the dead letters. */
function refuse(reads: readonly Read[], { logger, metrics }: DetectDeps): readonly SQSRecord[] {
  const refused = reads.filter(({ message }) => message.kind === "malformed");
  for (const { record, message } of refused) {
    const reason = message.kind === "malformed" ? message.reason : "";
    logger.warn("malformed record", { messageId: record.messageId, reason });
  }
  if (refused.length > 0) metrics.addMetric("Malformed", MetricUnit.Count, refused.length);
  return refused.map(({ record }) => record);
}

/**
 * Counts a batch of messages and says which must come again: at once what is sound, and in halves
 * where that fails.
 */
export async function detectBatch(
  { Records }: Pick<SQSEvent, "Records">,
  moment: Moment,
  deps: DetectDeps,
): Promise<SQSBatchResponse> {
  const inventory = await deps.inventory?.(moment.nowMs);
  const config = withInventory(deps.config, inventory ?? {});
  const reads = Records.map((record) => read(record, moment, config, deps));
  const refused = refuse(reads, deps);
  const sound = reads.filter(({ message }) => message.kind !== "malformed");
  const counted = await processAll(sound, moment, { ...deps, config });
  const live = sound.filter(isLive);
  measure(observationsIn(live), counted.detections, moment.nowMs, deps);
  measureCodes(observationsIn(settled(live, counted.failed)), deps);
  const failed = [...refused, ...counted.failed];
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
