import { Command, InvalidArgumentError, Option } from "commander";
import { withAws } from "../aws-options";
import { withHelp } from "../command-help";
import type { DoctorOptions } from "../doctor/run";
import { formatOption } from "../format-option";
import { KEY_VARIABLE } from "../elastic/read-key";
import { reported } from "../reported";

interface Options extends DoctorOptions {
  readonly format: "text" | "json";
  readonly policy: boolean;
}

const NEEDS = "what smspump doctor --policy prints";

const ABOUT = `
Answers "am I protected?" from the account: one line for each check, ok, warn, fail or unknown, with
what to do. docs/doctor.md lists the checks. Only reads; it takes about a minute, since Event history
may be asked twice a second only. A check whose call AWS refuses is unknown, never ok, and names the
action that is missing. --policy prints the IAM policy that allows all of them, and asks AWS nothing.

The key for Elastic comes from ${KEY_VARIABLE} or a file, and is tested where --elasticsearch is given.`;

function region(text: string, before: readonly string[]): readonly string[] {
  if (/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text)) return [...before, text];
  throw new InvalidArgumentError("Give a Region, such as eu-west-1.");
}

function stack(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(text)) return text;
  throw new InvalidArgumentError("Give a stack's name, such as SmsPumpingDetection.");
}

async function act(options: Options): Promise<void> {
  await reported("doctor", NEEDS, async () => {
    if (options.policy) {
      const { healthPolicy } = await import("../doctor/policy.js");
      process.stdout.write(`${JSON.stringify(healthPolicy(options.stack), undefined, 2)}\n`);
      return undefined;
    }
    // The other commands do without the SDK, which takes a while to load.
    const { examine } = await import("../doctor/run.js");
    const { reportRecord, reportStatus, reportText } = await import("../doctor/report.js");
    const report = await examine(options, Date.now());
    const isJson = options.format === "json";
    process.stdout.write(isJson ? `${JSON.stringify(reportRecord(report))}\n` : reportText(report));
    process.exitCode = reportStatus(report);
    return undefined;
  });
}

const withElastic = (command: Command): Command =>
  command
    .option("--elasticsearch <url>", "https:// URL of Elasticsearch: tests the key")
    .option("--api-key-file <path>", `file with the encoded API key (default: ${KEY_VARIABLE})`)
    .option("--ca <file>", "certificate authority to trust, in PEM (self-managed)")
    .option("--namespace <name>", "of the data stream that is forwarded to", "default");

const withStacks = (command: Command): Command =>
  command
    .addOption(
      new Option("--stack <name>", "the detection stack's name")
        .argParser(stack)
        .default("SmsPumpingDetection"),
    )
    .addOption(
      new Option("--spend-stack <name>", "the spend stack's name")
        .argParser(stack)
        .default("SmsPumpingSpend"),
    )
    .addOption(
      new Option("--also <region>", "another Region that sends texts; may be repeated")
        .argParser(region)
        .default([], "none"),
    )
    .option("--config <file>", "the configuration, as for a deployment (default: its defaults)");

/** `smspump doctor`: whether the account is protected. */
export const doctorCommand = (): Command =>
  withHelp(
    withElastic(
      withStacks(withAws(new Command("doctor"), "Region of the stacks (default: the SDK's)")),
    ),
    {
      about: ABOUT,
      examples: [
        "smspump doctor --region eu-west-1 --config smspump.json",
        "smspump doctor --also us-east-1 --format json | jq '.checks[] | select(.status != \"ok\")'",
        "smspump doctor --policy > policy.json",
      ],
      exitStatus: [
        "0  nothing fails, and all could be read",
        "1  nothing fails, but something could not be read; or AWS could not be reached",
        "2  the command was not understood, or a wrong configuration",
        "3  something fails",
      ],
    },
  )
    .description("Tell whether the account is protected, and what to do. Changes nothing.")
    .addOption(formatOption())
    .option("--policy", "print the IAM policy that the checks need", false)
    .action(act);
