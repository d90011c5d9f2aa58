import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";

type Item = Record<string, AttributeValue>;

/** Everything that a version leaves to the one after it. */
export interface Stored {
  /** Whole items of the two tables. */
  readonly state: readonly Item[];
  readonly findings: readonly Item[];
  /** Bodies of messages in the queues of three functions. */
  readonly messages: {
    readonly detect: readonly string[];
    readonly notify: readonly string[];
    readonly forward: readonly string[];
  };
}

const fileOf = (version: string): string =>
  join(__dirname, "..", "fixtures", "stored-items", version, "stored.json");

/** One item or message a line: a string set of two hundred would else be as many lines. */
const lines = (values: readonly unknown[]): string =>
  `[\n${values.map((value) => JSON.stringify(value)).join(",\n")}\n]`;

function textOf({ state, findings, messages: { detect, notify, forward } }: Stored): string {
  const queues = `"detect": ${lines(detect)},\n"notify": ${lines(notify)},\n"forward": ${lines(forward)}`;
  return `{\n"state": ${lines(state)},\n"findings": ${lines(findings)},\n"messages": {\n${queues}\n}\n}\n`;
}

/** Keeps what a version has stored as a fixture. */
export function keepStored(version: string, stored: Stored): void {
  const file = fileOf(version);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, textOf(stored));
}

/** What a version has stored. */
export const storedBy = (version: string): Stored =>
  JSON.parse(readFileSync(fileOf(version), "utf8")) as Stored;
