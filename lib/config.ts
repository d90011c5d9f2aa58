import { RetentionDays } from "aws-cdk-lib/aws-logs";
import * as z from "zod";
import { ConfigError, parseConfig, type Config } from "../lambda/core/model/config";
import { spendSettings, type SpendSettings } from "../lambda/core/spend/spend-settings";
import { configProblem } from "./config-problem";
import { addresses, dollars, flag, logRetention, shares } from "./config-value";
import { elasticSchema } from "./elastic/elastic-config";
import { pagerDutySchema } from "./pagerduty/pagerduty-config";
import { isFloorInBudget, regions, spendSchema } from "./spend/spend-config";
import { tuningSchema } from "./tuning";

const keys = z.strictObject(
  {
    /** Who is e-mailed about attacks, and about the enforced spend limit. */
    onCallEmails: addresses(1),
    /** Who is e-mailed about money. */
    costOwnerEmails: addresses(1),
    /** Who is e-mailed when the detector itself is in trouble; on-call unless set. */
    pipelineEmails: addresses(0).optional(),
    /** Who is e-mailed about drills; nobody unless set. */
    drillEmails: addresses(0).default([]),
    /** What text messages may cost in a month: only the alarms know it. */
    monthlyBudgetUsd: dollars(),
    /** The limit that AWS enforces in this Region (`aws sns get-sms-attributes`). */
    spendLimitUsd: dollars().optional(),
    /** Percentages of the budget at which the cost owner is told; over 100 too. */
    budgetShares: shares(1000).default([50, 80, 100]),
    /** Percentages of the enforced limit at which the cost owner and on-call are told. */
    limitShares: shares(100).default([80, 95]),
    /** Also watch the spend of AWS End User Messaging, which has a metric of its own. */
    smsVoiceSpend: flag.default(false),
    /** Other Regions that send texts: each gets a spend stack of its own. */
    spendRegions: regions.default([]),
    /** What the spend guard works by. */
    spend: spendSchema.prefault({}),
    /** Find attacks too: without it there are spend stacks only. */
    detection: flag.default(true),
    /** Create a trail that records what the detector reads. */
    trail: flag.default(false),
    /** Whether that trail records management events too: switch off where another trail does. */
    trailManagementEvents: flag.default(true),
    /** Where findings are forwarded to; nowhere unless set. */
    elastic: elasticSchema.optional(),
    /** Who is paged by PagerDuty; nobody unless set. */
    pagerDuty: pagerDutySchema.optional(),
    logRetentionDays: logRetention.default(RetentionDays.ONE_MONTH),
    /** What the functions work by: `parseConfig` checks it. */
    detector: z.unknown().optional(),
    tuning: tuningSchema.prefault({}),
  },
  { error: "give an object with the keys of docs/deploy.md" },
);

const AT_MOST_BUDGET = "give at most monthlyBudgetUsd: above it the alarm comes too late";

const schema = keys
  .refine(isFloorInBudget("hourFloorUsd"), {
    path: ["spend", "hourFloorUsd"],
    error: AT_MOST_BUDGET,
  })
  .refine(isFloorInBudget("projectionFloorUsd"), {
    path: ["spend", "projectionFloorUsd"],
    error: AT_MOST_BUDGET,
  });

/** All that a deployment may choose, with every default filled in. */
export type DeployConfig = Readonly<
  Omit<z.output<typeof schema>, "detector" | "pipelineEmails" | "spend"> & {
    readonly detector: Config;
    readonly pipelineEmails: readonly string[];
    readonly spend: SpendSettings;
  }
>;

/** The detector's configuration, or what is wrong with it. */
function parseDetector(input: unknown): Config | string {
  try {
    return parseConfig(input);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.replace(/^configuration: |^/gm, (whole) =>
      whole === "" ? "detector." : "detector: ",
    );
  }
}

/**
 * The deploy configuration with every default filled in.
 *
 * @throws ConfigError with one line for each wrong key: what was got and what to give instead
 */
export function parseDeployConfig(input: unknown): DeployConfig {
  const result = schema.safeParse(input);
  const given = (input as { readonly detector?: unknown } | undefined)?.detector;
  const detector = parseDetector(given ?? {});
  const problems = [
    ...(result.error?.issues.map((issue) => configProblem(issue, input)) ?? []),
    ...(typeof detector === "string" ? [detector] : []),
  ];
  if (!result.success || typeof detector === "string") throw new ConfigError(problems.join("\n"));
  const { monthlyBudgetUsd, spendLimitUsd, onCallEmails } = result.data;
  const pipelineEmails = result.data.pipelineEmails ?? onCallEmails;
  const spend = spendSettings({ ...result.data.spend, monthlyBudgetUsd, spendLimitUsd });
  return { ...result.data, detector, pipelineEmails, spend };
}
