import { Annotations } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { SmsTrail } from "./sms-trail";
import type { DataEventType } from "./trail-config";

/* Fixed: a type that a Region does not know would roll the whole detection stack back. */
const DATA_EVENTS: readonly DataEventType[] = [
  "AWS::SNS::Topic",
  "AWS::SMSVoice::OriginationIdentity",
  "AWS::SMSVoice::Message",
  "AWS::SMSVoice::NotifyConfiguration",
];

/** The trail inside of the detection stack, which whoever has it keeps until he moves it. */
export function oldTrail(scope: Construct, managementEvents: boolean): void {
  new SmsTrail(scope, "SmsTrail", { managementEvents, dataEvents: DATA_EVENTS });
  Annotations.of(scope).addWarningV2(
    "sms-pumping:trail",
    "trail: got true, which keeps the trail in this stack; give trailStack to have one in a stack of its own, and move as docs/deploy.md#moving-the-trail says",
  );
}
