import { join } from "node:path";
import { Command } from "commander";
import { parseConfig } from "../../lambda/core/model/config";
import { withHelp } from "../command-help";
import { demoText } from "../demo/text";
import { runReplay } from "../replay/run";

const TRAFFIC = join(__dirname, "..", "..", "demo", "cloudtrail");

async function act(): Promise<void> {
  const config = parseConfig({});
  const run = await runReplay([TRAFFIC], config, [], process.stderr);
  process.stdout.write(demoText(run, config));
}

/** `smspump demo`: the bundled day of traffic. */
export const demoCommand = (): Command =>
  withHelp(new Command("demo"), {
    examples: ["smspump demo", "smspump demo | less"],
    exitStatus: ["0  it was shown", "2  the command was not understood"],
  })
    .description("Replay a bundled day of traffic with two attacks in it.")
    .action(act);
