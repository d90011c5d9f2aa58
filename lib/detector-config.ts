import * as z from "zod";
import { ConfigError, parseConfig, type Config } from "../lambda/core/model/config";
import { configProblems } from "../lambda/core/model/config-problem";
import { catalogue } from "../lambda/core/rules";
import { activeRules } from "../lambda/core/rules/active-rule";
import { deployKeys } from "./config";

const { detector, $schema, ...deployment } = deployKeys.shape;

/** What a replay does not need may be wrong or missing, but not misspelt. */
const wholeFile = z.strictObject({
  ...Object.fromEntries(Object.keys(deployment).map((key) => [key, z.unknown().optional()])),
  $schema,
  detector,
});

const isObject = (input: unknown): input is Readonly<Record<string, unknown>> =>
  typeof input === "object" && input !== null && !Array.isArray(input);

const isWholeFile = (input: unknown): boolean =>
  isObject(input) &&
  Object.keys(input).some((key) => key === "detector" || Object.hasOwn(deployment, key));

const withoutSchema = (input: unknown): unknown =>
  isObject(input)
    ? Object.fromEntries(Object.entries(input).filter(([key]) => key !== "$schema"))
    : input;

function detectorIn(input: unknown): Config {
  const result = wholeFile.safeParse(input);
  if (result.success) return result.data.detector;
  throw new ConfigError(configProblems(result.error, wholeFile, input).join("\n"));
}

/**
 * The detector's configuration: what a whole deploy configuration has under `detector`, or the
 * detector's keys alone.
 *
 * @throws ConfigError with one line for each wrong key: what was got and what to give instead
 */
export function detectorConfigOf(input: unknown): Config {
  const config = isWholeFile(input) ? detectorIn(input) : parseConfig(withoutSchema(input));
  activeRules(catalogue, config);
  return config;
}
