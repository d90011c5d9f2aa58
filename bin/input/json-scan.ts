import { ASCII, isBlank } from "./ascii";

/**
 * Why a scan stopped: the bytes are used up; the value is complete; a list of records begins;
 * or no JSON goes on like this, so that the value must have been cut off before.
 */
export type Stop = "more" | "closed" | "list" | "cut";

/** Where a scan stands within one JSON value; it goes on from there with the next bytes. */
export interface Scan {
  depth: number;
  inString: boolean;
  /** The depth at which an array may be a list of records (1, or 2 within `hits`); -1 for never. */
  listDepth: number;
  /** Whether the value is an object, in which no value follows a comma. */
  isObject: boolean;
  stop: Stop;
}

/** `{` and `[` differ in this bit alone, as do `}` and `]`. */
const BRACE_BIT = 0x20;
const LISTS = [Buffer.from("Records"), Buffer.from("Events")];
const HITS = Buffer.from("hits");

/**
 * Finds the end of the JSON value whose bytes begin at `from` (or go on there). It balances
 * brackets outside strings and checks no more of the grammar than it needs to see a cut.
 * Returns the index where it stopped: after a closed value, at the byte that is a list's `[` or
 * shows the cut, else `end`, or one more if the last byte was a backslash within a string.
 */
export function scanJson(bytes: Uint8Array, from: number, end: number, scan: Scan): number {
  let at = from;
  goOn(scan);
  while (at < end && scan.stop === "more") {
    at = scan.inString ? scanString(bytes, at, end, scan) : scanBrackets(bytes, at, end, scan);
  }
  return at;
}

function goOn(scan: Scan): void {
  scan.stop = "more";
}

/** Goes on until after the quote that begins a string, or a stop. */
function scanBrackets(bytes: Uint8Array, from: number, end: number, scan: Scan): number {
  let at = from;
  for (; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === ASCII.quote) {
      scan.inString = true;
      return at + 1;
    }
    const bracket = byte | BRACE_BIT;
    if (bracket === ASCII.openBrace) {
      if (scan.depth > 0 && stopsAt(bytes, at, scan)) return at;
      scan.depth++;
    } else if (bracket === ASCII.closeBrace) {
      if (closes(scan)) return at + 1;
    }
  }
  return at;
}

function closes(scan: Scan): boolean {
  scan.depth--;
  if (scan.depth < scan.listDepth) scan.listDepth = scan.depth;
  if (scan.depth > 0) return false;
  scan.stop = "closed";
  return true;
}

/** Goes on until after the string's closing quote, or a raw newline: no JSON string holds one. */
function scanString(bytes: Uint8Array, from: number, end: number, scan: Scan): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte === ASCII.backslash) at++;
    else if (byte <= ASCII.quote && (byte === ASCII.quote || byte === ASCII.newline)) {
      return endString(byte, at, scan);
    }
    at++;
  }
  return at;
}

function endString(byte: number, at: number, scan: Scan): number {
  if (byte === ASCII.newline) {
    scan.stop = "cut";
    return at;
  }
  scan.inString = false;
  if (scan.depth === 0) scan.stop = "closed";
  return at + 1;
}

/** Whether the bracket at `at` begins a list of records, or shows that the value was cut off. */
function stopsAt(bytes: Uint8Array, at: number, scan: Scan): boolean {
  const depth = scan.depth;
  if (depth === scan.listDepth && isListOrHits(bytes, at, depth, scan)) return true;
  if (bytes[at - 1] !== ASCII.newline || !isCut(bytes, at, depth === 1 && scan.isObject)) {
    return false;
  }
  scan.stop = "cut";
  return true;
}

function isListOrHits(bytes: Uint8Array, at: number, depth: number, scan: Scan): boolean {
  if (bytes[at] === ASCII.openBrace) {
    if (depth === 1 && hasKey(bytes, at, HITS)) scan.listDepth = 2;
    return false;
  }
  const names = depth === 1 ? LISTS : [HITS];
  if (!names.some((name) => hasKey(bytes, at, name))) return false;
  scan.stop = "list";
  return true;
}

/** A line that begins with a bracket although no value can stand there is a record of its own. */
function isCut(bytes: Uint8Array, at: number, inObject: boolean): boolean {
  const before = bytes[lastBefore(bytes, at)];
  if (before === ASCII.comma) return inObject;
  return before !== undefined && before !== ASCII.colon && before !== ASCII.openBracket;
}

/** Whether the value at `at` belongs to this key, read backwards: `"name" :`. */
function hasKey(bytes: Uint8Array, at: number, name: Uint8Array): boolean {
  const colon = lastBefore(bytes, at);
  if (bytes[colon] !== ASCII.colon) return false;
  const close = lastBefore(bytes, colon);
  const first = close - name.length;
  if (bytes[close] !== ASCII.quote || bytes[first - 1] !== ASCII.quote) return false;
  return bytes[first - 2] !== ASCII.backslash && name.every((byte, i) => bytes[first + i] === byte);
}

/** Index of the last byte before `at` that is not white space; -1 if there is none. */
function lastBefore(bytes: Uint8Array, at: number): number {
  let before = at - 1;
  while (before >= 0 && isBlank(bytes[before])) before--;
  return before;
}
