import { parseConfig } from "../../lambda/core/model/config";
import type { Observation } from "../../lambda/core/model/observation";
import type { ParseContext, ParseResult } from "../../lambda/core/sources/records/source";

/** The evening of the day on which the fixtures were recorded. */
export const LATEST_MS = Date.parse("2026-11-22T20:00:00Z");

/** A context with a configuration as a user would write it. */
export const contextOf = (config: object = {}): ParseContext => ({
  config: parseConfig(config),
  fallbackId: "file.json:120",
  latestMs: LATEST_MS,
});

/** The only observation of a result. */
export function onlyObservation(result: ParseResult | undefined): Observation {
  if (result?.kind !== "observations") throw new Error(JSON.stringify(result));
  expect(result.observations).toHaveLength(1);
  return result.observations[0]!;
}

export const reasonOf = (result: ParseResult | undefined): string | undefined =>
  result === undefined || result.kind === "observations"
    ? undefined
    : `${result.kind}: ${result.reason}`;
