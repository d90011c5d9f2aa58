import type { ActiveRule } from "../../lambda/core/rules/active-rule";
import type { Config } from "../../lambda/core/model/config";
import type { Observation } from "../../lambda/core/model/observation";
import { isCounted } from "../../lambda/core/replay";
import { neededTexts, parseRecord, RELEVANT_EVENT_SOURCES } from "../../lambda/core/sources";
import { DAY_MS } from "../../lambda/core/model/time";
import { InputError } from "../input/input-error";
import { createProgress, type Progress } from "../input/progress";
import { readInput, type InputHandlers } from "../input/read-file";
import { walk } from "../input/walk";
import { createInterner } from "./interned";

/** What came of reading; the observations are those that some rule counts or judges by. */
export interface Collected {
  readonly observations: Observation[];
  readonly count: {
    records: number;
    irrelevant: number;
    malformed: number;
    observations: number;
    bytes: number;
  };
  /** The first few reasons, with file and offset. */
  readonly faults: string[];
  /** Inputs that could not be read, or not to their end; each message names its path. */
  readonly unreadable: InputError[];
}

export interface CollectOptions {
  readonly config: Config;
  readonly rules: readonly ActiveRule[];
  readonly stderr: NodeJS.WriteStream;
  readonly nowMs: number;
}

const FAULTS_SHOWN = 5;
/** Recordings are not refused for a clock that runs ahead, only for one that is absurd. */
const FUTURE_MS = 366 * DAY_MS;

type Intake = (value: unknown, file: string, offset: number) => void;

function fault({ count, faults }: Collected, file: string, offset: number, reason: string): void {
  count.malformed++;
  if (faults.length < FAULTS_SHOWN)
    faults.push(`${file === "-" ? "standard input" : file}, byte ${offset}: ${reason}`);
}

function intakeInto(collected: Collected, { config, rules, nowMs }: CollectOptions): Intake {
  const { count, observations } = collected;
  const interned = createInterner();
  const keep = (found: readonly Observation[]): void => {
    count.observations += found.length;
    for (const observation of found) {
      if (isCounted(observation, rules)) observations.push(interned(observation));
    }
  };
  return (value, file, offset) => {
    const context = { config, fallbackId: `${file}:${offset}`, latestMs: nowMs + FUTURE_MS };
    for (const result of parseRecord(value, context)) {
      count.records++;
      if (result.kind === "observations") keep(result.observations);
      else if (result.kind === "irrelevant") count.irrelevant++;
      else fault(collected, file, offset, result.reason);
    }
  };
}

/** What `readInput` tells of one file goes into the counts, the observations and the progress. */
function handlersFor(
  file: string,
  collected: Collected,
  progress: Progress,
  take: Intake,
): InputHandlers {
  const { count } = collected;
  let shown = count.records;
  return {
    record: (value, offset) => {
      take(value, file, offset);
    },
    malformed: ({ offset, reason }) => {
      count.records++;
      fault(collected, file, offset, reason);
    },
    progress: (bytes, irrelevant) => {
      count.bytes += bytes;
      count.irrelevant += irrelevant;
      count.records += irrelevant;
      progress.add(bytes, count.records - shown);
      shown = count.records;
    },
  };
}

/**
 * Reads every record of the given files, folders and standard input. What cannot be read is
 * named in the result; the rest is still processed.
 */
export async function collect(
  paths: readonly string[],
  options: CollectOptions,
): Promise<Collected> {
  const { files, problems } = walk(paths);
  const collected: Collected = {
    observations: [],
    count: { records: 0, irrelevant: 0, malformed: 0, observations: 0, bytes: 0 },
    faults: [],
    unreadable: [...problems],
  };
  const progress = createProgress(options.stderr, files.length, () => performance.now());
  const take = intakeInto(collected, options);
  const needed = neededTexts(options.config);
  for (const file of files) {
    progress.nextFile();
    try {
      await readInput(
        file,
        handlersFor(file, collected, progress, take),
        RELEVANT_EVENT_SOURCES,
        needed,
      );
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      collected.unreadable.push(error);
    }
  }
  progress.clear();
  return collected;
}
