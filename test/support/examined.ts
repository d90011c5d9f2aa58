import { healthClients, regionClients } from "../../lambda/adapters/aws/health/clients";
import { gatherFacts } from "../../lambda/adapters/aws/health/gather";
import { checked, type CheckResult } from "../../lambda/core/health/check";
import type { Facts } from "../../lambda/core/health/facts";
import { healthChecks } from "../../lambda/core/health";
import { parseConfig } from "../../lambda/core/model/config";
import { addressesOf } from "./health-facts";
import { awsAccount, type Manners, type Region } from "./read-only-account";
import { HOME, NOW_MS, OTHER, soundConfig, soundRegions } from "./sound-account";

export interface Examined {
  readonly facts: Facts;
  readonly results: readonly CheckResult[];
  readonly asked: readonly string[];
  readonly pauses: readonly number[];
}

/** What the checks make of an account that stands in for AWS. */
export async function examine(
  regions: Readonly<Record<string, Region>> = soundRegions,
  manners: Manners = {},
): Promise<Examined> {
  const account = await awsAccount(regions, manners);
  const settings = {
    region: HOME,
    endpoint: account.url,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  };
  const pauses: number[] = [];
  try {
    const facts = await gatherFacts(
      {
        home: healthClients(settings),
        inRegion: (region) => regionClients({ ...settings, region }),
      },
      {
        nowMs: NOW_MS,
        pause: (ms) => {
          // Event history's; Protect has a pace of its own.
          if (ms === 500) pauses.push(ms);
          return Promise.resolve();
        },
        region: HOME,
        version: "0.2.0",
        config: parseConfig(soundConfig),
        isConfigGiven: true,
        addresses: addressesOf("a@acme.co"),
        detection: "SmsPumpingDetection",
        spend: "SmsPumpingSpend",
        protect: "SmsPumpingProtect",
        countries: { countries: ["AT", "DE"], mode: "block" },
        otherRegions: [OTHER],
      },
    );
    return { facts, results: checked(healthChecks, facts), asked: account.asked(), pauses };
  } finally {
    await account.close();
  }
}

/** What is not as it should be. */
export const badOf = ({ results }: Examined): readonly CheckResult[] =>
  results.filter(({ status }) => status !== "ok");
