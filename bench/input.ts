import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundled, runChild } from "./child";
import { writeCorpus } from "./corpus";
import type { Measured, Variant } from "./input-child";

/** One input: replayed, only read by the replay's reader, and by gunzipSync + JSON.parse. */
export interface InputRow {
  readonly input: string;
  readonly replayMbPerSecond: number;
  readonly readerMbPerSecond: number;
  readonly wholeFileMbPerSecond: number;
  /** Median of the rounds' ratios to reading whole files. */
  readonly replayRatio: number;
  readonly readerRatio: number;
  readonly replayPeakMb: number;
  readonly readerPeakMb: number;
  readonly wholeFilePeakMb: number;
}

const ROUNDS = 5;
const INPUTS = [
  { input: "1 file of 50 MB", files: 1, rawBytesEach: 50e6 },
  { input: "10 files of 50 MB", files: 10, rawBytesEach: 50e6 },
  { input: "200 files of 250 kB", files: 200, rawBytesEach: 250e3 },
] as const;

/**
 * Measures both ways of reading CloudTrail files, in a fresh process each so that each has a peak
 * of its own, in alternating rounds so that a busy moment of the machine hits both.
 */
export function benchInput(): readonly InputRow[] {
  const folder = mkdtempSync(join(tmpdir(), "smspump-bench-"));
  try {
    const child = bundled("input-child.ts", folder);
    return INPUTS.map(({ input, files, rawBytesEach }) => {
      const corpus = writeCorpus(join(folder, input), files, rawBytesEach);
      return rowOf(
        input,
        child,
        corpus.map(({ path }) => path),
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rowOf(input: string, child: string, paths: readonly string[]): InputRow {
  const rounds = Array.from({ length: ROUNDS }, () => ({
    replay: measure(child, "replay", paths),
    reader: measure(child, "reader", paths),
    whole: measure(child, "whole file", paths),
  }));
  for (const { replay, reader, whole } of rounds) {
    const isSame = [replay, reader].every(
      ({ records, bytes }) => records === whole.records && bytes === whole.bytes,
    );
    if (!isSame) throw new Error(`${input}: the readers found different records`);
  }
  return {
    input,
    replayMbPerSecond: median(rounds.map(({ replay }) => rateOf(replay))),
    readerMbPerSecond: median(rounds.map(({ reader }) => rateOf(reader))),
    wholeFileMbPerSecond: median(rounds.map(({ whole }) => rateOf(whole))),
    replayRatio: median(rounds.map(({ replay, whole }) => whole.ms / replay.ms)),
    readerRatio: median(rounds.map(({ reader, whole }) => whole.ms / reader.ms)),
    replayPeakMb: Math.max(...rounds.map(({ replay }) => replay.peakRssBytes)) / 1e6,
    readerPeakMb: Math.max(...rounds.map(({ reader }) => reader.peakRssBytes)) / 1e6,
    wholeFilePeakMb: Math.max(...rounds.map(({ whole }) => whole.peakRssBytes)) / 1e6,
  };
}

/** As in package.json: in a young generation of this size most of a flood dies young. */
const REPLAY_FLAGS = ["--max-semi-space-size=32"];

const measure = (child: string, variant: Variant, paths: readonly string[]): Measured =>
  runChild(child, [variant, ...paths], variant === "whole file" ? [] : REPLAY_FLAGS) as Measured;

const rateOf = ({ bytes, ms }: Measured): number => bytes / 1e3 / ms;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
