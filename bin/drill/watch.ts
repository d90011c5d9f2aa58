import type { Print } from "./output";
import {
  linesOf,
  missingFrom,
  progressOf,
  type DrillProgress,
  type DrillDeps,
  type Traces,
} from "./progress";

/** The clock, the time between two looks, and where lines go. */
export interface Watcher {
  readonly nowMs: () => number;
  readonly pause: () => Promise<void>;
  readonly print: Print;
}

export interface Watched {
  readonly progress: DrillProgress;
  /** What has not come in time, and where to look; undefined when the incident was told. */
  readonly missing: string | undefined;
}

/**
 * Looks again and again at what comes of a drill, shows each new thing once, and ends when the
 * incident has been told or the time is up.
 *
 * @throws whatever a store throws
 */
export async function watchDrill(
  traces: Traces,
  timeoutMs: number,
  deps: DrillDeps,
  watcher: Watcher,
): Promise<Watched> {
  const endMs = watcher.nowMs() + timeoutMs;
  const shown = new Set<string>();
  for (;;) {
    const progress = await progressOf(traces, deps);
    for (const line of linesOf(progress)) {
      if (shown.has(line.about)) continue;
      shown.add(line.about);
      watcher.print(line);
    }
    const missing = missingFrom(progress);
    if (missing === undefined || watcher.nowMs() >= endMs) return { progress, missing };
    await watcher.pause();
  }
}
