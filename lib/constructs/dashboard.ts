import { Dashboard as CloudWatchDashboard, type IWidget } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { consoleAt } from "../../lambda/core/notifications/aws-links";

export interface DashboardProps {
  /** Unique in the account: dashboards belong to no Region. */
  readonly name: string;
  readonly rows: readonly (readonly IWidget[])[];
}

/** A third of a dashboard's width. */
export const THIRD = { width: 8, height: 6 } as const;
/** An axis that begins at nothing. */
export const FROM_ZERO = { min: 0, showUnits: false } as const;

/**
 * Where a dashboard is. Dashboards belong to the account, not to a Region, so that the link
 * needs none:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudwatch-dashboard.html
 *
 * @param region any of the partition's, if one is known: each partition has its own console
 */
export const dashboardUrl = (name: string, region?: string): string =>
  `${consoleAt(region)}/cloudwatch/home#dashboards/dashboard/${name}`;

/** One view of it all. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { name, rows }: DashboardProps) {
    super(scope, id);
    const dashboard = new CloudWatchDashboard(this, "Dashboard", {
      dashboardName: name,
      start: "-P3D",
    });
    for (const row of rows) dashboard.addWidgets(...row);
  }
}
