import { append } from "./byte-window";
import { stepBare, stepList } from "./list-steps";
import {
  createState,
  giveUp,
  type RecordHandlers,
  type ScanState,
  type SplitterState,
} from "./splitter-state";
import { stepLine } from "./line-steps";
import { stepBetween, stepValue } from "./value-steps";

export { MAX_RECORD_BYTES, type RecordHandlers } from "./splitter-state";

/** Finds the records in a stream of bytes that is cut into chunks anywhere. */
export interface Splitter {
  readonly write: (chunk: Uint8Array) => void;
  /** Says that no more bytes come: reports what is unfinished. True if that is a list of records. */
  readonly end: () => boolean;
  /** Bytes of memory held for what is not yet decided. */
  readonly heldBytes: () => number;
}

/** Longer chunks are taken in slices, so that the memory held does not depend on the caller. */
const SLICE_BYTES = 128 * 1024;
/** Bytes before the position that may be asked for: the key of a list, the newline before a line. */
const LOOKBACK_BYTES = 64;

/**
 * Splits newline-delimited or concatenated JSON, a top-level array, and objects that hold a list
 * of records (`Records`, `Events`, `hits.hits`) into their records. Any other object is a record.
 * A line that begins with anything but a bracket may be one of a text log.
 *
 * A value that breaks off is malformed; the splitter goes on at the first newline within it, so
 * that a bad line of newline-delimited JSON never takes its neighbours along. Keys written with
 * escapes are not recognised as lists.
 */
export function createSplitter(handlers: RecordHandlers): Splitter {
  const state = createState(handlers);
  return {
    write: (chunk) => {
      for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
        append(state.window, chunk.subarray(at, at + SLICE_BYTES), neededFrom(state));
        run(state);
      }
    },
    end: () => {
      state.isEnded = true;
      run(state);
      const isCut = isInList(state);
      while (state.place === "value") {
        giveUp(state, "ends before it is closed");
        run(state);
      }
      if (state.place === "list") handlers.malformed(state.pos, "the array is not closed");
      return isCut;
    },
    heldBytes: () => state.window.store.length,
  };
}

/** Whether the list at hand, or the object that holds it, is still open. */
const isInList = ({ place, isElement, isWrapper }: SplitterState): boolean =>
  place === "list" || place === "bare" || (place === "value" && (isElement || isWrapper));

/** Where all that lies since the start is needed at the end. */
const KEPT: readonly ScanState[] = ["value", "bare", "line"];

function neededFrom(state: SplitterState): number {
  const inRecord = KEPT.includes(state.place) && !state.isSkipped;
  return (inRecord ? state.start : state.pos) - LOOKBACK_BYTES;
}

const STEPS = {
  between: stepBetween,
  line: stepLine,
  value: stepValue,
  list: stepList,
  bare: stepBare,
} as const;

function run(state: SplitterState): void {
  while (STEPS[state.place](state));
}
