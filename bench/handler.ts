import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundled, runChild } from "./child";
import type { HandlerRun } from "./handler-run";

/** CPU of the detector's handler on batches of 60 whole envelopes, its stores in memory. */
export interface HandlerRow {
  readonly traffic: string;
  readonly events: number;
  /** The first round of a process, while the compiler still works. */
  readonly coldEventsPerSecond: number;
  /** Median of the rounds after it. */
  readonly eventsPerSecond: number;
  readonly goal: number;
}

const rate = ({ events, cpuSeconds }: HandlerRun): number => events / cpuSeconds;

function rowOf(traffic: string, bundle: string): HandlerRow {
  const [first, ...warm] = runChild(bundle, [traffic]) as [HandlerRun, ...HandlerRun[]];
  const rates = warm.map(rate).sort((a, b) => a - b);
  return {
    traffic,
    events: first.events,
    coldEventsPerSecond: rate(first),
    eventsPerSecond: rates[Math.floor(rates.length / 2)] ?? 0,
    goal: 10_000,
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
