import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { drillDeps, eventBridge, sns } from "./connect";
import type { Print } from "./output";
import type { DrillStack } from "./place";
import { DRILL_TESTS, drillEvents, type DrillTest, recordCount, targetOfDrill } from "./roads";
import { putDrill } from "./send";
import { readersOfTopic, type Readers } from "./subscribers";
import { watchDrill, type Watched } from "./watch";

const LOOK_EVERY_MS = 1_000;
/** CloudTrail's times are whole seconds, and clocks differ a little. */
const SLACK_MS = 5_000;

/**
 * Sends a drill whose newest event is of this moment.
 *
 * @returns that moment, in milliseconds since 1970
 */
export async function sendDrill(
  test: DrillTest,
  id: string,
  place: DrillStack<"bus" | "account">,
  print: Print,
): Promise<number> {
  const { account, bus } = place;
  const client = eventBridge(place);
  const region = await client.config.region();
  const endMs = Date.now();
  const events = drillEvents(test, { account, region, endMs, newId: randomUUID });
  const records = recordCount(events);
  await putDrill(client, bus, id, events);
  print({
    text: `sent drill ${id}: test ${test}, ${records} records to ${bus} (${region})`,
    record: { event: "sent", id, test, records, bus, region },
  });
  return endMs;
}

export interface WatchSpec {
  readonly id: string;
  readonly timeoutSeconds: number;
  /** When the drill was sent, if this very process sent it. */
  readonly sentMs?: number;
}

type Watchable = DrillStack<"account" | "findingsTable" | "stateTable">;

/** Whether anybody would read the e-mail; without the stack's outputs nobody knows the topic. */
async function readersOf(place: Watchable): Promise<Readers> {
  const { drillsTopicArn } = place;
  return drillsTopicArn === undefined
    ? {
        kind: "unknown",
        why: "cannot tell whether anybody is subscribed to the drills topic: the stack's outputs were not read",
      }
    : readersOfTopic(sns(place), drillsTopicArn);
}

/** What a watch has come to; undefined when somebody was told. */
export function outcomeOf(
  { progress, missing }: Watched,
  readers: Readers,
  print: Print,
): string | undefined {
  if (missing !== undefined) return missing;
  const count = Math.max(...progress.incidents.map((incident) => incident.count));
  if (readers.kind === "none") return `the e-mail was sent to nobody: ${readers.why}`;
  print({
    text: `told: ${count} messages counted; the e-mail is on the drills topic only`,
    record: { event: "done", count, readers: readers.kind },
  });
  return undefined;
}

/**
 * Watches a drill; it may be of any test.
 *
 * @returns what is missing when the time was up, or why nobody reads the e-mail; undefined when
 *   the incident was told
 */
export async function watchSent(
  { id, timeoutSeconds, sentMs }: WatchSpec,
  place: Watchable,
  print: Print,
): Promise<string | undefined> {
  const readers = await readersOf(place);
  if (readers.kind !== "some") {
    print({ text: `note: ${readers.why}`, record: { event: "note", text: readers.why } });
  }
  const traces = {
    scope: `${place.account}/drill:${id}`,
    targets: [...new Set(DRILL_TESTS.map((test) => targetOfDrill(test, place.account)))],
    sinceMs: sentMs === undefined ? 0 : sentMs - SLACK_MS,
  };
  const watcher = { nowMs: Date.now, pause: () => pause(LOOK_EVERY_MS), print };
  const watched = await watchDrill(traces, timeoutSeconds * 1_000, drillDeps(place), watcher);
  return outcomeOf(watched, readers, print);
}
