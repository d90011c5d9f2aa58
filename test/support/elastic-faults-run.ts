import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type {
  ChangeMessageVisibilityBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { secretApiKey } from "../../lambda/adapters/elastic/api-key";
import { elasticStream } from "../../lambda/adapters/elastic/stream";
import { memoryIncidentStore } from "../../lambda/adapters/memory/outcomes";
import { sqsPostpone, sqsRejects } from "../../lambda/adapters/aws/queues";
import { parseConfig } from "../../lambda/core/model/config";
import { dataStreamOf } from "../../lambda/core/elastic/fields";
import { indexTemplate, INDEX_TEMPLATE_NAME } from "../../lambda/core/elastic/index-template";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { forwardBatch, type ForwardDeps } from "../../lambda/forward/batch";
import type { StoredFailure, StoredDocument } from "./elastic-server-streams";
import { plannedFaults } from "./elastic-faults-plan";
import { POISON, workOf, type Work } from "./elastic-faults-work";
import { KEY, startElasticServer } from "./elastic-server";
import { findingOf, incidentFrom, NIGHT } from "./incidents";
import { lifeOf } from "./invocation-life";
import { seeded } from "./random";
import { simulatedQueue } from "./simulated-queue";
import { keptTelemetry } from "./telemetry";

const NAMESPACE = "default";
const STREAM = dataStreamOf(NAMESPACE);
const BATCH = 100;
const TICK_MS = 2 * MINUTE_MS;
/** While Elasticsearch is away, so that a day has not too many batches. */
const LONG_TICK_MS = 15 * MINUTE_MS;
/** What the forwarder puts into one request, and the less that the server takes. */
const REQUEST_BYTES = 30_500;
const SERVER_BYTES = 29_000;
const CONFIG = parseConfig({});

/** A change to the forwarder that must not go unnoticed. */
export type Mutation = (deps: ForwardDeps) => ForwardDeps;

const unchanged: Mutation = (deps) => deps;

export interface RunSettings {
  readonly seed: string;
  readonly steps: number;
  /** Invocations at a time. */
  readonly workers: number;
  /** Whether Elasticsearch is away for a day, and the key is changed and revoked. */
  readonly hasOutage: boolean;
  readonly mutation?: Mutation;
}

export interface Rejected {
  readonly documentId: string;
  readonly reason: { readonly status: number; readonly type: string; readonly text: string };
  readonly event: unknown;
}

/** What came of a run. */
export interface Outcome {
  readonly work: readonly Work[];
  readonly poison: readonly string[];
  readonly stored: readonly StoredDocument[];
  readonly failures: readonly StoredFailure[];
  readonly rejects: readonly Rejected[];
  readonly dead: readonly string[];
  readonly isDrained: boolean;
  /** How often each fault was met. */
  readonly faults: ReadonlyMap<string, number>;
  readonly requests: number;
  readonly receives: number;
  readonly invocations: number;
  readonly simulatedMs: number;
  readonly measured: ReadonlyMap<string, number>;
}

const withFailureStore = (): object => {
  const whole = indexTemplate({ retentionDays: 30 }) as { readonly template: object };
  const data_stream_options = { failure_store: { enabled: true } };
  return { ...whole, template: { ...whole.template, data_stream_options } };
};

const NEW_KEY = Buffer.from("smsPumpingTestKeyId1:smsPumpingTestSecret01").toString("base64");
const LAST_KEY = Buffer.from("smsPumpingTestKeyId2:smsPumpingTestSecret02").toString("base64");

/**
 * Runs the forwarder against a server on this machine, every call of every invocation in danger,
 * until its queue is empty. Its clock is simulated: nothing waits but what tests a time-out.
 */
export async function runForwarder(settings: RunSettings): Promise<Outcome> {
  const { seed, steps, workers, hasOutage, mutation = unchanged } = settings;
  const random = seeded(seed);
  const work = Array.from({ length: steps }, (_, i) => workOf(random, i));
  const poison = POISON.flatMap((body) => [body, body]);
  const dooms = new Map(
    work.flatMap(({ documentId, doom }) =>
      doom === undefined ? [] : [[documentId, doom] as const],
    ),
  );
  const table = new Map(
    work.flatMap(({ name, step, doom }) =>
      doom === "missing" ? [] : [[JSON.stringify(name), step] as const],
    ),
  );
  const incidents = memoryIncidentStore();
  for (const { name } of work.slice(0, 40)) {
    const { scope, target } = name;
    const incident = incidentFrom(findingOf({ target }), { target });
    await incidents.write({ scope, target, version: 1, incidents: [incident] }, []);
  }

  const server = await startElasticServer({ maxContentLength: SERVER_BYTES });
  server.putTemplate(INDEX_TEMPLATE_NAME, withFailureStore());
  const faults = new Map<string, number>();
  let nowMs = NIGHT;
  let awayFromMs = Infinity;
  const isAway = (): boolean => nowMs >= awayFromMs && nowMs < awayFromMs + DAY_MS;
  server.plan(plannedFaults(seed, dooms, faults, isAway));

  const queue = simulatedQueue(random, BATCH);
  const rejects: Rejected[] = [];
  const { telemetry, measured } = keptTelemetry();
  let storedKey = KEY;
  /** A process keeps what it has read of the secret from one invocation to the next. */
  const processes = Array.from({ length: workers }, () => {
    const send = (): Promise<unknown> => Promise.resolve({ SecretString: storedKey });
    return secretApiKey({ send } as unknown as SecretsManagerClient, "sms-pumping/elastic");
  });

  const invoke = async (worker: number): Promise<void> => {
    const records = queue.receive(nowMs);
    if (records.length === 0) return;
    const { live, call, isDead } = lifeOf(random, faults);
    const elastic = elasticStream({
      endpoint: server.url,
      dataStream: STREAM,
      apiKey: processes[worker]!,
      timeoutMs: 300,
      nowMs: () => nowMs,
      sleep: () => Promise.resolve(),
      random: random.fraction,
    });
    const rejectsQueue = ({ input }: SendMessageCommand) =>
      call("reject", 0.1, () => {
        rejects.push(JSON.parse(input.MessageBody ?? "") as Rejected);
        return Promise.resolve({});
      });
    const ownQueue = ({ input }: ChangeMessageVisibilityBatchCommand) =>
      call("postpone", 0.1, () => {
        for (const { ReceiptHandle = "", VisibilityTimeout = 0 } of input.Entries ?? []) {
          queue.hide(ReceiptHandle, nowMs + VisibilityTimeout * 1000);
        }
        return Promise.resolve({});
      });
    const deps = mutation({
      ...telemetry,
      config: CONFIG,
      namespace: NAMESPACE,
      steps: (name) =>
        call("findings table", 0.002, () => Promise.resolve(table.get(JSON.stringify(name)))),
      incidents: {
        read: (scope, target) => call("incidents", 0.01, () => incidents.read(scope, target)),
      },
      elastic: (deadlineMs) => {
        const stream = elastic(deadlineMs);
        return {
          bulk: (body) => live(() => stream.bulk(body)),
          pause: (round) => live(() => stream.pause(round)),
        };
      },
      requestBytes: REQUEST_BYTES,
      reject: sqsRejects({ send: rejectsQueue } as unknown as SQSClient, "rejects"),
      postpone: sqsPostpone({ send: ownQueue } as unknown as SQSClient, "forward"),
      random: random.fraction,
    });
    try {
      const moment = { nowMs, remainingMs: () => MINUTE_MS };
      const { batchItemFailures } = await forwardBatch(records, moment, deps);
      if (isDead()) return;
      const failed = new Set(batchItemFailures.map((each) => each.itemIdentifier));
      for (const { messageId } of records) if (!failed.has(messageId)) queue.remove(messageId);
    } catch (error) {
      // Who died has acknowledged nothing.
      if (!isDead()) throw error;
    }
  };

  let invocations = 0;
  /** @param mend is called when three hours have passed */
  const workOff = async (
    bodies: readonly string[],
    mend = (): void => undefined,
  ): Promise<void> => {
    const mendAtMs = nowMs + 3 * HOUR_MS;
    for (const body of bodies) queue.send(body);
    while (queue.size() > 0) {
      if (nowMs >= mendAtMs) mend();
      await Promise.all(
        Array.from({ length: workers }, (_, worker) => {
          invocations++;
          return invoke(worker);
        }),
      );
      const tickMs = isAway() ? LONG_TICK_MS : TICK_MS;
      nowMs = Math.max(nowMs + tickMs, queue.size() > 0 ? queue.nextMs() : 0);
    }
  };

  try {
    const bodies = random.shuffle([...work.map(({ body }) => body), ...poison]);
    const share = (part: number): number => Math.floor(bodies.length * part);
    if (hasOutage) {
      await workOff(bodies.slice(0, share(0.4)));
      // The key is changed: the one that is known is refused, the stored one is right.
      server.revoke(KEY);
      server.allow(NEW_KEY);
      storedKey = NEW_KEY;
      await workOff(bodies.slice(share(0.4), share(0.95)));
      // The key is revoked, and nobody stores another for three hours.
      server.revoke(NEW_KEY);
      server.allow(LAST_KEY);
      await workOff(bodies.slice(share(0.95), share(0.98)), () => {
        storedKey = LAST_KEY;
      });
      awayFromMs = nowMs;
      await workOff(bodies.slice(share(0.98)));
    } else await workOff(bodies);
  } finally {
    await server.stop();
  }
  const stream = server.stream(STREAM);
  const sums = new Map<string, number>();
  for (const { name, value } of measured) sums.set(name, (sums.get(name) ?? 0) + value);
  return {
    work,
    poison,
    stored: stream?.documents ?? [],
    failures: stream?.failures ?? [],
    rejects,
    dead: queue.dead,
    isDrained: queue.size() === 0,
    faults,
    requests: server.requests.length,
    receives: queue.receives(),
    invocations,
    simulatedMs: nowMs - NIGHT,
    measured: sums,
  };
}

/** Stands in an `_id` before what a mutant adds to it. */
export const ATTEMPT = "~";

/** What is wrong with a run's outcome, by what it does to a step; nothing should be. */
export function faultsIn({ work, stored, rejects, dead }: Outcome): readonly string[] {
  const storedIds = stored.map(({ id }) => id.replace(/~.*/, ""));
  const ids = new Set(storedIds);
  const rejected = new Set(rejects.map(({ documentId }) => documentId));
  const is = {
    "stored twice": ids.size < storedIds.length,
    "stored and rejected": storedIds.some((id) => rejected.has(id)),
    lost: work.some(({ documentId }) => !ids.has(documentId) && !rejected.has(documentId)),
    "rejected for nothing": work.some(
      ({ documentId, doom }) => doom === undefined && rejected.has(documentId),
    ),
    dead: dead.length > 0,
  };
  return Object.entries(is).flatMap(([name, isTrue]) => (isTrue ? [name] : []));
}
