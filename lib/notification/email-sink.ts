import { Grant } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { EMAIL } from "../../lambda/core/notifications/sink";
import type { NotifyEnv } from "../../lambda/notify/env";
import type { QueueConsumer } from "../tuning";
import { NOTIFY } from "./redrive-target";
import { Sink, type SinkContext } from "./sink";
import type { Topics } from "./topics";

export interface EmailSinkProps extends SinkContext {
  readonly topics: Topics;
  readonly consumer: QueueConsumer;
}

/** Incidents in, e-mails out, at a pace that people can bear. */
export class EmailSink extends Sink {
  constructor(scope: Construct, id: string, { topics, ...props }: EmailSinkProps) {
    const { topicArn: onCall } = topics.onCall.topic;
    const { topicArn: drills } = topics.drills.topic;
    super(scope, id, {
      ...props,
      target: NOTIFY,
      sink: EMAIL,
      handler: "notify",
      description: "Tells people of incidents, each revision once",
      environment: {
        ON_CALL_TOPIC_ARN: onCall,
        DRILLS_TOPIC_ARN: drills,
      } satisfies Omit<NotifyEnv, "STATE_TABLE" | "FINDINGS_TABLE">,
    });
    Grant.addToPrincipal({
      grantee: this.notify.role,
      actions: ["sns:Publish"],
      resourceArns: [onCall, drills],
    });
  }
}
