import * as z from "zod";
import { ConfigError, configSchema } from "../lambda/core/model/config";
import { configProblems } from "../lambda/core/model/config-problem";
import { catalogue } from "../lambda/core/rules";
import { unknownRules } from "../lambda/core/rules/active-rule";
import { at } from "../lambda/core/sources/records/json";
import { spendSettings, type SpendSettings } from "../lambda/core/spend/spend-settings";
import { addresses, dollars, flag, logRetention, shares } from "./config-value";
import { elasticSchema } from "./elastic/elastic-config";
import { trailSchema } from "./intake/trail-config";
import { exampleProblems } from "./example-addresses";
import { pagerDutySchema } from "./pagerduty/pagerduty-config";
import { allowedCountries, protectMode } from "./protect/protect-config";
import { isFloorInBudget, regions, spendSchema } from "./spend/spend-config";
import { tuningSchema } from "./tuning";

const FLAG = "`true`, `false`";

/** Every key, with what docs/deploy.md says of it. */
export const deployKeys = z.strictObject(
  {
    $schema: z.string({ error: "give the path of smspump.schema.json" }).optional().meta({
      form: "path",
      description: "Where editors find the keys to complete: `./smspump.schema.json`.",
    }),
    onCallEmails: addresses(1).meta({
      form: "list of addresses, at least 1",
      description: "Attacks, and the enforced limit.",
    }),
    costOwnerEmails: addresses(1).meta({
      form: "list of addresses, at least 1",
      description: "Money.",
    }),
    pipelineEmails: addresses(0).optional().meta({
      form: "list of addresses",
      unset: "`onCallEmails`",
      description: "The detector's own trouble.",
    }),
    drillEmails: addresses(0)
      .default([])
      .meta({ form: "list of addresses", description: "Drills." }),
    monthlyBudgetUsd: dollars().meta({
      form: "US dollars, more than 0",
      description:
        "What texts may cost in a month, in this Region. Only alarms: nothing is cut off.",
    }),
    spendLimitUsd: dollars().optional().meta({
      form: "US dollars, more than 0",
      description:
        "The limit that AWS enforces: `aws sns get-sms-attributes --attributes MonthlySpendLimit`.",
    }),
    budgetShares: shares(1000).default([50, 80, 100]).meta({
      form: "percentages, ascending",
      description: "Shares of the budget at which the cost owner is notified.",
    }),
    limitShares: shares(100).default([80, 95]).meta({
      form: "percentages to 100, ascending",
      description: "Shares of that limit at which the cost owner and on-call are notified.",
    }),
    smsVoiceSpend: flag.default(false).meta({
      form: FLAG,
      description:
        "The same alarms on AWS End User Messaging's own sum of texts, and those on the budget for voice, media and Notify each.",
    }),
    spendRegions: regions.default([]).meta({
      form: "list of Regions",
      description: "Other Regions that send texts: a spend stack in each.",
    }),
    spend: spendSchema.prefault({}).meta({
      form: "object",
      description: "What the spend guard works by: [below](#the-spend-guards-keys).",
    }),
    allowedCountries: allowedCountries.optional().meta({
      form: "list of country codes, at least 1",
      description:
        "Countries that this account may text. Makes [`SmsPumpingProtect`](protect.md) in each Region that sends.",
    }),
    protectMode: protectMode.default("block").meta({
      form: "`block`, `monitor`",
      description:
        "What becomes of texts to other countries. `monitor` delivers and reports them; AWS charges for each.",
    }),
    detection: flag.default(true).meta({
      form: FLAG,
      description: "`false` makes spend stacks only.",
    }),
    trailStack: trailSchema.optional().meta({
      form: "object",
      description: "Make a trail, in a stack of its own: [below](#the-trails-keys).",
    }),
    dailyChecks: flag.default(true).meta({
      form: FLAG,
      description:
        "Run the checks of [`smspump doctor`](doctor.md) each day, and tell the pipeline audience what turned bad; tell on-call twice what was learned of each app client.",
    }),
    trail: flag.default(false).meta({
      form: FLAG,
      description:
        "The trail of earlier versions, in the detection stack: [moving it](#moving-the-trail).",
    }),
    trailManagementEvents: flag.default(true).meta({
      form: FLAG,
      description: "Whether that one logs management events too.",
    }),
    canary: flag.default(true).meta({
      form: FLAG,
      description:
        "Whether a harmless call each hour must come back as an event: [what tells of itself](#what-tells-of-itself).",
    }),
    elastic: elasticSchema.optional().meta({
      form: "object",
      description: "Where findings are forwarded to: [Elastic](#elastic).",
    }),
    pagerDuty: pagerDutySchema.optional().meta({
      form: "object",
      description: "Who is paged: [PagerDuty](#pagerduty).",
    }),
    logRetentionDays: logRetention.default(30).meta({
      form: "a number that CloudWatch knows",
      description: "How long the functions' logs are kept.",
    }),
    detector: z.prefault(configSchema, {}).meta({
      form: "object",
      unset: "`{}`",
      description: "What counts and what does not: [configuration](configuration.md).",
    }),
    tuning: tuningSchema.prefault({}).meta({
      form: "object",
      unset: "`{}`",
      description:
        "Time-outs, batches, concurrency, for large accounts and tests: [`lib/tuning.ts`](../lib/tuning.ts).",
    }),
  },
  { error: "give an object with the keys of docs/deploy.md" },
);

