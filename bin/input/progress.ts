import { duration } from "../../lambda/core/model/format";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { progressLine, type ProgressStream } from "../terminal";

/** One line that tells how far reading has come; silent unless the stream is a terminal. */
export interface Progress {
  readonly nextFile: () => void;
  /** Adds decompressed bytes and records read. */
  readonly add: (bytes: number, records: number) => void;
  /** Adds bytes taken from files, compressed or not. */
  readonly consume: (bytes: number) => void;
  /** Removes the line, for good or before something else is written. */
  readonly clear: () => void;
}

const UPDATE_MS = 100;
const SILENT: Progress = {
  nextFile: () => undefined,
  add: () => undefined,
  consume: () => undefined,
  clear: () => undefined,
};

/** What is to be read. */
export interface Total {
  readonly files: number;
  /** As the files are stored; undefined where nobody knows, as of a pipe. */
  readonly bytes: number | undefined;
}

/** `now` is a clock in milliseconds that never goes back. */
export function createProgress(stream: ProgressStream, total: Total, now: () => number): Progress {
  if (stream.isTTY !== true) return SILENT;
  const show = progressLine(stream);
  const begun = now();
  const seen = { file: 0, bytes: 0, records: 0, consumed: 0 };
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
      show(textOf(seen, total, at - begun));
    },
    consume: (bytes) => {
      seen.consumed += bytes;
    },
    clear: () => {
      if (isShown) show("");
      isShown = false;
    },
  };
}

interface Seen {
  readonly file: number;
  readonly bytes: number;
  readonly records: number;
  readonly consumed: number;
}

/** Before so much is read, a rate says little of the rest. */
const FORESEEN_FROM = 0.01;

/** Such as `42 %  8 s left`. Files are larger, or grow, now and then: never more than 99 %. */
function shareOf({ consumed }: Seen, bytes: number, elapsedMs: number): string {
  const share = Math.min(0.99, consumed / bytes);
  const percent = `${Math.floor(share * 100)} %`;
  if (share < FORESEEN_FROM) return percent;
  const leftMs = (elapsedMs * (1 - share)) / share;
  return `${percent}  ${leftMs < MINUTE_MS ? `${Math.ceil(leftMs / 1000)} s` : duration(leftMs)} left`;
}

function textOf(seen: Seen, { files, bytes }: Total, elapsedMs: number): string {
  const megabytes = seen.bytes / 1e6;
  const rate = megabytes / (elapsedMs / 1000);
  const parts = [
    ...(bytes === undefined || bytes === 0 ? [] : [shareOf(seen, bytes, elapsedMs)]),
    `file ${seen.file} of ${files}`,
    `${megabytes.toFixed(0)} MB`,
    `${rate.toFixed(0)} MB/s`,
    `${seen.records.toLocaleString("en-US")} records`,
  ];
  return parts.join("  ");
}
