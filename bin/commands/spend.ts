import { Command, InvalidArgumentError, Option } from "commander";
import { type AwsOptions, withAws } from "../aws-options";
import { withHelp } from "../command-help";
import { formatOption } from "../format-option";
import { reported } from "../reported";
import { currentMonth, spendMonth, type SpendMonth } from "../spend/moment";

interface SpendOptions extends AwsOptions {
  readonly month?: SpendMonth;
  readonly countries?: true;
  readonly format: "text" | "json";
}

const NEEDS =
  "cloudwatch:ListMetrics, cloudwatch:GetMetricData, sns:GetSMSAttributes and sms-voice:DescribeSpendLimits";

const ABOUT = `
Shows what texts by Amazon SNS have cost in one Region and when the limit that AWS enforces is
reached; where texts of SNS and of AWS End User Messaging went, and each limit by its name: the
figures of the spend stack, which need not be deployed. Of a figure that AWS tells nothing of it
says why, and what it lacks. A month that is over is shown as of its end.

Reads only. Needs
${NEEDS};
without the last two the limits are missing, and it says so. AWS charges about a cent for a thousand
metrics asked for: two to five for each country and service, and two more.

With --countries it proposes the list of countries for allowedCountries (docs/protect.md) from 90
days of texts, and shows what the list would have blocked. A country that was texted in one burst is
left out. Needs the first two only, and asks for about 750 metrics.`;

function month(text: string): SpendMonth {
  const read = spendMonth(text, Date.now());
  if (typeof read === "string") throw new InvalidArgumentError(read);
  return read;
}

async function act(options: SpendOptions): Promise<void> {
  await reported("spend", NEEDS, async () => {
    // The other commands do without the SDK, which takes a while to load.
    const nowMs = Date.now();
    if (options.countries === true) {
      const { countriesOutput } = await import("../spend/countries.js");
      process.stdout.write(await countriesOutput(options, nowMs));
      return undefined;
    }
    const { spendOutput } = await import("../spend/run.js");
    const spec = { ...options, month: options.month ?? currentMonth(nowMs) };
    process.stdout.write(await spendOutput(spec, nowMs));
    return undefined;
  });
}

/** `smspump spend`: what texts cost, from a real account. */
export const spendCommand = (): Command =>
  withHelp(withAws(new Command("spend"), "Region that sends (default: the SDK's)"), {
    about: ABOUT,
    examples: [
      "smspump spend --region eu-west-1",
      "smspump spend --countries --region eu-west-1",
      "smspump spend --month 2026-10 --format json | jq .usd.thisMonth.value",
    ],
    exitStatus: [
      "0  the figures were shown, absent ones too",
      "1  AWS refused, or could not be reached",
      "2  the command was not understood",
    ],
  })
    .description("Show what texts cost in a Region, and how long the limit lasts.")
    .addOption(
      new Option("--month <YYYY-MM>", "a month of UTC (default: this one)").argParser(month),
    )
    .addOption(
      new Option("--countries", "propose the countries to allow, from 90 days").conflicts("month"),
    )
    .addOption(formatOption())
    .action(act);
