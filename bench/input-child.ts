import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readInput } from "../bin/input/read-file";
import { runReplay } from "../bin/replay/run";
import { parseConfig } from "../lambda/core/model/config";
import { neededTexts } from "../lambda/core/sources";

/** What one child process measured over all its files. */
export interface Measured {
  readonly ms: number;
  readonly bytes: number;
  readonly records: number;
  readonly peakRssBytes: number;
}

export type Variant = "replay" | "reader" | "whole file";

const RELEVANT = ["cognito-idp.amazonaws.com", "sns.amazonaws.com", "sms-voice.amazonaws.com"];

interface Read {
  bytes: number;
  records: number;
}

async function withReader(path: string, read: Read): Promise<void> {
  await readInput(
    path,
    {
      record: () => {
        read.records++;
      },
      malformed: ({ offset, reason }) => {
        throw new Error(`${path}: ${reason} at ${offset}`);
      },
      progress: (bytes, irrelevant) => {
        read.bytes += bytes;
        read.records += irrelevant;
      },
    },
    RELEVANT,
    neededTexts(parseConfig({})),
  );
}

function asWhole(path: string, read: Read): void {
  const raw = gunzipSync(readFileSync(path));
  const file = JSON.parse(raw.toString()) as { readonly Records: readonly unknown[] };
  read.bytes += raw.length;
  read.records += file.Records.length;
}

/** Everything that `smspump replay` does but print. */
async function replayed(paths: readonly string[], read: Read): Promise<void> {
  const { collected } = await runReplay(paths, parseConfig({}), [], process.stderr);
  read.bytes = collected.count.bytes;
  read.records = collected.count.records;
}

async function main(variant: string | undefined, paths: readonly string[]): Promise<void> {
  const read: Read = { bytes: 0, records: 0 };
  const begun = performance.now();
  if (variant === "replay") await replayed(paths, read);
  else
    for (const path of paths) {
      if (variant === "reader") await withReader(path, read);
      else asWhole(path, read);
    }
  const ms = performance.now() - begun;
  const measured: Measured = { ms, ...read, peakRssBytes: process.resourceUsage().maxRSS * 1024 };
  process.stdout.write(JSON.stringify(measured));
}

void main(process.argv[2], process.argv.slice(3));
