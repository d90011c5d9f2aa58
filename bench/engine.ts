import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundled, runChild } from "./child";
import type { EngineRun } from "./engine-run";

/** How the engine fares in memory as the number of events grows. */
export interface EngineRow {
  readonly events: number;
  readonly eventsPerSecond: number;
  /** Time for an event against the smallest run: 1 is linear. */
  readonly timeRatio: number;
  /** What an observation takes while it waits for its turn, and its windows and findings after. */
  readonly bytesPerObservation: number;
  readonly bytesPerEventCounted: number;
  readonly findings: number;
}

const SIZES = [10_000, 100_000, 1_000_000];

/** Replays 10 thousand to a million events in memory, each size in a process of its own. */
export function benchEngine(): readonly EngineRow[] {
  const folder = mkdtempSync(join(tmpdir(), "smspump-bench-"));
  const bundle = bundled("engine-run.ts", folder);
  const run = (count: number): EngineRun =>
    runChild(bundle, [String(count)], ["--expose-gc"]) as EngineRun;
  const runs = SIZES.map(run);
  rmSync(folder, { recursive: true });
  const each = runs.map(({ seconds, count }) => seconds / count);
  return runs.map(({ count, seconds, kept, observed, findings }, i) => ({
    events: count,
    eventsPerSecond: count / seconds,
    timeRatio: (each[i] ?? 0) / (each[0] ?? 1),
    bytesPerObservation: observed / count,
    bytesPerEventCounted: kept / count,
    findings,
  }));
}
