import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { DeployConfig } from "../config";
import { CostOwnerEmail } from "../constructs/cost-owner-email";
import { Dashboard } from "../constructs/dashboard";
import { EmailTopic } from "../constructs/email-topic";
import { FigureAlarms } from "../constructs/figure-alarms";
import { SpendAlarms } from "../constructs/spend-alarms";
import { SpendGuard } from "../constructs/spend-guard";
import type { Tables } from "../constructs/tables";

/** What the detection stack of the same account and Region lends. */
export interface Detection {
  readonly tables: Tables;
  readonly pipeline: ITopic;
}

export interface SpendStackProps extends StackProps {
  readonly config: DeployConfig;
  readonly detection?: Detection;
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
  constructor(scope: Construct, id: string, props: SpendStackProps) {
    const { config, detection, dashboardName, dashboardUrl, ...rest } = props;
    super(scope, id, { description: "Tells the cost owner what text messages cost", ...rest });
    const topics = this.#topics(config, detection);
    const { runbookUrl } = config.detector;
    const alarms = { ...topics, runbookUrl };
    const native = new SpendAlarms(this, "Alarms", { ...config, ...alarms });
    const onFigures = new FigureAlarms(this, "FigureAlarms", {
      ...alarms,
      settings: config.spend,
      compositeAlarm: config.tuning.compositeAlarm,
    });
    const work = { ...alarms, tuning: config.tuning.spend, tables: detection?.tables };
    const { spend } = new SpendGuard(this, "Guard", {
      ...work,
      defaults: {
        detector: config.detector,
        logRetention: config.logRetentionDays,
        environment: config.tuning.environment,
      },
      configuration: {
        settings: config.spend,
        alarms: [...onFigures.notified, ...native.notified],
        dashboardUrl: dashboardUrl ?? config.detector.dashboardUrl,
      },
    });
    const email = new CostOwnerEmail(this, "CostOwnerEmail", { ...work, spend });
    if (dashboardName !== undefined) {
      const { spend: settings, spendRegions: regions } = config;
      new Dashboard(this, "Dashboard", { name: dashboardName, settings, regions });
    }
    this.#publishNames({
      CostOwnerTopicArn: topics.costOwner.topicArn,
      OnCallTopicArn: topics.onCall.topicArn,
      SpendFunctionName: spend.function.functionName,
      CostOwnerQueueUrl: email.work.queue.queueUrl,
      CostOwnerDeadLetterQueueUrl: email.work.deadLetters.queueUrl,
    });
  }

  /** What runbooks and tests need to find a deployed stack's parts. */
  #publishNames(names: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(names)) new CfnOutput(this, name, { value });
  }

  #topics(config: DeployConfig, detection?: Detection): Topics {
    const topic = (id: string, displayName: string, emails: readonly string[]): ITopic =>
      new EmailTopic(this, id, { displayName, emails }).topic;
    return {
      costOwner: topic("CostOwner", "SMS spend", config.costOwnerEmails),
      onCall: topic("OnCall", "SMS spend alarm", config.onCallEmails),
      pipeline: detection?.pipeline ?? topic("Pipeline", "SMS spend guard", config.pipelineEmails),
    };
  }
}
