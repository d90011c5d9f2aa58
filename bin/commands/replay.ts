import { Command, Option } from "commander";
import { activeRules } from "../../lambda/core/rules/active-rule";
import { type Config } from "../../lambda/core/model/config";
import { incidentOf } from "../../lambda/core/incidents/incident";
import { findingRecord, incidentRecord } from "../../lambda/core/incidents/published";
import { catalogue } from "../../lambda/core/rules";
import { isoUtc, MINUTE_MS } from "../../lambda/core/model/time";
import { withHelp } from "../command-help";
import { readConfig } from "../config-file";
import { exitCode } from "../exit-code";
import { runReplay, type ReplayRun, type Sent } from "../replay/run";
import { LOOKUP_EVENTS } from "../replay/lookup-events";
import { summaryLines } from "../replay/summary";
import { UsageError } from "../usage-error";

interface ReplayOptions {
  readonly format: "text" | "ndjson";
  readonly show: "findings" | "incidents";
  readonly config?: string;
  readonly rule: readonly string[];
  readonly failOnFinding: boolean;
  readonly learn: boolean;
}

const ABOUT = `
PATH is a file, a folder or - for standard input: CloudTrail files as S3 holds them (gzipped or
not), EventBridge events, the output of lookup-events, Elastic exports, newline-delimited JSON.`;

const gather = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const emailText = ({ atMs, audience, email }: Sent): string =>
  `----- ${isoUtc(atMs).slice(0, 19)}Z  to ${audience}\nSubject: ${email.subject}\n\n${email.body}\n`;

function outputLines(run: ReplayRun, config: Config, { format, show }: ReplayOptions): string[] {
  if (format === "ndjson") {
    const gapMs = config.quietMinutes * MINUTE_MS;
    const records =
      show === "findings"
        ? run.findings.map((finding) =>
            findingRecord(finding, incidentOf(finding, run.incidents, gapMs)?.id ?? null),
          )
        : run.incidents.map(incidentRecord);
    return records.map((record) => JSON.stringify(record));
  }
  return run.sent.length === 0 ? ["No e-mail would have been sent."] : run.sent.map(emailText);
}

function readSettings({ config: file, rule }: ReplayOptions): Config {
  const config = readConfig(file);
  activeRules(catalogue, config);
  const ids = catalogue.map(({ id }) => id);
  const unknown = rule.find((id) => !ids.includes(id));
  if (unknown === undefined) return config;
  throw new UsageError(`--rule: got ${unknown}; give one of ${ids.join(", ")}`);
}

async function act(paths: readonly string[], options: ReplayOptions): Promise<void> {
  const config = readSettings(options);
  const run = await runReplay(paths, config, options.rule, process.stderr, options.learn);
  for (const line of outputLines(run, config, options)) process.stdout.write(`${line}\n`);
  const { unreadable } = run.collected;
  for (const { message } of unreadable) process.stderr.write(`cannot read ${message}\n`);
  process.stderr.write(`${summaryLines(run).join("\n")}\n`);
  if (unreadable.length > 0) process.exitCode = exitCode.unreadable;
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
      "   in it was understood",
      "2  the command was not understood, or the configuration is wrong",
      "3  with --fail-on-finding: everything was read and something was found",
    ],
  })
    .description("Run the detector over recorded traffic and show what it would have told.")
    .argument("<path...>", "files, folders, or - for standard input")
    .addOption(
      new Option("--format <format>", "text: the e-mails; ndjson: one JSON object per line")
        .choices(["text", "ndjson"])
        .default("text"),
    )
    .addOption(
      new Option("--show <what>", "what ndjson prints")
        .choices(["findings", "incidents"])
        .default("findings"),
    )
    .option("--config <file>", "JSON file of settings, see docs/configuration.md")
    .addOption(
      new Option("--rule <id>", "run this rule only; may be given several times")
        .argParser(gather)
        .default([], "all rules"),
    )
    .option("--learn", "hold back for learningDays, as a new deployment does", false)
    .option("--fail-on-finding", "exit with 3 when anything was found", false)
    .action(act);
