import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../lambda/core/model/config";
import { parseRecord } from "../lambda/core/sources";

/** What the sources make of records, against what JSON.parse takes for the same text. */
export interface ParsingRow {
  readonly records: string;
  readonly recordsPerSecond: number;
  /** Median of the rounds' ratios of time: under 1, the sources are the quicker half. */
  readonly timeRatio: number;
}

const ROUNDS = 9;
const RECORDS = 30_000;
const FIXTURES = join(__dirname, "../test/fixtures/cloudtrail");
const KINDS: Readonly<Record<string, readonly string[]>> = {
  "Cognito's API": [
    "cognito-idp/forgot-password-success",
    "cognito-idp/sign-up-sms",
    "cognito-idp/confirm-sign-up",
  ],
  "hosted UI": ["cognito-idp/hosted-ui-signup-post", "cognito-idp/hosted-ui-confirm-post"],
  "End User Messaging": ["sms-voice/send-text-message"],
};

/** Records of a kind as lines of JSON, each with an id, a time and an address of its own. */
function linesOf(paths: readonly string[]): readonly string[] {
  const shapes = paths.map(
    (path) => JSON.parse(readFileSync(join(FIXTURES, `${path}.json`), "utf8")) as object,
  );
  return Array.from({ length: RECORDS }, (_, i) =>
    JSON.stringify({
      ...shapes[i % shapes.length],
      eventID: `${i}-4f5e`,
      eventTime: new Date(Date.UTC(2026, 10, 17) + i * 1000).toISOString().replace(".000", ""),
      sourceIPAddress: `203.0.${i % 200}.${i % 251}`,
    }),
  );
}

function msOf(work: () => void): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1]!;

function rowOf(records: string, paths: readonly string[]): ParsingRow {
  const lines = linesOf(paths);
  const parsed = lines.map((line) => JSON.parse(line) as unknown);
  const context = {
    config: parseConfig({}),
    fallbackId: "bench:0",
    latestMs: Date.UTC(2026, 11, 1),
  };
  const rounds = Array.from({ length: ROUNDS }, () => ({
    json: msOf(() => {
      for (const line of lines) JSON.parse(line);
    }),
    sources: msOf(() => {
      for (const record of parsed) parseRecord(record, context);
    }),
  }));
  return {
    records,
    recordsPerSecond: (RECORDS / median(rounds.map(({ sources }) => sources))) * 1000,
    timeRatio: median(rounds.map(({ json, sources }) => sources / json)),
  };
}

export const benchParsing = (): readonly ParsingRow[] =>
  Object.entries(KINDS).map(([records, paths]) => rowOf(records, paths));
