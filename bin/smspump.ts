import { Command, CommanderError } from "commander";
import { ConfigError } from "../lambda/core/model/config";
import { demoCommand } from "./commands/demo";
import { drillCommand } from "./commands/drill";
import { elasticCommand } from "./commands/elastic";
import { redriveCommand } from "./commands/redrive";
import { replayCommand } from "./commands/replay";
import { spendCommand } from "./commands/spend";
import { exitCode } from "./exit-code";

/** Wrong usage shows the help of the command that was meant and exits with 2. */
function strict(command: Command): Command {
  command.exitOverride().showHelpAfterError();
  for (const child of command.commands) strict(child);
  return command;
}

async function main(): Promise<void> {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(exitCode.ok);
  });
  const program = new Command("smspump")
    .description(
      "Finds SMS pumping (MITRE ATT&CK T1496.003) in recorded AWS and web traffic, drills the deployed stack, and shows what texts cost.",
    )
    .addCommand(replayCommand())
    .addCommand(demoCommand())
    .addCommand(drillCommand())
    .addCommand(redriveCommand())
    .addCommand(spendCommand())
    .addCommand(elasticCommand());
  try {
    await strict(program).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCode.ok : exitCode.usage;
    } else if (error instanceof ConfigError) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = exitCode.usage;
    } else throw error;
  }
}

void main();
