import { Command, Option } from "commander";
import { type Config } from "../../lambda/core/model/config";
import { catalogue } from "../../lambda/core/rules";
import { withHelp } from "../command-help";
import { readConfig } from "../config-file";
import { exitCode } from "../exit-code";
import { formatOption } from "../format-option";
import { isBlind, outcomeLines, problemLines, type OutcomeOptions } from "../replay/outcome";
import { runReplay } from "../replay/run";
import { LOOKUP_EVENTS } from "../replay/lookup-events";
import { summaryLines } from "../replay/summary";
import { UsageError } from "../usage-error";

interface ReplayOptions extends OutcomeOptions {
  readonly config?: string;
  readonly rule: readonly string[];
  readonly failOnFinding: boolean;
  readonly learn: boolean;
}

const ABOUT = `
PATH is a file, a folder or - for standard input: CloudTrail files as S3 holds them (gzipped or
not), EventBridge events, the output of lookup-events, Elastic exports, newline-delimited JSON, access
logs of ALB, CloudFront, AWS WAF, API Gateway, nginx and Apache, Application Insights' AppRequests.
Each is recognized by its form.`;

const gather = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function readSettings({ config: file, rule }: ReplayOptions): Config {
  const config = readConfig(file);
  const ids = catalogue.map(({ id }) => id);
  const unknown = rule.find((id) => !ids.includes(id));
  if (unknown === undefined) return config;
  throw new UsageError(`--rule: got ${unknown}; give one of ${ids.join(", ")}`);
}

async function act(paths: readonly string[], options: ReplayOptions): Promise<void> {
  const config = readSettings(options);
  const run = await runReplay(paths, config, options.rule, process.stderr, options.learn);
  for (const line of outcomeLines(run, config, options)) process.stdout.write(`${line}\n`);
  // The counts of a run that saw nothing would look like those of a quiet one.
  const lines = [...problemLines(run), ...(isBlind(run) ? [] : summaryLines(run))];
  process.stderr.write(`${lines.join("\n")}\n`);
  const isIncomplete = run.collected.unreadable.length > 0 || isBlind(run);
  if (isIncomplete) process.exitCode = exitCode.unreadable;
  else if (options.failOnFinding && run.findings.length > 0) process.exitCode = exitCode.found;
}

/** `smspump replay`: the detector over recorded traffic. */
export const replayCommand = (): Command =>
  withHelp(new Command("replay"), {
    about: ABOUT,
    examples: [
      "smspump replay ./AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/17",
      LOOKUP_EVENTS,
      "smspump replay --format ndjson --config smspump.json logs/ | jq .entity.value",
      "smspump replay --rule cognito-sms-burst --fail-on-finding logs/",
    ],
    exitStatus: [
      "0  everything was read, whatever was found",
      "1  an input could not be read, or not to its end (it is named; the rest was processed), or nothing",
      "   was understood in any of them",
      "2  the command was not understood, or the configuration is wrong",
      "3  with --fail-on-finding: everything was read and something was found",
    ],
  })
    .description("Run the detector over recorded traffic and show what it would have told.")
    .argument("<path...>", "files, folders, or - for standard input")
    .addOption(
      formatOption(["text", "ndjson", "json"], {
        text: "the e-mails",
        json: "one object, with what was read",
      }),
    )
    .addOption(
      new Option("--show <what>", "what json and ndjson print")
        .choices(["findings", "incidents"])
        .default("findings"),
    )
    .option("--config <file>", "smspump.json, or the keys of its detector alone")
    .addOption(
      new Option("--rule <id>", "run this rule only; may be given several times")
        .argParser(gather)
        .default([], "all rules"),
    )
    .option("--learn", "hold back for learningDays, as a new deployment does", false)
    .option("--fail-on-finding", "exit with 3 when anything was found", false)
    .action(act);
