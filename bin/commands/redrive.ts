import { Argument, Command, InvalidArgumentError, Option } from "commander";
import type { RedriveStrategy } from "../../lib/constructs/redrive-target";
import { REDRIVE_TARGETS } from "../../lib/redrive-targets";
import { returnQueuesIn, TARGET_NAMES, targetsNamed, targetsOf } from "../redrive/targets";
import { formatOption } from "../format-option";
import { reported } from "../reported";
import { withHelp } from "../command-help";
import { findStack, type OutputsOptions, withOutputs } from "../stack-outputs";
import { stringAt } from "../../lambda/core/sources/records/json";
import { UsageError } from "../usage-error";

interface RedriveOptions extends OutputsOptions {
  readonly all: boolean;
  readonly dryRun: boolean;
  readonly limit?: number;
  readonly reason?: string;
  readonly format: "text" | "json";
}

const NEEDS =
  "sts:AssumeRole on the role that the stack's output RedriveRoleArn names (its queues admit nobody else; a file of outputs without it is older than the stack: write it again)";

const HOW: Readonly<Record<RedriveStrategy, string>> = {
  move: "AWS moves them, all at once",
  rejects: "the event in each goes back to the queue",
  targets: "each goes to the queue that it was meant for",
  none: "nothing to move",
};

const WIDTH = Math.max(...REDRIVE_TARGETS.map(({ name }) => name.length));

const queueLines = REDRIVE_TARGETS.map(
  ({ name, holds, strategy, where }) =>
    `  ${name.padEnd(WIDTH)} ${holds}: ${HOW[strategy]}${where === undefined ? "" : ` (${where})`}`,
).join("\n");

const ABOUT = `
Shows what lies in the queues of what failed, and takes it back to where it is handled: repair the
cause first, or it comes again. Without the name of a queue it only shows how much there is.

${queueLines}

Each message is deleted only after the other queue has taken it. One that is sent twice does no
harm: calls are counted by their ids, documents are stored by theirs.`;

function most(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError("Give a whole number of messages, at least 1.");
}

function refuseMixed(names: readonly string[], { all, reason, format }: RedriveOptions): void {
  if (format === "json" && (all || names.length > 0)) {
    throw new UsageError("--format json: only the list of queues has it; name no queue");
  }
  if (all && names.length > 0) {
    throw new UsageError("--all: got queues too; give either");
  }
  const [only, ...others] = names;
  const target = REDRIVE_TARGETS.find(({ name }) => name === only);
  if (reason !== undefined && (others.length > 0 || target?.strategy !== "rejects")) {
    throw new UsageError(
      "--reason: only rejects have one; give one queue of rejects, and no other",
    );
  }
}

async function act(given: readonly string[], options: RedriveOptions): Promise<void> {
  const names = [...new Set(given)];
  refuseMixed(names, options);
  await reported("redrive", NEEDS, async () => {
    const stack = await findStack(options);
    const { outputs } = stack;
    const targets = names.length === 0 ? targetsOf(stack) : targetsNamed(stack, names);
    // The other commands do without the SDK, which takes a while to load.
    const { listQueues, redrive } = await import("../redrive/run.js");
    const { sqsDeps } = await import("../redrive/connect.js");
    const role = stringAt(outputs, "RedriveRoleArn");
    const deps = sqsDeps({ ...options, region: stack.region }, role);
    if (names.length === 0 && !options.all) {
      await listQueues(targets, deps, options.format);
      return undefined;
    }
    const { dryRun: isDryRun, limit, reason } = options;
    const spec = { isDryRun, limit, reason, returnQueues: returnQueuesIn(outputs) };
    return redrive(targets, spec, deps);
  });
}

/** `smspump redrive`: what failed, once more. */
export const redriveCommand = (): Command =>
  withHelp(withOutputs(new Command("redrive")), {
    about: ABOUT,
    examples: [
      "smspump redrive",
      "smspump redrive rejects --dry-run",
      "smspump redrive rejects --limit 1",
      "smspump redrive rejects --reason document_parsing_exception",
      "smspump redrive --all",
      "smspump redrive cost-owner --stack SmsPumpingSpend --region eu-west-1",
    ],
    exitStatus: [
      "0  it was done, or shown",
      "1  AWS refused, has no such stack, or messages stay that were asked for (they are named)",
      "2  the command was not understood, or the stack is not in the file",
    ],
  })
    .description("Show what failed in a deployed stack, and have it handled once more.")
    .addArgument(
      new Argument("[queues...]", "which queues (default: only shows how much is in each)").choices(
        TARGET_NAMES,
      ),
    )
    .option("--all", "every queue", false)
    .option("--dry-run", "only say what would be done, and why rejects were refused", false)
    .addOption(
      new Option(
        "--limit <messages>",
        "most messages of a queue; AWS's own redrive knows no limit, so they go one by one",
      ).argParser(most),
    )
    .addOption(formatOption(["text", "json"], { json: "one object, of the list of queues" }))
    .option("--reason <text>", "only rejects whose reason has this text in it")
    .action(act);
