import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundled, runChild } from "./child";
import type { HandlerRound, HandlerRun } from "./handler-run";

/** CPU of the detector's handler on batches of 60 whole envelopes. */
export interface HandlerRow {
  readonly traffic: string;
  readonly events: number;
  /** On stubbed stores. */
  readonly eventsPerSecond: number;
  readonly goal: number;
  /** On whole stores in memory, their own work included. */
  readonly inMemoryEventsPerSecond: number;
  /** The same in the first round of a process, while the compiler still works. */
  readonly coldInMemoryEventsPerSecond: number;
}

const rate = ({ events, cpuSeconds }: HandlerRun): number => events / cpuSeconds;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function rowOf(traffic: string, bundle: string): HandlerRow {
  const [first, ...warm] = runChild(bundle, [traffic]) as [HandlerRound, ...HandlerRound[]];
  return {
    traffic,
    events: first.stubbed.events,
    eventsPerSecond: median(warm.map(({ stubbed }) => rate(stubbed))),
    goal: 10_000,
    inMemoryEventsPerSecond: median(warm.map(({ inMemory }) => rate(inMemory))),
    coldInMemoryEventsPerSecond: rate(first.inMemory),
  };
}

/** Events that one second of CPU counts, by traffic. */
export function benchHandler(): readonly HandlerRow[] {
  const folder = mkdtempSync(join(tmpdir(), "smspump-bench-"));
  try {
    const bundle = bundled("handler-run.ts", folder);
    return ["flood", "botnet", "background"].map((traffic) => rowOf(traffic, bundle));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
