import { Match } from "aws-cdk-lib/assertions";
import { arnOf, detectionTemplate, idOf } from "../synth";

test("incidents, and not every finding, reach the notifier's queue", () => {
  const template = detectionTemplate();
  template.hasResourceProperties("AWS::Events::Rule", {
    EventBusName: { Ref: idOf(template, "AWS::Events::EventBus", "FindingsBus") },
    EventPattern: { source: ["sms-pumping"], "detail-type": ["SMS Pumping Incident"] },
    Targets: [
      Match.objectLike({ Arn: arnOf(idOf(template, "AWS::SQS::Queue", "NotifierWorkQueue")) }),
    ],
  });
});
