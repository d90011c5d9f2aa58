import { ASCII } from "./ascii";
import { createWindow, windowEnd, type ByteWindow } from "./byte-window";
import type { Scan } from "./json-scan";

/** A longer line is none of a log's: servers refuse requests of that length. */
export const MAX_LINE_BYTES = 64 * 1024;

/** A longer record is malformed: nothing that AWS or Elastic writes comes near it. */
export const MAX_RECORD_BYTES = 16 * 1024 * 1024;

/**
 * What becomes of the records. `bytes` is only lent for the call and the record is
 * bytes[from, to); `offset` is where it begins in the stream.
 */
export interface RecordHandlers {
  /** Tells by the bytes alone that a record is irrelevant, so that it need not be parsed. */
  readonly skips: (bytes: Buffer, from: number, to: number, offset: number) => boolean;
  /** Takes a record; false if it is no JSON. */
  readonly takes: (bytes: Buffer, from: number, to: number, offset: number) => boolean;
  readonly malformed: (offset: number, reason: string) => void;
  /**
   * Takes a line that begins with no bracket, without its end; false if it is none of a log's.
   *
   * @default - no line is one
   */
  readonly line?: (bytes: Buffer, from: number, to: number, offset: number) => boolean;
}

/**
 * Where the splitter stands: between top-level values, in a line that holds none, in an object
 * or an array's element, in a list between elements, or in a bare element such as a number.
 */
export type ScanState = "between" | "line" | "value" | "list" | "bare";

/** Offsets are those of the stream. */
export interface SplitterState {
  readonly handlers: RecordHandlers;
  readonly window: ByteWindow;
  readonly scan: Scan;
  place: ScanState;
  /** The next byte to look at. */
  pos: number;
  /** Where the current value begins. */
  start: number;
  /** The current value is an element of a list. */
  isElement: boolean;
  /** The current value has held a list of records: what is left of it is no record. */
  isWrapper: boolean;
  /** The current value or line is too long to be kept, or the rest of a broken value. */
  isSkipped: boolean;
  /** In how many brackets of its wrapper the current list stands; 0 for a top-level array. */
  listDepth: number;
  /** An element may come: after a list's opening bracket or a comma. */
  isSeparated: boolean;
  /** Something was cut off, so its closing brackets and indented lines may still lie around. */
  isBroken: boolean;
  /** Up to here values were given up: one that begins before must end on its line. */
  strictUntil: number;
  isEnded: boolean;
}

export const createState = (handlers: RecordHandlers): SplitterState => ({
  handlers,
  window: createWindow(),
  scan: { depth: 0, inString: false, listDepth: -1, isObject: false, stop: "more" },
  place: "between",
  pos: 0,
  start: 0,
  isElement: false,
  isWrapper: false,
  isSkipped: false,
  listDepth: 0,
  isSeparated: false,
  isBroken: false,
  strictUntil: 0,
  isEnded: false,
});

/** The byte at an offset; undefined where it is no longer or not yet held. */
export const byteAt = (state: SplitterState, offset: number): number | undefined =>
  state.window.bytes[offset - state.window.base];

export const beginsLine = (state: SplitterState, offset: number): boolean =>
  offset === 0 || byteAt(state, offset - 1) === ASCII.newline;

/** What a broken record leaves lying around is part of it, not malformed once more. */
export const isRemains = (state: SplitterState, offset: number): boolean =>
  state.isBroken && !state.isElement && !beginsLine(state, offset);

/**
 * Gives up the current value and goes on at the first newline in it. What was looked at already
 * is looked at only once more, line by line, so the cost stays linear whatever the input.
 */
export function giveUp(state: SplitterState, reason: string): void {
  const { bytes, base } = state.window;
  const seen = Math.min(state.pos, windowEnd(state.window));
  if (!isRemains(state, state.start)) state.handlers.malformed(state.start, reason);
  const newline = state.isSkipped ? -1 : bytes.indexOf(ASCII.newline, state.start - base);
  state.pos = newline >= 0 ? Math.min(base + newline, seen) : seen;
  state.strictUntil = Math.max(state.strictUntil, seen);
  state.place = "between";
  state.isElement = false;
  state.isBroken = true;
}
