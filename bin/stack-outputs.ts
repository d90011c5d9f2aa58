import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { ConfigError } from "../lambda/core/model/config";
import { at, isObject, type JsonObject, stringAt } from "../lambda/core/sources/records/json";
import { toInputError } from "./input/input-error";

/** Where the names of a deployed stack's parts stand. */
export interface OutputsOptions {
  /** As `cdk deploy --outputs-file` writes it. */
  readonly outputs: string;
  readonly stack: string;
  readonly region?: string;
}

/** The options that name a deployed stack. */
export const withOutputs = (command: Command): Command =>
  command
    .option("--outputs <file>", "file that cdk deploy --outputs-file wrote", "cdk-outputs.json")
    .option("--stack <name>", "the stack's name in that file", "SmsPumpingDetection")
    .option("--region <region>", "Region (default: the stack's, else the SDK's)");

/**
 * What a stack says of itself.
 *
 * @param instead what the user may give in place of the file
 * @throws ConfigError that says how the file is made, where it is missing or another's
 */
export function readOutputs(
  { outputs: file, stack }: OutputsOptions,
  instead?: string,
): JsonObject {
  const or = instead === undefined ? "" : `, or give ${instead}`;
  const make = `write it with "npx cdk deploy --all --outputs-file ${file}"${or}`;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new ConfigError(`${file}: got no JSON; ${make}`);
    throw new ConfigError(`${toInputError(file, error).message}; ${make}`);
  }
  const found = at(value, stack);
  if (isObject(found)) return found;
  const has = isObject(value) ? Object.keys(value).join(", ") : "";
  throw new ConfigError(
    `${file}: got no stack ${stack} (it has ${has || "none"}); name one with --stack`,
  );
}

/** An output whose ARN tells the stack's account and Region. */
export const ARN_OUTPUT = "DrillsTopicArn";

/** The same of a spend stack. */
const SPEND_ARN_OUTPUT = "CostOwnerTopicArn";

/** The Region that a stack is in, if its outputs tell. */
export const regionIn = (outputs: JsonObject): string | undefined =>
  (stringAt(outputs, ARN_OUTPUT) ?? stringAt(outputs, SPEND_ARN_OUTPUT))?.split(":")[3];
