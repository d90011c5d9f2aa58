import { Template } from "aws-cdk-lib/assertions";
import { appStacks } from "../../../lib/stacks/app-stacks";
import { deployConfig, resourcesOf, testApp, trailTemplate } from "../synth";

const typesIn = (template: Template): readonly string[] => {
  const [trail] = Object.values(resourcesOf(template, "AWS::CloudTrail::Trail"));
  return JSON.stringify(trail!.Properties.AdvancedEventSelectors).match(/AWS::\w+::\w+/g) ?? [];
};

const namesOf = (changes: object): readonly string[] =>
  appStacks(testApp(), deployConfig(changes), "us-east-1").map(({ stackName }) => stackName);

test("logs all that sends texts, under a name of its own", () => {
  expect(typesIn(trailTemplate())).toEqual([
    "AWS::SNS::Topic",
    "AWS::SNS::Topic",
    ...["OriginationIdentity", "Message", "NotifyConfiguration", "ConfigurationSet"].flatMap(
      (type) => [`AWS::SMSVoice::${type}`, `AWS::SMSVoice::${type}`],
    ),
  ]);
  trailTemplate().hasResourceProperties("AWS::CloudTrail::Trail", {
    TrailName: "SmsPumpingTrail-trail",
  });
});

test("leaves out what its Region does not know", () => {
  const leaveOut = ["AWS::SMSVoice::ConfigurationSet", "AWS::SMSVoice::NotifyConfiguration"];
  expect(new Set(typesIn(trailTemplate({ leaveOut })))).toEqual(
    new Set(["AWS::SNS::Topic", "AWS::SMSVoice::OriginationIdentity", "AWS::SMSVoice::Message"]),
  );
});

test("holds nothing else that its roll-back would take along", () => {
  expect(
    Object.values(trailTemplate().toJSON().Resources as Record<string, { Type: string }>).map(
      ({ Type }) => Type,
    ),
  ).toEqual(["AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::CloudTrail::Trail"]);
});

test("stands beside the others, and beside the trail of earlier versions while it is moved", () => {
  expect(namesOf({ trailStack: {} })).toEqual([
    "SmsPumpingDetection",
    "SmsPumpingSpend",
    "SmsPumpingTrail",
  ]);
  const moving = appStacks(testApp(), deployConfig({ trail: true, trailStack: {} }), undefined);
  const trails = moving.flatMap((stack) =>
    Object.values(resourcesOf(Template.fromStack(stack), "AWS::CloudTrail::Trail")),
  );
  expect(trails.map(({ Properties }) => Properties.TrailName)).toEqual([
    "SmsPumpingDetection-trail",
    "SmsPumpingTrail-trail",
  ]);
});

test("is there without detection too, where somebody asks for it", () => {
  expect(namesOf({ trailStack: {}, detection: false })).toEqual([
    "SmsPumpingSpend",
    "SmsPumpingTrail",
  ]);
  expect(namesOf({})).not.toContain("SmsPumpingTrail");
});
