import { type Command, InvalidArgumentError, Option } from "commander";

/** Which account and Region to talk to, where it is not the SDK's own choice. */
export interface AwsOptions {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/** What any SDK client takes of them. */
export interface ClientSettings {
  readonly profile?: string;
  readonly region?: string;
}

type AwsOption = keyof AwsOptions;

const NAMES: readonly AwsOption[] = ["profile", "region"];

function region(text: string): string {
  if (/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text)) return text;
  throw new InvalidArgumentError("Give a Region, such as eu-west-1.");
}

/** The commands that `withAws` has seen: another option may have one of the names. */
const awsCommands = new WeakSet<Command>();

/** Whether a command has the options of `withAws`. */
export const talksToAws = (command: Command): boolean => awsCommands.has(command);

/** Adds `--profile` and `--region`. The options of the action are then `AwsOptions`. */
export function withAws(command: Command, ofRegion = "Region (default: the SDK's)"): Command {
  awsCommands.add(command);
  return command
    .option("--profile <name>", "profile of the AWS configuration files (default: the SDK's)")
    .addOption(new Option("--region <region>", ofRegion).argParser(region));
}

/**
 * Gives a command the `--profile` and `--region` that stand before its name. What stands after it
 * wins.
 *
 * @returns the option that was given to a command that does not talk to AWS, if any
 */
export function inheritAwsOptions(program: Command, command: Command): string | undefined {
  const given = program.opts<AwsOptions>();
  for (const name of NAMES) {
    if (given[name] === undefined) continue;
    if (!talksToAws(command)) return `--${name}`;
    if (command.getOptionValue(name) === undefined) {
      command.setOptionValueWithSource(name, given[name], "cli");
    }
  }
  return undefined;
}

export const clientSettings = ({ profile, region: name }: AwsOptions): ClientSettings => ({
  ...(profile !== undefined && { profile }),
  ...(name !== undefined && { region: name }),
});

/**
 * Has every client use the profile, and keeps the SDK from writing to standard error: of the end
 * of support for Node 20, and of keys in the environment beside a profile, where it takes the
 * profile anyway.
 */
export function prepareSdk({ profile }: AwsOptions): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  if (profile !== undefined) process.env.AWS_PROFILE = profile;
  if ((process.env.AWS_PROFILE ?? "") === "") return;
  delete process.env.AWS_ACCESS_KEY_ID;
  delete process.env.AWS_SECRET_ACCESS_KEY;
  delete process.env.AWS_SESSION_TOKEN;
}
