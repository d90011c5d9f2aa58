import { Dashboard as CloudWatchDashboard, type IWidget } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import type { SpendSettings } from "../../lambda/core/spend/spend-settings";
import { spendGraphs } from "./spend-graphs";

export interface DashboardProps {
  /** Unique in the account: dashboards belong to no Region. */
  readonly name: string;
  readonly settings: SpendSettings;
  /** Other Regions that send. */
  readonly regions: readonly string[];
  /** What comes below the money. */
  readonly more?: readonly IWidget[];
}

/**
 * Where a dashboard is. Dashboards belong to the account, not to a Region, so that the link
 * needs none:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudwatch-dashboard.html
 */
export const dashboardUrl = (name: string): string =>
  `https://console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/${name}`;

/** One view of it all: money first, in every Region that sends. */
export class Dashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { name, settings, regions, more = [] }: DashboardProps,
  ) {
    super(scope, id);
    const everywhere = [undefined, ...regions];
    const dashboard = new CloudWatchDashboard(this, "Dashboard", {
      dashboardName: name,
      start: "-P3D",
    });
    const [home = [], ...others] = everywhere.map((region) => spendGraphs({ settings, region }));
    for (const row of [home, more, ...others]) dashboard.addWidgets(...row);
  }
}
