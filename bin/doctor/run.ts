import * as z from "zod";
import { setTimeout as sleep } from "node:timers/promises";
import { healthClients, regionClients } from "../../lambda/adapters/aws/health/clients";
import { gatherFacts } from "../../lambda/adapters/aws/health/gather";
import { checked } from "../../lambda/core/health/check";
import { healthChecks } from "../../lambda/core/health";
import type { Addresses } from "../../lambda/core/health/facts";
import type { AllowList } from "../../lambda/core/protect/country-rules";
import { ConfigError } from "../../lambda/core/model/config";
import { readConfigFile } from "../../lib/config-file";
import { addresses } from "../../lib/config-value";
import { allowedCountries, protectMode } from "../../lib/protect/protect-config";
import { regions } from "../../lib/spend/spend-config";
import { version } from "../../package.json";
import { type AwsOptions, clientSettings } from "../aws-options";
import { readConfig } from "../config-file";
import type { Report } from "./report";

export interface DoctorOptions extends AwsOptions {
  readonly stack: string;
  readonly spendStack: string;
  readonly also: readonly string[];
  readonly config?: string;
  readonly elasticsearch?: string;
  readonly apiKeyFile?: string;
  readonly ca?: string;
  readonly namespace: string;
}

/** A test of the key, where an address was given. */
async function elasticProblems(options: DoctorOptions): Promise<readonly string[] | undefined> {
  if (options.elasticsearch === undefined) return undefined;
  const { ingestProblems } = await import("../elastic/run.js");
  return ingestProblems(options);
}

const deployed = z.object({
  allowedCountries: allowedCountries.optional(),
  protectMode: protectMode.default("block"),
  spendRegions: regions.default([]),
  onCallEmails: addresses(1).optional(),
  costOwnerEmails: addresses(1).default([]),
  pipelineEmails: addresses(0).optional(),
  drillEmails: addresses(0).default([]),
});

/** @returns undefined for a file that has the detector's keys alone */
function addressesIn(file: z.output<typeof deployed>): Addresses | undefined {
  const { onCallEmails, costOwnerEmails, pipelineEmails = onCallEmails, drillEmails } = file;
  if (onCallEmails === undefined || pipelineEmails === undefined) return undefined;
  return {
    "on-call": onCallEmails,
    "cost-owner": costOwnerEmails,
    pipeline: pipelineEmails,
    drills: drillEmails,
  };
}

interface Deployed {
  readonly countries: AllowList | undefined;
  /** Other Regions that send texts. */
  readonly regions: readonly string[];
  readonly addresses: Addresses | undefined;
}

/** @throws ConfigError where the file's countries, Regions or addresses are not such */
function deployedBy(file: string | undefined): Deployed {
  if (file === undefined) return { countries: undefined, regions: [], addresses: undefined };
  const read = deployed.safeParse(readConfigFile(file));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new ConfigError(`${file}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
  }
  const { allowedCountries: countries, protectMode: mode, spendRegions } = read.data;
  return {
    countries: countries === undefined ? undefined : { countries, mode },
    regions: spendRegions,
    addresses: addressesIn(read.data),
  };
}

/** Looks at an account, and judges what it sees. */
export async function examine(options: DoctorOptions, nowMs: number): Promise<Report> {
  const config = readConfig(options.config);
  const given = deployedBy(options.config);
  const settings = clientSettings(options);
  const home = healthClients(settings);
  const region = await home.cloudFormation.config.region();
  const facts = await gatherFacts(
    { home, inRegion: (other) => regionClients({ ...settings, region: other }) },
    {
      nowMs,
      pause: (ms) => sleep(ms),
      region,
      version,
      config,
      isConfigGiven: options.config !== undefined,
      addresses: given.addresses,
      detection: options.stack,
      spend: options.spendStack,
      protect: "SmsPumpingProtect",
      countries: given.countries,
      otherRegions: [...new Set([...options.also, ...given.regions])],
      elasticProblems: await elasticProblems(options),
    },
  );
  return { region, stack: options.stack, atMs: nowMs, results: checked(healthChecks, facts) };
}
