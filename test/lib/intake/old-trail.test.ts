import { Annotations, Match } from "aws-cdk-lib/assertions";
import { DetectionStack } from "../../../lib/stacks/detection-stack";
import { deployConfig, detectionTemplate, resourcesOf, testApp } from "../synth";

const stackWith = (changes: object) =>
  new DetectionStack(testApp(), "SmsPumpingDetection", { config: deployConfig(changes) });

const MOVE = Match.stringLikeRegexp("^trail: got true, .*docs/deploy.md#moving-the-trail");

test("is made where an earlier configuration asks for it, and warns of itself", () => {
  Annotations.fromStack(stackWith({ trail: true })).hasWarning("*", MOVE);
});

test("is not made for a stack of its own, which nobody is warned of", () => {
  const template = detectionTemplate({ trailStack: {} });
  template.resourceCountIs("AWS::CloudTrail::Trail", 0);
  Annotations.fromStack(stackWith({ trailStack: {} })).hasNoWarning("*", MOVE);
});

test.each([
  [true, 5],
  [false, 4],
])(
  "keeps the very selectors of earlier versions, with management events %p",
  (trailManagementEvents, selectors) => {
    const template = detectionTemplate({ trail: true, trailManagementEvents });
    const [trail] = Object.values(resourcesOf(template, "AWS::CloudTrail::Trail"));
    const text = JSON.stringify(trail!.Properties.AdvancedEventSelectors);
    expect(trail!.Properties.AdvancedEventSelectors).toHaveLength(selectors);
    expect(trail!.Properties.TrailName).toBe("SmsPumpingDetection-trail");
    for (const type of ["OriginationIdentity", "Message", "NotifyConfiguration"]) {
      expect(text).toContain(`"AWS::SMSVoice::${type}"`);
    }
    expect(text).not.toContain("ConfigurationSet");
    expect(text.includes('["Management"]')).toBe(trailManagementEvents);
  },
);
