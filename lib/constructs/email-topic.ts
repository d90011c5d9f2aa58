import { Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";

export interface EmailTopicProps {
  /** The name from which its e-mails seem to come. */
  readonly displayName: string;
  readonly emails: readonly string[];
}

/** A topic that e-mails people, functions and CloudWatch alarms alike. */
export class EmailTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { displayName, emails }: EmailTopicProps) {
    super(scope, id);
    /* No key: alarms cannot publish to a topic under alias/aws/sns. TLS only: that statement
       replaces the default policy, under which alarms could publish. */
    this.topic = new Topic(this, "Topic", { displayName, enforceSSL: true });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: "AlarmsOfThisAccount",
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    );
    // Without a filter policy: an alarm's message carries no attributes and would be dropped.
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email));
  }
}
