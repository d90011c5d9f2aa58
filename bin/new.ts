import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { exitCode } from "./exit-code";
import { place } from "./new/place";
import { ruleSkeleton } from "./new/rule";
import { sinkSkeleton } from "./new/sink";
import { type Skeleton, SkeletonError } from "./new/skeleton";
import { sourceSkeleton, type SourceOptions } from "./new/source";

const ROOT = join(__dirname, "..");

const EXAMPLES = `
Examples:
  npm run new -- rule voice-call-burst
  npm run new -- source whatsapp-send --service social-messaging --call SendWhatsAppMessage
  npm run new -- sink slack

CONTRIBUTING.md says what each of them takes.`;

function write(skeleton: Skeleton): void {
  const { wrote, changed, todo } = place(ROOT, skeleton);
  const lines = [
    ...wrote.map((path) => `wrote   ${path}`),
    ...changed.map((path) => `changed ${path}`),
    "",
    "Left to do:",
    ...todo.map((step, i) => `${i + 1}. ${step}`),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function commands(): Command {
  const program = new Command("new")
    .usage("-- rule|source|sink NAME")
    .description("Writes the skeleton of a rule, a source or a sink, with failing tests.")
    .addHelpText("after", EXAMPLES);
  program
    .command("rule <name>")
    .description("a rule that counts nothing yet, its tests and its runbook")
    .action((name: string) => {
      write(ruleSkeleton(name));
    });
  program
    .command("source <name>")
    .description("a source for a call in CloudTrail, a fixture and its tests")
    .option(
      "--service <service>",
      "CloudTrail's eventSource without .amazonaws.com (default: NAME)",
    )
    .option("--call <call>", "CloudTrail's eventName of a call to read", "SendMessage")
    .action((name: string, options: SourceOptions) => {
      write(sourceSkeleton(name, options));
    });
  program
    .command("sink <name>")
    .description("a sink: message, client, function, infrastructure, runbook and tests")
    .action((name: string) => {
      write(sinkSkeleton(name));
    });
  for (const command of [program, ...program.commands]) command.exitOverride().showHelpAfterError();
  return program;
}

function main(): void {
  try {
    commands().parse();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCode.ok : exitCode.usage;
    } else if (error instanceof SkeletonError) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = exitCode.usage;
    } else throw error;
  }
}

main();
