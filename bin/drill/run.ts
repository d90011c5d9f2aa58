import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { drillDeps, eventBridge } from "./connect";
import type { DrillStack } from "./place";
import { drillRecords, drillTarget, type DrillTest } from "./records";
import { putDrill } from "./send";
import { watchDrill } from "./watch";

const LOOK_EVERY_MS = 1_000;
/** CloudTrail's times are whole seconds, and clocks differ a little. */
const SLACK_MS = 5_000;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/**
 * Sends a drill whose newest event is of this moment.
 *
 * @returns that moment, in milliseconds since 1970
 */
export async function sendDrill(
  test: DrillTest,
  id: string,
  place: DrillStack<"bus" | "account">,
): Promise<number> {
  const { account, bus } = place;
  const client = eventBridge(place);
  const region = await client.config.region();
  const endMs = Date.now();
  const records = drillRecords({ test, account, region, endMs, newId: randomUUID });
  await putDrill(client, bus, id, records);
  print(`sent drill ${id}: test ${test}, ${records.length} records to ${bus} (${region})`);
  return endMs;
}

export interface WatchSpec {
  readonly id: string;
  readonly timeoutSeconds: number;
  /** When the drill was sent, if this very process sent it. */
  readonly sentMs?: number;
}

/**
 * Watches a drill; it may be of either test.
 *
 * @returns what is missing when the time was up, undefined when the incident was told
 */
export async function watchSent(
  { id, timeoutSeconds, sentMs }: WatchSpec,
  place: DrillStack<"account" | "findingsTable" | "stateTable">,
): Promise<string | undefined> {
  const traces = {
    scope: `${place.account}/drill:${id}`,
    targets: (["1", "2"] as const).map((test) => drillTarget(test, place.account)),
    sinceMs: sentMs === undefined ? 0 : sentMs - SLACK_MS,
  };
  const watcher = { nowMs: Date.now, pause: () => pause(LOOK_EVERY_MS), print };
  const { progress, missing } = await watchDrill(
    traces,
    timeoutSeconds * 1_000,
    drillDeps(place),
    watcher,
  );
  if (missing === undefined) {
    const counted = Math.max(...progress.incidents.map(({ count }) => count));
    print(`told: ${counted} messages counted; the e-mail is on the drills topic only`);
  }
  return missing;
}
