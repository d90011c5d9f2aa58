import { existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { ConfigError } from "../lambda/core/model/config";
import { at, isObject, type JsonObject, stringAt } from "../lambda/core/sources/records/json";
import { type AwsOptions, withAws } from "./aws-options";
import { toInputError } from "./input/input-error";

/** How to find a deployed stack. */
export interface OutputsOptions extends AwsOptions {
  /** As `cdk deploy --outputs-file` writes it. */
  readonly outputs?: string;
  readonly stack: string;
}

/** A stack and what it says of itself. */
export interface DeployedStack {
  readonly stack: string;
  readonly outputs: JsonObject;
  /** The file that told them, or CloudFormation. */
  readonly from: string;
  /** Undefined where the SDK's own configuration decides. */
  readonly region: string | undefined;
  /** What to do about an output that is missing. */
  readonly remedy: string;
}

/** Where the outputs are looked for first. */
const KEPT_OUTPUTS = "cdk-outputs.json";

/** The options that name a deployed stack. */
export const withOutputs = (command: Command): Command =>
  withAws(command, "Region (default: the stack's, else the SDK's)")
    .option(
      "--outputs <file>",
      `file that cdk deploy --outputs-file wrote (default: ${KEPT_OUTPUTS} if it is here; else CloudFormation is asked)`,
    )
    .option("--stack <name>", "the stack's name", "SmsPumpingDetection");

function parsedFile(file: string, make: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new ConfigError(`${file}: got no JSON; ${make}`);
    throw new ConfigError(`${toInputError(file, error).message}; ${make}`);
  }
}

/** An output whose ARN tells the stack's account and Region. */
export const ARN_OUTPUT = "DrillsTopicArn";

/** The same of a spend stack. */
const SPEND_ARN_OUTPUT = "CostOwnerTopicArn";

/** The Region that a stack is in, if its outputs tell. */
const regionIn = (outputs: JsonObject): string | undefined =>
  (stringAt(outputs, ARN_OUTPUT) ?? stringAt(outputs, SPEND_ARN_OUTPUT))?.split(":")[3];

const toldBy = (file: string, outputs: JsonObject, options: OutputsOptions): DeployedStack => ({
  stack: options.stack,
  outputs,
  from: file,
  region: options.region ?? regionIn(outputs),
  remedy: `deploy it again with --outputs-file ${file}`,
});

function stackInFile(file: string, options: OutputsOptions, instead?: string): DeployedStack {
  const or = instead === undefined ? "" : `, or give ${instead}`;
  const value = parsedFile(
    file,
    `write it with "npx cdk deploy --all --outputs-file ${file}"${or}`,
  );
  const outputs = at(value, options.stack);
  if (isObject(outputs)) return toldBy(file, outputs, options);
  const has = isObject(value) ? Object.keys(value).join(", ") : "";
  throw new ConfigError(
    `${file}: got no stack ${options.stack} (it has ${has || "none"}); name one with --stack`,
  );
}

/** The stack in the file that lies here, unless the file is of another stack, account or Region. */
function keptStack(options: OutputsOptions): DeployedStack | undefined {
  // The file does not name its account: with a profile it may be of another one.
  if (options.profile !== undefined || !existsSync(KEPT_OUTPUTS)) return undefined;
  const outputs = at(parsedFile(KEPT_OUTPUTS, "remove or repair it"), options.stack);
  if (!isObject(outputs)) return undefined;
  const isElsewhere = (options.region ?? regionIn(outputs)) !== regionIn(outputs);
  return isElsewhere ? undefined : toldBy(KEPT_OUTPUTS, outputs, options);
}

/**
 * A deployed stack: from the file that was named, from the file that lies here, or from
 * CloudFormation.
 *
 * @param instead what the user may give in place of a file
 * @throws ConfigError where the file that was named is missing or another's
 * @throws CommandError that says what CloudFormation has instead, or what is not allowed
 */
export async function findStack(options: OutputsOptions, instead?: string): Promise<DeployedStack> {
  if (options.outputs !== undefined) return stackInFile(options.outputs, options, instead);
  const kept = keptStack(options);
  if (kept !== undefined) return kept;
  // Loading the SDK takes a while.
  const { stackByCloudFormation } = await import("./aws-stacks.js");
  const { outputs, region } = await stackByCloudFormation(options.stack, options);
  const { stack } = options;
  return { stack, outputs, from: "CloudFormation", region, remedy: "deploy it again" };
}
