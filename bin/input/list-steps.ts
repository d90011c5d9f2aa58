import { ASCII, isBlank } from "./ascii";
import { beginsLine, byteAt, type SplitterState } from "./splitter-state";
import { beginValue, deliver, waitForMore } from "./value-steps";

/** Looks for the next element of a list, or its end. */
export function stepList(state: SplitterState): boolean {
  const { bytes, base } = state.window;
  let at = state.pos - base;
  while (at < bytes.length && isBlank(bytes[at])) at++;
  state.pos = base + at;
  if (at >= bytes.length) return false;
  if (bytes[at] === ASCII.comma) takeComma(state);
  else if (bytes[at] === ASCII.closeBracket) endList(state);
  else if (bytes[at] === ASCII.closeBrace) leaveBroken(state);
  else beginElement(state);
  return true;
}

function takeComma(state: SplitterState): void {
  if (state.isSeparated) state.handlers.malformed(state.pos, "a comma too many");
  state.isSeparated = true;
  state.pos++;
}

/** Goes on with the object that holds the list; what is left of it is no record. */
function endList(state: SplitterState): void {
  state.pos++;
  state.isElement = false;
  if (state.listDepth === 0) {
    state.place = "between";
    return;
  }
  beginValue(state, state.listDepth);
  state.scan.depth = state.listDepth;
  state.scan.isObject = true;
  state.isWrapper = true;
}

function leaveBroken(state: SplitterState): void {
  state.handlers.malformed(state.pos, "the array is not closed");
  state.place = "between";
  state.isElement = false;
  state.isBroken = true;
}

function beginElement(state: SplitterState): void {
  const byte = byteAt(state, state.pos);
  const opens = byte === ASCII.openBrace || byte === ASCII.openBracket;
  if (!state.isSeparated) {
    if (opens && beginsLine(state, state.pos)) {
      leaveBroken(state);
      return;
    }
    state.handlers.malformed(state.pos, "no comma before this element");
  }
  state.isSeparated = false;
  beginValue(state, -1);
  if (!opens && byte !== ASCII.quote) state.place = "bare";
}

/** Reads a number, true, false or null, or whatever garbage stands in its place. */
export function stepBare(state: SplitterState): boolean {
  const { bytes, base } = state.window;
  let at = state.pos - base;
  while (at < bytes.length && !endsBare(bytes[at])) at++;
  state.pos = base + at;
  if (at >= bytes.length && !state.isEnded) return waitForMore(state);
  state.place = "list";
  if (!state.isSkipped) deliver(state, false);
  return true;
}

function endsBare(byte: number | undefined): boolean {
  return (
    isBlank(byte) ||
    byte === ASCII.comma ||
    byte === ASCII.closeBracket ||
    byte === ASCII.closeBrace ||
    byte === ASCII.openBracket ||
    byte === ASCII.openBrace ||
    byte === ASCII.quote
  );
}
