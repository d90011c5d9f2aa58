import { Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { publish } from "../constructs/outputs";
import { SmsTrail } from "../intake/sms-trail";
import { DATA_EVENT_TYPES, type TrailConfig } from "../intake/trail-config";

export interface TrailStackProps extends StackProps {
  readonly trail: TrailConfig;
}

/**
 * A trail of this Region's sends. It has a stack of its own since a Region that does not know one
 * of the types of data events rolls back whatever else is in the stack.
 */
export class TrailStack extends Stack {
  constructor(scope: Construct, id: string, { trail, ...rest }: TrailStackProps) {
    super(scope, id, { description: "Logs what sends text messages", ...rest });
    const { trailName, bucket } = new SmsTrail(this, "SmsTrail", {
      managementEvents: trail.managementEvents,
      dataEvents: DATA_EVENT_TYPES.filter((type) => !trail.leaveOut.includes(type)),
    });
    publish(this, { TrailName: trailName, TrailBucketName: bucket.bucketName });
  }
}
