import { Template } from "aws-cdk-lib/assertions";
import { SmsTrail } from "../../../lib/intake/sms-trail";
import { DATA_EVENT_TYPES } from "../../../lib/intake/trail-config";
import { resourcesOf, testStack } from "../synth";

function template(managementEvents: boolean): Template {
  const stack = testStack();
  new SmsTrail(stack, "Trail", { managementEvents, dataEvents: DATA_EVENT_TYPES });
  return Template.fromStack(stack);
}

const selected = (managementEvents: boolean): readonly unknown[] => {
  const [trail] = Object.values(resourcesOf(template(managementEvents), "AWS::CloudTrail::Trail"));
  const selectors = trail!.Properties.AdvancedEventSelectors as readonly {
    readonly FieldSelectors: readonly { readonly Equals: readonly string[] }[];
  }[];
  return selectors.map(({ FieldSelectors }) => FieldSelectors.flatMap(({ Equals }) => Equals));
};

const SENDS = [
  ["Data", "AWS::SNS::Topic"],
  ["Data", "AWS::SMSVoice::OriginationIdentity"],
  ["Data", "AWS::SMSVoice::Message"],
  ["Data", "AWS::SMSVoice::NotifyConfiguration"],
  ["Data", "AWS::SMSVoice::ConfigurationSet"],
];

test("records sends, and management events unless another trail does", () => {
  expect(selected(true)).toEqual([["Management"], ...SENDS]);
  expect(selected(false)).toEqual(SENDS);
});

test("writes into an encrypted bucket that is private, outlives the stack and forgets", () => {
  const [bucket] = Object.values(resourcesOf(template(true), "AWS::S3::Bucket"));
  expect(bucket!.DeletionPolicy).toBe("Retain");
  expect(bucket!.Properties).toMatchObject({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
      ],
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Status: "Enabled" }] },
  });
});

test("is made after the policy that lets it write, and logs at once", () => {
  const made = template(true);
  made.hasResource("AWS::CloudTrail::Trail", {
    DependsOn: Object.keys(resourcesOf(made, "AWS::S3::BucketPolicy")),
    Properties: { IsLogging: true, EnableLogFileValidation: true },
  });
});
