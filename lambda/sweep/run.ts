import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { errorText, type Telemetry } from "../adapters/runtime";
import { sweepHead } from "../core/findings/sweep";
import type { FindingDeps } from "../core/findings/record-finding";
import { relaySet, stepsBySet, type RelayDeps } from "../core/incidents/relay";
import {
  pendingNotifications,
  type NotificationQueue,
  type SinkLog,
} from "../core/notifications/pending-notifications";
import type { Outgoing } from "../core/incidents/outbox";
import { MINUTE_MS } from "../core/model/time";
import { runCanary, type CanaryDeps } from "./canary";

/** A sink as the sweep knows it: what it was served, and where to ask it for more. */
export interface SweptSink extends SinkLog {
  readonly requestNotifications: NotificationQueue;
}

export interface SweepDeps extends RelayDeps, FindingDeps, Telemetry {
  readonly sinks: readonly SweptSink[];
  /** What is left of the invocation. @default - no end */
  readonly remainingMs?: (() => number) | undefined;
  /** Absent where it is switched off. */
  readonly canary?: CanaryDeps | undefined;
}

/** The relay publishes a step within seconds; what is older has been left behind. */
const LEFT_BEHIND_MS = 2 * 60_000;

/** Runs a part of the sweep; when it fails the other parts must still run. */
type Part = <T>(name: string, run: () => Promise<readonly T[]>) => Promise<readonly T[]>;

function partsOf({ logger }: Telemetry, failed: string[]): Part {
  return async (name, run) => {
    try {
      return await run();
    } catch (error) {
      logger.error("a part of the sweep failed", { part: name, error: errorText(error) });
      failed.push(name);
      return [];
    }
  };
}

/** What is left of an invocation when closing stops. */
const RESERVE_MS = 20_000;
/** How often it runs is the schedule's to say: a turn need only differ from the one before. */
const TURN_MS = MINUTE_MS;

/**
 * Closes what is quiet, a part of the heads at a time, for as long as there is time. What is not got to
 * comes sooner in a later turn.
 */
async function closeQuiet(nowMs: number, deps: SweepDeps, part: Part): Promise<number> {
  const { findings, remainingMs = () => Infinity } = deps;
  let closed = 0;
  await part("find open findings", async () => {
    for await (const heads of findings.openInTurn(Math.floor(nowMs / TURN_MS))) {
      const closings = heads.map((head) =>
        part("close a finding", () => sweepHead(head, nowMs, deps)),
      );
      const steps = (await Promise.all(closings)).flat();
      closed += steps.filter(({ kind }) => kind === "closed").length;
      if (remainingMs() < RESERVE_MS) {
        deps.logger.warn("no time to look at all open findings; the next sweep goes on", {
          closed,
        });
        break;
      }
    }
    return [];
  });
  return closed;
}

/** Of steps left behind so many are published in one sweep: their marks go, so the next goes on. */
const MOST_LATE = 5000;
const LATE_AT_ONCE = 50;

/** Steps that are marked although the relay has had the time to publish them. */
async function leftBehind(
  { outbox }: SweepDeps,
  nowMs: number,
  part: Part,
): Promise<readonly Outgoing[]> {
  const found: Outgoing[] = [];
  const keys = await part("find marked steps", () => outbox.waiting());
  for (let start = 0; start < Math.min(keys.length, MOST_LATE); start += LATE_AT_ONCE) {
    const some = keys.slice(start, start + LATE_AT_ONCE);
    const read = await Promise.all(
      some.map((key) => part("read a step", async () => [{ key, step: await outbox.read(key) }])),
    );
    for (const { key, step } of read.flat()) {
      if (step === undefined || step.atMs + LEFT_BEHIND_MS > nowMs) continue;
      found.push({ key, step });
    }
  }
  return found;
}

/** Does for steps that were left behind what the relay does, each linked set by itself. */
async function relayLate(nowMs: number, deps: SweepDeps, part: Part): Promise<number> {
  const late = await leftBehind(deps, nowMs, part);
  for (const set of await part("find linked targets", () => stepsBySet(late, deps))) {
    await part("publish what was left behind", async () => {
      const refused = await relaySet(set, nowMs, deps);
      if (refused.length > 0) throw new Error(`the bus refused ${refused.length} steps`);
      return [];
    });
  }
  return late.length;
}

/**
 * Asks each sink for what it has not been served; the queue of one that fails holds up no other.
 *
 * @returns how many incidents wait for a sink or more
 */
async function requestPending(deps: SweepDeps, part: Part): Promise<number> {
  const found = await part("find pending notifications", async () => [
    await pendingNotifications(deps),
  ]);
  const waiting = new Set<string>();
  for (const { id, requestNotifications } of deps.sinks) {
    const requests = found.flatMap((pending) => pending.get(id) ?? []);
    for (const { incidentId } of requests) waiting.add(incidentId);
    await part(`request notifications by ${id}`, async () => {
      await requestNotifications(requests);
      return [];
    });
  }
  return waiting.size;
}

/**
 * Has people told what they were not, publishes what was not published, looks after the canary, and
 * closes what is quiet.
 *
 * @param nowMs the time of the schedule's own event
 * @throws Error when a part of it failed, after all others were done
 */
export async function runSweep(nowMs: number, deps: SweepDeps): Promise<void> {
  const { metrics } = deps;
  const failed: string[] = [];
  const part = partsOf(deps, failed);
  // People first: of closings there may be more than there is time for.
  let waiting = await requestPending(deps, part);
  const late = await relayLate(nowMs, deps, part);
  if (late > 0) waiting = await requestPending(deps, part);
  const { canary } = deps;
  if (canary !== undefined) {
    await part("look after the canary", async () => {
      await runCanary(nowMs, canary, deps);
      return [];
    });
  }
  const closed = await closeQuiet(nowMs, deps, part);
  // A metric that is written costs money all month, so an idle sweep writes none.
  const add = (name: string, value: number): void => {
    if (value > 0) metrics.addMetric(name, MetricUnit.Count, value);
  };
  add("FindingsClosed", closed);
  add("StepsLeftBehind", late);
  add("IncidentsWaiting", waiting);
  if (failed.length > 0) throw new Error(`sweep failed to ${[...new Set(failed)].join(", to ")}`);
}
