import type { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { ConfigError } from "../../lambda/core/model/config";
import { stringAt } from "../../lambda/core/sources/records/json";
import type { DeployConfig } from "../config";
import { dashboardUrl } from "../constructs/dashboard";
import { regionOfSecret } from "../secret-name";
import { DetectionStack } from "./detection-stack";
import { ProtectStack } from "./protect-stack";
import { SpendStack, type SharedDetection } from "./spend-stack";
import { TrailStack } from "./trail-stack";

const DETECTION = "SmsPumpingDetection";
const SPEND = "SmsPumpingSpend";
const PROTECT = "SmsPumpingProtect";
const TRAIL = "SmsPumpingTrail";

/** What the spend stack takes of the detection stack beside it. */
const lent = ({ tables, topics }: DetectionStack): SharedDetection => ({
  tables,
  pipeline: topics.pipeline.topic,
});

/** A function reads its secret where it runs; AWS would refuse it only then. */
function refuseForeignSecrets(config: DeployConfig, homeRegion: string | undefined): void {
  for (const [key, part] of Object.entries(config)) {
    const secret = stringAt(part, "secret");
    const region = secret === undefined ? undefined : regionOfSecret(secret);
    if (region === undefined || homeRegion === undefined || region === homeRegion) continue;
    throw new ConfigError(
      `${key}.secret: got a secret of ${region}; give one of ${homeRegion}, where the stack goes: aws secretsmanager replicate-secret-to-regions copies it there`,
    );
  }
}

/** The lock on countries, in the home Region and each other one that sends: each has its own. */
function protectStacks(scope: Construct, config: DeployConfig): readonly Stack[] {
  const { allowedCountries: countries, protectMode: mode, spendRegions } = config;
  if (countries === undefined) return [];
  const props = { config, list: { countries, mode } };
  return [
    new ProtectStack(scope, PROTECT, props),
    ...spendRegions.map(
      (region) => new ProtectStack(scope, `${PROTECT}-${region}`, { ...props, env: { region } }),
    ),
  ];
}

/**
 * All stacks that a configuration asks for: detection, spend and a trail in the home Region, a spend
 * stack in each other Region that sends, and in all of these the lock on countries, where they are named.
 *
 * @param homeRegion where the first two go, if it is known: it needs no further spend stack
 */
export function appStacks(
  scope: Construct,
  given: DeployConfig,
  homeRegion: string | undefined,
): readonly Stack[] {
  refuseForeignSecrets(given, homeRegion);
  const spendRegions = given.spendRegions.filter((region) => region !== homeRegion);
  const config = { ...given, spendRegions };
  // Dashboards belong to the account: two Regions with the same stacks must not share one.
  const dashboardOf = (stack: string) =>
    homeRegion === undefined ? stack : `${stack}-${homeRegion}`;
  const detection = config.detection
    ? new DetectionStack(scope, DETECTION, {
        config,
        siblings: [SPEND],
        dashboardName: dashboardOf(DETECTION),
        homeRegion,
      })
    : undefined;
  const dashboard = dashboardOf(config.detection ? DETECTION : SPEND);
  const linked = {
    config,
    dashboardUrl: config.detector.dashboardUrl ?? dashboardUrl(dashboard, homeRegion),
  };
  const spend = new SpendStack(scope, SPEND, {
    ...linked,
    ...(detection === undefined ? { dashboardName: dashboard } : { detection: lent(detection) }),
  });
  const others = spendRegions.map(
    (region) => new SpendStack(scope, `${SPEND}-${region}`, { ...linked, env: { region } }),
  );
  const trail = config.trailStack;
  return [
    ...(detection === undefined ? [] : [detection]),
    spend,
    ...others,
    ...(trail === undefined ? [] : [new TrailStack(scope, TRAIL, { trail })]),
    ...protectStacks(scope, config),
  ];
}
