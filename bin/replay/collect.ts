import type { ActiveRule } from "../../lambda/core/rules/active-rule";
import type { Config } from "../../lambda/core/model/config";
import type { Observation } from "../../lambda/core/model/observation";
import { isCounted } from "../../lambda/core/replay";
import type { Irrelevant } from "../../lambda/core/sources/records/result";
import {
  neededTexts,
  parseLine,
  parseRecord,
  RELEVANT_EVENT_SOURCES,
} from "../../lambda/core/sources";
import { type LineReader, lineReader } from "../../lambda/core/sources/lines";
import type { ParseContext, ParseResult } from "../../lambda/core/sources/records/source";
import { whole } from "../../lambda/core/model/format";
import { DAY_MS } from "../../lambda/core/model/time";
import { InputError } from "../input/input-error";
import { createProgress, type Progress } from "../input/progress";
import type { NeededTexts } from "../input/name-filter";
import { inputKind } from "../input/input-kind";
import { readInput, type About, type InputHandlers } from "../input/read-file";
import { sizeOf, walk } from "../input/walk";
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
    /** Records, and inputs with records passed over, whose form is known. */
    understood: number;
    /** Inputs of which nothing was understood. */
    strangers: number;
  };
  /** What the first of these inputs are instead, each named. */
  readonly strangers: InputError[];
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
const STRANGERS_SHOWN = 5;
/** Nobody reads on for minutes in a file of millions that begins with so many strange records. */
const MOST_STRANGE = 1_000_000;
/** Recordings are not refused for a clock that runs ahead, only for one that is absurd. */
const FUTURE_MS = 366 * DAY_MS;

/** The file at hand, the first reason why a value in it was not understood, and how many were not. */
interface Place {
  readonly file: string;
  readonly readLine: LineReader;
  reason?: string;
  /** How many of its records, from the first on, are not understood. */
  strange: number;
}

/** Takes what a reader finds; false for a line that no source reads. */
interface Intake {
  readonly value: (value: unknown, place: Place, offset: number) => void;
  readonly line: (text: string, place: Place, offset: number) => boolean;
}

function fault({ count, faults }: Collected, place: Place, offset: number, reason: string): void {
  const { file } = place;
  place.reason ??= reason;
  place.strange++;
  count.malformed++;
  if (faults.length < FAULTS_SHOWN)
    faults.push(`${file === "-" ? "standard input" : file}, byte ${offset}: ${reason}`);
}

function passOver({ count }: Collected, place: Place, { reason, isForeign }: Irrelevant): void {
  count.irrelevant++;
  if (isForeign !== true) {
    count.understood++;
    return;
  }
  place.reason ??= reason;
  place.strange++;
}

function intakeInto(collected: Collected, { config, rules, nowMs }: CollectOptions): Intake {
  const { count, observations } = collected;
  const interned = createInterner();
  const keep = (found: readonly Observation[]): void => {
    count.understood++;
    count.observations += found.length;
    for (const observation of found) {
      if (isCounted(observation, rules)) observations.push(interned(observation));
    }
  };
  const contextAt = ({ file }: Place, offset: number): ParseContext => ({
    config,
    fallbackId: `${file}:${offset}`,
    latestMs: nowMs + FUTURE_MS,
  });
  const take = (result: ParseResult, place: Place, offset: number): void => {
    count.records++;
    if (result.kind === "observations") keep(result.observations);
    else if (result.kind === "irrelevant") passOver(collected, place, result);
    else fault(collected, place, offset, result.reason);
  };
  return {
    value: (value, place, offset) => {
      for (const result of parseRecord(value, contextAt(place, offset)))
        take(result, place, offset);
    },
    line: (text, place, offset) => {
      const result = parseLine(text, place.readLine, contextAt(place, offset));
      if (result === undefined) return false;
      take(result, place, offset);
      return true;
    },
  };
}

const strange = ({ file, reason = "nothing understood" }: Place): InputError =>
  new InputError(
    file,
    `the first ${whole(MOST_STRANGE)} records are not understood (${reason}); it was not read further; give what follows as a file of its own, such as with grep`,
  );

/** What `readInput` tells of one file goes into the counts, the observations and the progress. */
function handlersFor(
  place: Place,
  collected: Collected,
  progress: Progress,
  take: Intake,
): InputHandlers {
  const { count } = collected;
  const before = count.understood;
  let shown = count.records;
  return {
    record: (value, offset) => {
      take.value(value, place, offset);
    },
    line: (text, offset) => take.line(text, place, offset),
    malformed: ({ offset, reason }) => {
      count.records++;
      fault(collected, place, offset, reason);
    },
    progress: (bytes, irrelevant) => {
      count.bytes += bytes;
      count.irrelevant += irrelevant;
      count.records += irrelevant;
      progress.add(bytes, count.records - shown);
      shown = count.records;
      if (place.strange >= MOST_STRANGE && count.understood === before) throw strange(place);
    },
    consumed: progress.consume,
  };
}

/** Reads one input, and remembers it where nothing of it was understood. */
async function readOne(
  file: string,
  collected: Collected,
  progress: Progress,
  take: Intake,
  needed: NeededTexts,
): Promise<void> {
  const { count, strangers } = collected;
  const before = count.understood;
  const place: Place = { file, readLine: lineReader(), strange: 0 };
  const ended = ({ head, hasCalls }: About): void => {
    if (hasCalls) count.understood++;
    if (count.understood > before) return;
    count.strangers++;
    if (strangers.length < STRANGERS_SHOWN) {
      strangers.push(new InputError(file, inputKind(head, place.reason)));
    }
  };
  const handlers = { ...handlersFor(place, collected, progress, take), ended };
  await readInput(file, handlers, RELEVANT_EVENT_SOURCES, needed);
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
  const zero = { records: 0, irrelevant: 0, malformed: 0, observations: 0, bytes: 0 };
  const collected: Collected = {
    observations: [],
    count: { ...zero, understood: 0, strangers: 0 },
    strangers: [],
    faults: [],
    unreadable: [...problems],
  };
  const total = { files: files.length, bytes: sizeOf(files) };
  const progress = createProgress(options.stderr, total, () => performance.now());
  const take = intakeInto(collected, options);
  const needed = neededTexts(options.config);
  for (const file of files) {
    progress.nextFile();
    try {
      await readOne(file, collected, progress, take, needed);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      collected.unreadable.push(error);
    }
  }
  progress.clear();
  return collected;
}
