import { Stack, type StackProps } from "aws-cdk-lib";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { DeployConfig } from "../config";
import { Dashboard } from "../constructs/dashboard";
import { EmailTopic } from "../constructs/email-topic";
import { functionDefaults } from "../constructs/node-function";
import { Operations } from "../constructs/operations";
import { publish } from "../constructs/outputs";
import type { Tables } from "../constructs/tables";
import { CostOwnerEmail } from "../spend/cost-owner-email";
import { FigureAlarms } from "../spend/figure-alarms";
import { SpendAlarms } from "../spend/spend-alarms";
import { spendRows } from "../spend/spend-graphs";
import { SpendGuard } from "../spend/spend-guard";

/** What the detection stack of the same account and Region lends. */
export interface SharedDetection {
  readonly tables: Tables;
  readonly pipeline: ITopic;
}

export interface SpendStackProps extends StackProps {
  readonly config: DeployConfig;
  readonly detection?: SharedDetection;
  /** @default - no dashboard: the detection stack has that of all Regions */
  readonly dashboardName?: string;
  /** Where the dashboard is that e-mails link. @default - that of the configuration */
  readonly dashboardUrl?: string;
}

interface Topics {
  readonly costOwner: ITopic;
  readonly onCall: ITopic;
  readonly pipeline: ITopic;
}

/**
 * What text messages cost in one Region. Useful alone, and so with topics of its own: deploy it to
 * each Region that sends.
 */
export class SpendStack extends Stack {
  readonly operations: Operations;

  constructor(scope: Construct, id: string, props: SpendStackProps) {
    const { config, detection, dashboardName, dashboardUrl, ...rest } = props;
    super(scope, id, { description: "Tells the cost owner what text messages cost", ...rest });
    const { costOwner, onCall, pipeline } = this.#topics(config, detection);
    const { runbookUrl } = config.detector;
    this.operations = new Operations(this, "Operations", { topic: pipeline, runbookUrl });
    const told = { costOwner, onCall, runbookUrl };
    const native = new SpendAlarms(this, "Alarms", { ...config, ...told });
    const onFigures = new FigureAlarms(this, "FigureAlarms", {
      ...told,
      settings: config.spend,
      compositeAlarm: config.tuning.compositeAlarm,
    });
    const work = {
      operations: this.operations,
      costOwner,
      tuning: config.tuning.spend,
      tables: detection?.tables,
    };
    const { spend } = new SpendGuard(this, "Guard", {
      ...work,
      defaults: functionDefaults(config),
      configuration: {
        settings: config.spend,
        alarms: [...onFigures.notified, ...native.notified],
        dashboardUrl: dashboardUrl ?? config.detector.dashboardUrl,
      },
    });
    new CostOwnerEmail(this, "CostOwnerEmail", { ...work, spend });
    publish(this, { CostOwnerTopicArn: costOwner.topicArn, OnCallTopicArn: onCall.topicArn });
    if (dashboardName !== undefined) {
      const { home, others } = spendRows(config.spend, config.spendRegions);
      new Dashboard(this, "Dashboard", { name: dashboardName, rows: [home, ...others] });
    }
  }

  #topics(config: DeployConfig, detection?: SharedDetection): Topics {
    const topic = (id: string, displayName: string, emails: readonly string[]): ITopic =>
      new EmailTopic(this, id, { displayName, emails }).topic;
    return {
      costOwner: topic("CostOwner", "SMS spend", config.costOwnerEmails),
      onCall: topic("OnCall", "SMS spend alarm", config.onCallEmails),
      pipeline: detection?.pipeline ?? topic("Pipeline", "SMS spend guard", config.pipelineEmails),
    };
  }
}
