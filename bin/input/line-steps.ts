import { ASCII } from "./ascii";
import { windowEnd } from "./byte-window";
import { isRemains, MAX_LINE_BYTES, type SplitterState } from "./splitter-state";

const NO_RECORD = "neither a JSON object nor an array";

/** Begins a line of text at the current position; what a broken value has left is passed over. */
export function beginLine(state: SplitterState): void {
  state.place = "line";
  state.start = state.pos;
  state.isSkipped = isRemains(state, state.pos);
}

/** Looks for the end of the line. */
export function stepLine(state: SplitterState): boolean {
  const { bytes, base } = state.window;
  const newline = bytes.indexOf(ASCII.newline, state.pos - base);
  state.pos = newline < 0 ? windowEnd(state.window) : base + newline;
  if (state.pos - state.start > MAX_LINE_BYTES) skipLine(state);
  if (newline < 0 && !state.isEnded) return false;
  if (!state.isSkipped) endLine(state);
  state.place = "between";
  return true;
}

function skipLine(state: SplitterState): void {
  if (!state.isSkipped) state.handlers.malformed(state.start, NO_RECORD);
  state.isSkipped = true;
}

function endLine({ handlers, window, start, pos }: SplitterState): void {
  const { bytes, base } = window;
  const hasReturn = bytes[pos - base - 1] === ASCII.carriageReturn;
  const to = pos - base - (hasReturn ? 1 : 0);
  if (handlers.line?.(bytes, start - base, to, start) !== true) {
    handlers.malformed(start, NO_RECORD);
  }
}
