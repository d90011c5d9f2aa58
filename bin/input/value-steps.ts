import { ASCII, isBlank } from "./ascii";
import { scanJson } from "./json-scan";
import { beginLine } from "./line-steps";
import { giveUp, MAX_RECORD_BYTES, type SplitterState } from "./splitter-state";

const TOO_LONG = `longer than ${MAX_RECORD_BYTES / 1024 / 1024} MiB`;
const NOT_JSON = "not valid JSON";
const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf];

/** Begins an object, an array or a string at the current position. */
export function beginValue(state: SplitterState, listDepth: number): void {
  const first = state.window.bytes[state.pos - state.window.base];
  state.place = "value";
  state.start = state.pos;
  state.isWrapper = false;
  state.isSkipped = false;
  state.scan.depth = 0;
  state.scan.inString = false;
  state.scan.listDepth = listDepth;
  state.scan.isObject = first === ASCII.openBrace;
}

function beginList(state: SplitterState, listDepth: number): void {
  state.place = "list";
  state.pos++;
  state.isElement = true;
  state.isSeparated = true;
  state.listDepth = listDepth;
}

/** A step returns false when it has used up the bytes at hand. */
export function stepBetween(state: SplitterState): boolean {
  const { bytes, base } = state.window;
  let at = state.pos - base;
  while (at < bytes.length && isFiller(bytes[at], state.isBroken)) at++;
  state.pos = base + at;
  if (at >= bytes.length) return false;
  if (bytes[at] === ASCII.openBrace) beginValue(state, 1);
  else if (bytes[at] === ASCII.openBracket) beginList(state, 0);
  else beginLine(state);
  return true;
}

function isFiller(byte: number | undefined, isBroken: boolean): boolean {
  if (isBlank(byte) || byte === undefined) return true;
  if (BYTE_ORDER_MARK.includes(byte)) return true;
  return (
    isBroken && (byte === ASCII.comma || byte === ASCII.closeBracket || byte === ASCII.closeBrace)
  );
}

export function stepValue(state: SplitterState): boolean {
  const { bytes, base } = state.window;
  const end = endOfScan(state);
  state.pos = base + scanJson(bytes, state.pos - base, end, state.scan);
  switch (state.scan.stop) {
    case "closed":
      closeValue(state);
      return true;
    case "list":
      state.isWrapper = true;
      beginList(state, state.scan.depth);
      return true;
    case "cut":
      giveUp(state, "cut off at the end of a line");
      return true;
    case "more":
      if (end === bytes.length) return waitForMore(state);
      state.pos = base + end;
      giveUp(state, "cut off at the end of a line");
      return true;
  }
}

/** The end of the bytes at hand, or of the line if that has been looked at before. */
function endOfScan(state: SplitterState): number {
  const { bytes, base } = state.window;
  if (state.start >= state.strictUntil) return bytes.length;
  const newline = bytes.indexOf(ASCII.newline, state.start - base);
  return newline < 0 || base + newline >= state.strictUntil ? bytes.length : newline;
}

/** A value that has become too long is passed over without being kept. */
export function waitForMore(state: SplitterState): false {
  if (!state.isSkipped && state.pos - state.start > MAX_RECORD_BYTES) {
    if (!state.isWrapper) state.handlers.malformed(state.start, TOO_LONG);
    state.isSkipped = true;
  }
  return false;
}

function closeValue(state: SplitterState): void {
  state.place = state.isElement ? "list" : "between";
  if (!state.isWrapper && !state.isSkipped) deliver(state, !state.isElement && spansLines(state));
}

function spansLines(state: SplitterState): boolean {
  const { bytes, base } = state.window;
  const newline = bytes.indexOf(ASCII.newline, state.start - base);
  return newline >= 0 && base + newline < state.pos;
}

/**
 * Hands over the current value. Where it may hide good lines between the halves of bad ones
 * (`mayHide`), it is parsed in any case, and looked at line by line if it is no JSON.
 */
export function deliver(state: SplitterState, mayHide: boolean): void {
  const { handlers, start, window, pos } = state;
  const from = start - window.base;
  const to = pos - window.base;
  if (to - from > MAX_RECORD_BYTES) handlers.malformed(start, TOO_LONG);
  else if (!mayHide && handlers.skips(window.bytes, from, to, start)) return;
  else if (handlers.takes(window.bytes, from, to, start)) return;
  else if (mayHide) giveUp(state, NOT_JSON);
  else handlers.malformed(start, NOT_JSON);
}
