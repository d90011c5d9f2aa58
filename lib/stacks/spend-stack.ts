import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { DeployConfig } from "../config";
import { EmailTopic } from "../constructs/email-topic";
import { SpendAlarms } from "../constructs/spend-alarms";

export interface SpendStackProps extends StackProps {
  readonly config: DeployConfig;
}

/**
 * What text messages cost in one Region. Useful alone, and so with topics of its own: deploy it to
 * each Region that sends.
 */
export class SpendStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: SpendStackProps) {
    super(scope, id, { description: "Tells the cost owner what text messages cost", ...props });
    const costOwner = new EmailTopic(this, "CostOwner", {
      displayName: "SMS spend",
      emails: config.costOwnerEmails,
    });
    const onCall = new EmailTopic(this, "OnCall", {
      displayName: "SMS spend limit",
      emails: config.spendLimitUsd === undefined ? [] : config.onCallEmails,
    });
    new SpendAlarms(this, "Alarms", {
      ...config,
      costOwner: costOwner.topic,
      onCall: onCall.topic,
      runbookUrl: config.detector.runbookUrl,
    });
    new CfnOutput(this, "CostOwnerTopicArn", { value: costOwner.topic.topicArn });
    new CfnOutput(this, "OnCallTopicArn", { value: onCall.topic.topicArn });
  }
}
