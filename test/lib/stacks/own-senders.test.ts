import type { Template } from "aws-cdk-lib/assertions";
import { isAllowed, textOf, type Call, type Statement } from "../../support/iam";
import { detectionTemplate, elastic, spendTemplate } from "../synth";

const SEND = "sqs:SendMessage";

interface Policy {
  readonly queue: string;
  readonly statements: readonly Statement[];
}

interface QueuePolicy {
  readonly Properties: {
    readonly Queues: readonly { readonly Ref: string }[];
    readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  };
}

function policiesOf(template: Template): readonly Policy[] {
  const found = template.findResources("AWS::SQS::QueuePolicy") as Record<string, QueuePolicy>;
  return Object.values(found).flatMap(({ Properties }) =>
    Properties.Queues.map(({ Ref }) => ({
      queue: Ref.replace(/[0-9A-F]{8}$/, ""),
      statements: Properties.PolicyDocument.Statement,
    })),
  );
}

const detection = detectionTemplate({ elastic, pagerDuty: { secret: "sms-pumping/pagerduty" } });
const policies = [...policiesOf(detection), ...policiesOf(spendTemplate())];

/** Somebody of the account, by a policy of whose own everything is allowed. */
const by = (principal: string, context: object = {}): Call => ({
  isAllowedByOwn: true,
  action: SEND,
  context: {
    "aws:PrincipalArn": principal,
    "aws:PrincipalIsAWSService": "false",
    "aws:SecureTransport": "true",
    ...context,
  },
});

const byService = (service: string, sourceArn: string): Call => ({
  service,
  isAllowedByOwn: false,
  action: SEND,
  context: {
    "aws:PrincipalIsAWSService": "true",
    "aws:SecureTransport": "true",
    "aws:SourceArn": sourceArn,
  },
});

const roleIn = (template: Template, prefix: string): string => {
  const ids = Object.keys(template.findResources("AWS::IAM::Role"));
  const id = ids.find((each) => each.replace(/[0-9A-F]{8}$/, "") === prefix);
  if (id === undefined) throw new Error(`no role ${prefix}`);
  return textOf({ "Fn::GetAtt": [id, "Arn"] });
};

const admitting = (call: Call): readonly string[] =>
  policies
    .filter(({ statements }) => isAllowed(statements, call))
    .map(({ queue }) => queue)
    .sort();

test("every queue has a policy", () => {
  const queues = [detection, spendTemplate()].flatMap((template) =>
    Object.keys(template.findResources("AWS::SQS::Queue")),
  );
  expect(policies.map(({ queue }) => queue).sort()).toEqual(
    queues.map((id) => id.replace(/[0-9A-F]{8}$/, "")).sort(),
  );
});

test("who may send to all queues by his own policies gets nowhere", () => {
  const outsider = by("arn:aws:iam::111122223333:role/developer");
  expect(admitting(outsider)).toEqual([]);
  expect(admitting({ ...outsider, action: "sqs:SendMessage" })).toEqual([]);
  expect(admitting(by("arn:aws:iam::111122223333:root"))).toEqual([]);
  expect(admitting(by("arn:aws:iam::111122223333:role/SmsPumpingDetection-redrive2"))).toEqual([]);
  // What he asks of a service by his own name is his own call.
  expect(
    admitting(by("arn:aws:iam::111122223333:user/x", { "aws:ViaAWSService": "true" })),
  ).toEqual([]);
});

test("nobody without a name gets anywhere", () => {
  const context = { "aws:SecureTransport": "true" };
  expect(admitting({ isAllowedByOwn: false, action: SEND, context })).toEqual([]);
});

test("functions reach the queues that are theirs", () => {
  const as = (prefix: string) => admitting(by(roleIn(detection, prefix)));
  expect(as("DetectorDetectRole")).toEqual(["DetectorLiveQueue"]);
  expect(as("RelayRole")).toEqual(["RelayDeadLettersQueue"]);
  expect(as("SweeperSweepRole")).toEqual(["NotifierWorkQueue", "PagerDutyWorkQueue"]);
  expect(as("ForwarderForwardRole")).toEqual(["ForwarderRejects"]);
  expect(as("NotifierNotifyRole")).toEqual([]);
});

test("the stack's own rules reach their queues, and other rules none", () => {
  const ids = Object.keys(detection.findResources("AWS::Events::Rule"));
  const reached = ids.flatMap((id) =>
    admitting(byService("events.amazonaws.com", textOf({ "Fn::GetAtt": [id, "Arn"] }))),
  );
  expect([...new Set(reached)].sort()).toEqual([
    "DetectorDrillsQueue",
    "DetectorLiveQueue",
    "ForwarderWorkQueue",
    "NotifierWorkQueue",
    "PagerDutyWorkQueue",
    "UndeliveredQueue",
  ]);
  const foreign = "arn:aws:events:us-east-1:111122223333:rule/mine";
  expect(admitting(byService("events.amazonaws.com", foreign))).toEqual([]);
  const feed = ids.find((id) => id.startsWith("FeedCognito"))!;
  const arn = textOf({ "Fn::GetAtt": [feed, "Arn"] });
  expect(admitting(byService("sns.amazonaws.com", arn))).toEqual([]);
});

test("by the role for it people send dead letters back to queues that are worked off, and to no others", () => {
  const reached = [detection, spendTemplate()].flatMap((template) =>
    admitting(by(roleIn(template, "RedriveRole"))),
  );
  expect([...new Set(reached)].sort()).toEqual([
    "CostOwnerEmailWorkQueue",
    "DetectorDrillsQueue",
    "DetectorLiveQueue",
    "ForwarderWorkQueue",
    "NotifierWorkQueue",
    "PagerDutyWorkQueue",
  ]);
});