const AT_MOST_BUDGET = "give at most monthlyBudgetUsd: above it the alarm comes too late";

const schema = deployKeys
  .refine(isFloorInBudget("hourFloorUsd"), {
    path: ["spend", "hourFloorUsd"],
    error: AT_MOST_BUDGET,
  })
  .refine(isFloorInBudget("projectionFloorUsd"), {
    path: ["spend", "projectionFloorUsd"],
    error: AT_MOST_BUDGET,
  })
  .refine(({ detection, pagerDuty }) => detection || pagerDuty === undefined, {
    path: ["pagerDuty"],
    error: "give none, or set detection to true: it is the detection stack that pages",
  });

/** All that a deployment may choose, with every default filled in. */
export type DeployConfig = Readonly<
  Omit<z.output<typeof schema>, "pipelineEmails" | "spend"> & {
    readonly pipelineEmails: readonly string[];
    readonly spend: SpendSettings;
  }
>;

/** The ids for which the configuration has settings, whatever else is wrong with it. */
function rulesNamed(input: unknown): readonly string[] {
  const rules = at(input, "detector", "rules");
  return typeof rules === "object" && rules !== null ? Object.keys(rules) : [];
}

interface ParseOptions {
  /** Whether addresses that nobody reads may stand in it: for tests, and to try things out. */
  readonly allowExamples?: boolean;
}

/**
 * The deploy configuration with every default filled in: what the functions will read is checked as
 * they will read it.
 *
 * @throws ConfigError with one line for each wrong key: what was got and what to give instead
 */
export function parseDeployConfig(
  input: unknown,
  { allowExamples = true }: ParseOptions = {},
): DeployConfig {
  const result = schema.safeParse(input);
  const problems = [
    ...(result.success ? [] : configProblems(result.error, deployKeys, input)),
    ...unknownRules(catalogue, rulesNamed(input)).map((line) => `detector.${line}`),
    ...(allowExamples ? [] : exampleProblems(input)),
  ];
  if (!result.success || problems.length > 0) throw new ConfigError(problems.join("\n"));
  const config = result.data;
  const { monthlyBudgetUsd, spendLimitUsd, onCallEmails } = config;
  const pipelineEmails = config.pipelineEmails ?? onCallEmails;
  const spend = spendSettings({ ...config.spend, monthlyBudgetUsd, spendLimitUsd });
  return { ...config, pipelineEmails, spend };
}
