import { progressLine, type ProgressStream } from "../terminal";

/** One line that tells how far reading has come; silent unless the stream is a terminal. */
export interface Progress {
  readonly nextFile: () => void;
  /** Adds decompressed bytes and records read. */
  readonly add: (bytes: number, records: number) => void;
  /** Removes the line, for good or before something else is written. */
  readonly clear: () => void;
}

const UPDATE_MS = 100;
const SILENT: Progress = {
  nextFile: () => undefined,
  add: () => undefined,
  clear: () => undefined,
};

/** `now` is a clock in milliseconds that never goes back. */
export function createProgress(stream: ProgressStream, files: number, now: () => number): Progress {
  if (stream.isTTY !== true) return SILENT;
  const show = progressLine(stream);
  const begun = now();
  const seen = { file: 0, files, bytes: 0, records: 0 };
  let shownAt = begun;
  let isShown = false;
  return {
    nextFile: () => {
      seen.file++;
    },
    add: (bytes, records) => {
      seen.bytes += bytes;
      seen.records += records;
      const at = now();
      if (at - shownAt < UPDATE_MS) return;
      shownAt = at;
      isShown = true;
      show(textOf(seen, at - begun));
    },
    clear: () => {
      if (isShown) show("");
      isShown = false;
    },
  };
}

interface Seen {
  readonly file: number;
  readonly files: number;
  readonly bytes: number;
  readonly records: number;
}

function textOf(seen: Seen, elapsedMs: number): string {
  const megabytes = seen.bytes / 1e6;
  const rate = megabytes / (elapsedMs / 1000);
  const records = seen.records.toLocaleString("en-US");
  return `file ${seen.file} of ${seen.files}  ${megabytes.toFixed(0)} MB  ${rate.toFixed(0)} MB/s  ${records} records`;
}
