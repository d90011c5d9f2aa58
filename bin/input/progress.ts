/** The part of process.stderr that a progress line needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

/** One line that tells how far reading has come; silent unless the stream is a terminal. */
export interface Progress {
  readonly nextFile: () => void;
  /** Adds decompressed bytes and records read. */
  readonly add: (bytes: number, records: number) => void;
  /** Removes the line, for good or before something else is written. */
  readonly clear: () => void;
}

const UPDATE_MS = 100;
const CLEAR_LINE = "\r\u001b[2K";
const SILENT: Progress = {
  nextFile: () => undefined,
  add: () => undefined,
  clear: () => undefined,
};

/** `now` is a clock in milliseconds that never goes back. */
export function createProgress(stream: ProgressStream, files: number, now: () => number): Progress {
  if (stream.isTTY !== true) return SILENT;
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
      stream.write(CLEAR_LINE + textOf(seen, at - begun).slice(0, (stream.columns ?? 80) - 1));
    },
    clear: () => {
      if (isShown) stream.write(CLEAR_LINE);
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
