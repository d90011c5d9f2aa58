import { Match } from "aws-cdk-lib/assertions";
import { detectionTemplate, idOf, type resourcesOf } from "../synth";

const endpoints = (changes: object, topic: string): readonly unknown[] => {
  const template = detectionTemplate(changes);
  const arn = { Ref: idOf(template, "AWS::SNS::Topic", topic) };
  return Object.values(
    template.findResources("AWS::SNS::Subscription", {
      Properties: Match.objectLike({ TopicArn: arn }),
    }) as ReturnType<typeof resourcesOf>,
  ).map(({ Properties }) => Properties.Endpoint);
};

test("on-call hears of the detector's own trouble unless somebody else does", () => {
  expect(endpoints({}, "TopicsPipeline")).toEqual(["oncall@example.com"]);
  const changes = { pipelineEmails: ["platform@example.com"] };
  expect(endpoints(changes, "TopicsPipeline")).toEqual(["platform@example.com"]);
  expect(endpoints(changes, "TopicsOnCall")).toEqual(["oncall@example.com"]);
});

test("nobody is e-mailed about drills unless asked for", () => {
  expect(endpoints({}, "TopicsDrills")).toEqual([]);
  expect(endpoints({ drillEmails: ["me@example.com"] }, "TopicsDrills")).toEqual([
    "me@example.com",
  ]);
});
