import { parseConfig } from "../lambda/core/model/config";
import type { DeployConfig } from "./config";

/**
 * What only the stack knows: its own resources, since CloudFormation names resources by their stack
 * and alarms are named so here, and where its dashboard is, unless the configuration names another.
 */
export function withOwnNames(
  config: DeployConfig,
  dashboardUrl: string,
  stackNames: readonly string[],
): DeployConfig {
  const { detector } = config;
  const all = [...stackNames.map((name) => `${name}-*`), ...detector.ownResources];
  return {
    ...config,
    detector: parseConfig({
      dashboardUrl,
      ...detector,
      ownResources: [...new Set(all)],
    }),
  };
}
