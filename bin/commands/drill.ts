import { Command, InvalidArgumentError, Option } from "commander";
import { isDrillId } from "../../lambda/core/sources/drill";
import { placeOf, type PlaceOptions } from "../drill/place";
import { DRILL_NEEDS } from "../drill/problem";
import { DRILL_TESTS, type DrillTest } from "../drill/roads";
import { type CommandHelp, withHelp } from "../command-help";
import { printing } from "../drill/output";
import { formatOption } from "../format-option";
import { reported } from "../reported";
import { withOutputs } from "../stack-outputs";

interface WatchOptions extends PlaceOptions {
  readonly id: string;
  readonly timeout: number;
  readonly format: "text" | "ndjson";
}

interface SendOptions extends Omit<WatchOptions, "id"> {
  readonly id?: string;
  readonly test: DrillTest;
  readonly watch: boolean;
}

const ABOUT = `
A drill is a made-up attack that goes through the deployed stack. It is counted apart from all real
traffic, and its e-mail goes to the drills topic only. Give each drill a name of its own: what is
sent again under a name within half an hour joins what was told already. Its records have the form of
its road's: CloudTrail's, a log's, a provider's. It sends no text and leaves nothing to clean up: what is
stored of it goes as all findings do.

The stack is found in cdk-outputs.json, which cdk deploy --outputs-file writes, or by CloudFormation.`;

const HELP: CommandHelp = {
  about: ABOUT,
  examples: [
    "smspump drill send --watch",
    "smspump drill send --test 1 --id monday-1 --profile security --region eu-west-1",
    "smspump drill watch --id monday-1 --timeout 300",
    "smspump drill send --bus SmsPumpingDetection-findings --account 111122223333 --region eu-west-1",
  ],
  exitStatus: [
    "0  the records were sent; with --watch, the incident was told",
    "1  AWS refused, has no such stack, or the incident was not told in time (what is missing is named),",
    "   or nobody has a confirmed subscription to the drills topic",
    "2  the command was not understood, or the stack is not in the file",
  ],
};

function drillId(text: string): string {
  if (isDrillId(text)) return text;
  throw new InvalidArgumentError("Give up to 64 letters, digits, dots, hyphens and underscores.");
}

function account(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError("Give the 12 digits of an account.");
}

function seconds(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 3600) return value;
  throw new InvalidArgumentError("Give a whole number of seconds from 1 to 3600.");
}

/** Such as `drill-2-20261117T110000Z`. */
const idFrom = (test: DrillTest, atMs: number): string =>
  `drill-${test}-${new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, "")}`;

async function send(options: SendOptions): Promise<void> {
  const { test, id = idFrom(test, Date.now()), timeout: timeoutSeconds } = options;
  await reported("drill", DRILL_NEEDS, async () => {
    // The other commands do without the SDK, which takes a while to load.
    const { sendDrill, watchSent } = await import("../drill/run.js");
    const print = printing(options.format);
    if (!options.watch) {
      await sendDrill(test, id, await placeOf(["bus", "account"], options), print);
      return undefined;
    }
    const place = await placeOf(["bus", "account", "findingsTable", "stateTable"], options);
    const sentMs = await sendDrill(test, id, place, print);
    return watchSent({ id, timeoutSeconds, sentMs }, place, print);
  });
}

async function watch(options: WatchOptions): Promise<void> {
  const { id, timeout: timeoutSeconds } = options;
  await reported("drill", DRILL_NEEDS, async () => {
    const { watchSent } = await import("../drill/run.js");
    const place = await placeOf(["account", "findingsTable", "stateTable"], options);
    return watchSent({ id, timeoutSeconds }, place, printing(options.format));
  });
}

const located = (command: Command): Command =>
  withHelp(withOutputs(command), HELP)
    .addOption(new Option("--account <id>", "account (default: the stack's)").argParser(account))
    .option("--findings-table <name>", "table of findings (default: the stack's)")
    .option("--state-table <name>", "table of states (default: the stack's)")
    .addOption(
      new Option("--timeout <seconds>", "how long to watch").argParser(seconds).default(120),
    )
    .addOption(formatOption(["text", "ndjson"]));

const sendCommand = (): Command =>
  located(new Command("send"))
    .description("Send a made-up attack into a deployed stack.")
    .addOption(
      new Option(
        "--test <number>",
        "1: 15 texts by SendTextMessage to one number in 5 s; 1-delivery-log: the same straight to a number, in SNS's delivery log; 2: 20 ForgotPassword in 10 s, throttled after the fifth; 3: 60 requests to /api/auth/send-otp in 15 s in a load balancer's log; 3-app-requests: the same in Application Insights; 4: 15 messages in Twilio's Event Streams",
      )
        .choices([...DRILL_TESTS])
        .default("2"),
    )
    .addOption(
      new Option("--id <name>", "the drill's name (default: one of the present time)").argParser(
        drillId,
      ),
    )
    .option("--bus <name>", "bus of findings (default: the stack's)")
    .option("--watch", "then watch what comes out", false)
    .action(send);

const watchCommand = (): Command =>
  located(new Command("watch"))
    .description("Show what came of a drill, and after how many seconds.")
    .addOption(
      new Option("--id <name>", "the drill's name").argParser(drillId).makeOptionMandatory(),
    )
    .action(watch);

/** `smspump drill`: made-up attacks on a deployed stack. */
export const drillCommand = (): Command =>
  withHelp(new Command("drill"), HELP)
    .description("Try a deployed stack with a made-up attack.")
    .addCommand(sendCommand())
    .addCommand(watchCommand());
