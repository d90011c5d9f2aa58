import { Construct } from "constructs";
import type { DeployConfig } from "../config";
import { EmailTopic } from "../constructs/email-topic";
import { publish } from "../constructs/outputs";

export type TopicsProps = Pick<DeployConfig, "onCallEmails" | "pipelineEmails" | "drillEmails">;

/** Who hears of what: attacks, the detector's own trouble, drills. */
export class Topics extends Construct {
  readonly onCall: EmailTopic;
  readonly pipeline: EmailTopic;
  readonly drills: EmailTopic;

  constructor(scope: Construct, id: string, props: TopicsProps) {
    super(scope, id);
    this.onCall = new EmailTopic(this, "OnCall", {
      displayName: "SMS pumping",
      emails: props.onCallEmails,
    });
    this.pipeline = new EmailTopic(this, "Pipeline", {
      displayName: "SMS pumping detector",
      emails: props.pipelineEmails,
    });
    this.drills = new EmailTopic(this, "Drills", {
      displayName: "SMS pumping drill",
      emails: props.drillEmails,
    });
    publish(this, {
      OnCallTopicArn: this.onCall.topic.topicArn,
      PipelineTopicArn: this.pipeline.topic.topicArn,
      DrillsTopicArn: this.drills.topic.topicArn,
    });
  }
}
