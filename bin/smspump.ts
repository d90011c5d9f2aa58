import { Command, CommanderError } from "commander";
import { ConfigError } from "../lambda/core/model/config";
import { version } from "../package.json";
import { type AwsOptions, inheritAwsOptions, prepareSdk, talksToAws, withAws } from "./aws-options";
import { usageHint, withHelp } from "./command-help";
import { demoCommand } from "./commands/demo";
import { doctorCommand } from "./commands/doctor";
import { drillCommand } from "./commands/drill";
import { elasticCommand } from "./commands/elastic";
import { redriveCommand } from "./commands/redrive";
import { replayCommand } from "./commands/replay";
import { spendCommand } from "./commands/spend";
import { exitCode } from "./exit-code";
import { UsageError } from "./usage-error";

const rootCommand = (): Command =>
  withHelp(withAws(new Command("smspump")), {
    about:
      "--profile and --region may stand before the command's name or after it, where it talks to AWS.",
    examples: ["smspump demo", "smspump replay logs/", "smspump drill send --watch"],
    exitStatus: [
      "0  fine",
      "1  could not: an input, AWS or Elastic refused or could not be reached",
      "2  wrong usage, or a wrong configuration",
      "3  found something: replay with --fail-on-finding, or a check of doctor that fails",
    ],
  })
    .description(
      "Finds SMS pumping (MITRE ATT&CK T1496.003) in recorded AWS and web traffic, drills the deployed stack, and shows what texts cost.",
    )
    .version(version)
    .addCommand(replayCommand())
    .addCommand(demoCommand())
    .addCommand(doctorCommand())
    .addCommand(drillCommand())
    .addCommand(redriveCommand())
    .addCommand(spendCommand())
    .addCommand(elasticCommand());

/** An error of usage is one line, two examples and the way to help. */
function strict(command: Command): Command {
  command.exitOverride().enablePositionalOptions();
  command.configureOutput({
    outputError: (text, write) => {
      write(`${text}${usageHint(command)}`);
    },
  });
  for (const child of command.commands) strict(withVersion(child));
  return command;
}

/** Has a command tell the version too; help lists the option once, at the top. */
function withVersion(command: Command): Command {
  command.version(version);
  for (const option of command.options) if (option.long === "--version") option.hideHelp();
  return command;
}

function prepare(program: Command, command: Command): void {
  const refused = inheritAwsOptions(program, command);
  if (refused !== undefined) {
    command.error(`error: ${refused}: this command does not talk to AWS; leave it out`);
  }
  if (talksToAws(command)) prepareSdk(command.opts<AwsOptions>());
}

function report(error: unknown, command: Command): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCode.ok : exitCode.usage;
  } else if (error instanceof UsageError) {
    process.stderr.write(`error: ${error.message}\n${usageHint(command)}`);
    process.exitCode = exitCode.usage;
  } else if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = exitCode.usage;
  } else throw error;
}

/** Paths are the user's, also where npm has moved to the folder of package.json. */
function returnToUsersFolder(): void {
  const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env;
  if (script === "smspump" && folder !== undefined) process.chdir(folder);
}

async function main(): Promise<void> {
  returnToUsersFolder();
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(exitCode.ok);
  });
  const program = strict(rootCommand());
  let running = program;
  program.hook("preAction", (_, command) => {
    running = command;
    prepare(program, command);
  });
  try {
    await program.parseAsync();
  } catch (error) {
    report(error, running);
  }
}

void main();
