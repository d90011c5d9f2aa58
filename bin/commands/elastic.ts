import { Command, InvalidArgumentError, Option } from "commander";
import { type CommandHelp, withHelp } from "../command-help";
import { formatOption } from "../format-option";
import { reported } from "../reported";
import type * as Run from "../elastic/run";
import { KEY_VARIABLE } from "../elastic/read-key";

const NEEDS = "what docs/elastic/install.md lists";

const HELP: CommandHelp = {
  about: `
The API key comes from the environment variable ${KEY_VARIABLE}, or from a file (- is standard
input); never from an argument, which others could read. docs/elastic/install.md shows how to make
one with the least privileges.`,
  examples: [
    `export ${KEY_VARIABLE}="$(cat key)"\nsmspump elastic check --elasticsearch https://es.example.com --kibana https://kb.example.com`,
    `smspump elastic install --profile findings --dry-run \\
    --elasticsearch https://es.example.com --kibana https://kb.example.com --space soc`,
    `pass show elastic | smspump elastic install --profile native --api-key-file - --ca ca.pem \\
    --elasticsearch https://10.0.0.5:9200 --kibana https://10.0.0.6:5601`,
    "smspump elastic check --for ingest --elasticsearch https://es.example.com",
  ],
  exitStatus: [
    "0  everything is as it should be",
    "1  something is missing, was refused, or could not be reached",
    "2  the command was not understood",
  ],
};

const LONGEST_DAYS = 3_650;

function days(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= LONGEST_DAYS) return value;
  throw new InvalidArgumentError(`Give a whole number of days from 1 to ${LONGEST_DAYS}.`);
}

function space(text: string): string {
  if (/^[a-z0-9_-]+$/.test(text)) return text;
  throw new InvalidArgumentError("Give a space's identifier: small letters, digits, _ and -.");
}

function namespace(text: string): string {
  if (/^[a-z0-9_.]{1,100}$/.test(text)) return text;
  throw new InvalidArgumentError("Give up to 100 small letters, digits, underscores and dots.");
}

const profile = (): Option =>
  new Option(
    "--profile <name>",
    "findings: alerts from what the stack forwards; native: Elastic counts by itself",
  ).choices(["findings", "native"]);

const connected = (command: Command): Command =>
  withHelp(command, HELP)
    .option("--elasticsearch <url>", "https:// URL of Elasticsearch")
    .option("--kibana <url>", "https:// URL of Kibana")
    .addOption(new Option("--space <id>", "space in Kibana").argParser(space).default("default"))
    .option("--api-key-file <path>", `file with the encoded API key (default: ${KEY_VARIABLE})`)
    .addOption(new Option("--api-key [key]").hideHelp())
    .option("--ca <file>", "certificate authority to trust, in PEM (self-managed)")
    .addOption(
      new Option(
        "--retention-days <days>",
        "how long Elastic keeps findings (default: as stored, else 365)",
      ).argParser(days),
    )
    .option("--no-suppression", "rules that do without alert suppression, whatever the licence");

/** Loads what only these commands need, and turns what goes wrong into one line. */
const reporting = (work: (run: typeof Run) => Promise<string | undefined>) =>
  reported("elastic", NEEDS, async () => work(await import("../elastic/run.js")));

const installCommand = (): Command =>
  connected(new Command("install"))
    .description("Put the index template and a profile's rules into Elastic. Repeat it to update.")
    .addOption(profile().makeOptionMandatory())
    .option("--switch", "disable the enabled rules of the other profile", false)
    .option(
      "--renew-key",
      "write rules again that are up to date, so that they run with this key",
      false,
    )
    .option("--dry-run", "show what would be done, and change nothing", false)
    .action((options: Run.InstallOptions) => reporting((run) => run.runInstall(options)));

const checkCommand = (): Command =>
  connected(new Command("check"))
    .description("Tell which privilege, version, template or rule is missing. Changes nothing.")
    .addOption(
      new Option("--for <use>", "what the key is for; ingest: the deployed stack's own")
        .choices(["install", "ingest"])
        .default("install"),
    )
    .addOption(profile())
    .addOption(
      new Option("--namespace <name>", "of the data stream that is forwarded to")
        .argParser(namespace)
        .default("default"),
    )
    .addOption(formatOption())
    .action((options: Run.CheckOptions) => reporting((run) => run.runCheck(options)));

/** `smspump elastic`: what Elastic Security needs for our findings. */
export const elasticCommand = (): Command =>
  withHelp(new Command("elastic"), HELP)
    .description("Install rules and the index template in Elastic Security, and check them.")
    .addCommand(installCommand())
    .addCommand(checkCommand());
