import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStacks,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import type { JsonObject } from "../lambda/core/sources/records/json";
import { type AwsOptions, clientSettings } from "./aws-options";
import { CommandError, isDenied, problemOf } from "./aws-problem";
import { terminalText } from "./terminal";

/** What stacks of this project are called, unless somebody has renamed them. */
const OUR_PREFIX = "SmsPumping";

/** What CloudFormation tells of a stack. */
export interface FoundStack {
  readonly outputs: JsonObject;
  readonly region: string;
}

export const cloudFormation = (options: AwsOptions): CloudFormationClient =>
  new CloudFormationClient(clientSettings(options));

/**
 * The names of this project's stacks in the client's Region, those that are gone left out.
 *
 * @throws whatever CloudFormation answers
 */
export async function ourStackNames(client: CloudFormationClient): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { StackSummaries = [] } of paginateListStacks({ client }, {})) {
    for (const { StackName = "", StackStatus } of StackSummaries) {
      if (StackName.startsWith(OUR_PREFIX) && StackStatus !== "DELETE_COMPLETE") {
        names.push(terminalText(StackName, 128));
      }
    }
  }
  return names.sort();
}

/** What there is instead, as far as AWS tells. */
async function otherStacks(client: CloudFormationClient): Promise<string> {
  try {
    const names = await ourStackNames(client);
    return names.length === 0
      ? `no stack ${OUR_PREFIX}* either; look at --region and --profile, or deploy it`
      : `there are ${names.join(", ")}; name one with --stack, or look at --region and --profile`;
  } catch (error) {
    if (!isDenied(error)) throw error;
    return "look at --stack, --region and --profile (with cloudformation:ListStacks this would list the stacks)";
  }
}

/** CloudFormation has no error of its own for a stack that does not exist. */
const isUnknown = (error: unknown): boolean =>
  error instanceof Error &&
  error.name === "ValidationError" &&
  error.message.includes("does not exist");

async function described(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks[0];
  } catch (error) {
    if (isUnknown(error)) return undefined;
    throw error;
  }
}

async function outputsIn(
  client: CloudFormationClient,
  name: string,
  region: string,
): Promise<JsonObject> {
  const stack = await described(client, name);
  if (stack === undefined) {
    throw new CommandError(
      `CloudFormation has no stack ${name} in ${region}: ${await otherStacks(client)}`,
    );
  }
  const { Outputs = [], StackStatus = "of unknown status" } = stack;
  if (Outputs.length === 0) {
    throw new CommandError(
      `stack ${name} in ${region} is ${StackStatus} and has no outputs: deploy it, or name another with --stack`,
    );
  }
  return Object.fromEntries(
    Outputs.map(({ OutputKey = "", OutputValue }) => [OutputKey, OutputValue]),
  );
}

/**
 * A deployed stack as CloudFormation tells it.
 *
 * @throws CommandError that says what is there instead, or what is not allowed
 */
export async function stackByCloudFormation(
  name: string,
  options: AwsOptions,
): Promise<FoundStack> {
  const client = cloudFormation(options);
  try {
    const region = await client.config.region();
    return { outputs: await outputsIn(client, name, region), region };
  } catch (error) {
    const needs =
      "cloudformation:DescribeStacks on the stack, or give the file of its outputs with --outputs";
    const problem = problemOf(error, needs);
    if (problem === undefined) throw error;
    throw new CommandError(problem);
  }
}
