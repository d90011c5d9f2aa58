import { Template } from "aws-cdk-lib/assertions";
import { EmailTopic } from "../../../lib/constructs/email-topic";
import { resource, resourcesOf, testStack } from "../synth";

function template(): Template {
  const stack = testStack();
  const emails = ["one@example.com", "two@example.com"];
  new EmailTopic(stack, "People", { displayName: "People", emails });
  return Template.fromStack(stack);
}

const statements = (): readonly Readonly<Record<string, unknown>>[] => {
  const [policy] = Object.values(resourcesOf(template(), "AWS::SNS::TopicPolicy"));
  const document = policy!.Properties.PolicyDocument as {
    readonly Statement: readonly Readonly<Record<string, unknown>>[];
  };
  return document.Statement;
};

test("each address is subscribed by e-mail, without a filter that would drop alarms", () => {
  const subscriptions = Object.values(resourcesOf(template(), "AWS::SNS::Subscription"));
  expect(subscriptions.map(({ Properties }) => Properties.Endpoint)).toEqual([
    "one@example.com",
    "two@example.com",
  ]);
  for (const { Properties } of subscriptions) {
    expect(Properties.Protocol).toBe("email");
    expect(Properties).not.toHaveProperty("FilterPolicy");
    expect(Properties).not.toHaveProperty("FilterPolicyScope");
  }
});

test("alarms of this account may publish", () => {
  expect(statements()).toContainEqual(
    expect.objectContaining({
      Effect: "Allow",
      Action: "sns:Publish",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
    }),
  );
});

test("nobody may publish without TLS", () => {
  expect(statements()).toContainEqual(
    expect.objectContaining({
      Effect: "Deny",
      Action: "sns:Publish",
      Principal: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  );
});

test("has no key: under alias/aws/sns alarms would be mute", () => {
  const { Properties } = resource(template(), "AWS::SNS::Topic", "People");
  expect(Properties).not.toHaveProperty("KmsMasterKeyId");
});
