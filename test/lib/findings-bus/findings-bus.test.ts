import { arnOf, detectionTemplate, idOf, type Resource, resource, resourcesOf } from "../synth";

const template = detectionTemplate();

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Condition: unknown;
}

const policy = resource(template, "AWS::Events::EventBus", "FindingsBus").Properties.Policy as {
  readonly Statement: readonly Statement[];
};
const statement = (sid: string): Statement => policy.Statement.find(({ Sid }) => Sid === sid)!;
const publishers = ["RelayRole", "SweeperSweepRole"].map((prefix) =>
  arnOf(idOf(template, "AWS::IAM::Role", prefix)),
);

/** Whether a rule may match an event of a source: by its name, by an operator or by silence. */
const mayTake = (source: string, { EventPattern }: Resource["Properties"]): boolean => {
  if (EventPattern === undefined) return false;
  const { source: sources = [source] } = EventPattern as { readonly source?: readonly unknown[] };
  return sources.some((each) => each === source || typeof each !== "string");
};

test("drills of every kind, alarms too, go to the drills queue and nowhere else", () => {
  const drills = arnOf(idOf(template, "AWS::SQS::Queue", "DetectorDrillsQueue"));
  const rules = Object.values(resourcesOf(template, "AWS::Events::Rule"))
    .map(({ Properties }) => Properties)
    .filter((rule) => mayTake("sms-pumping.drill", rule));
  expect(rules).toMatchObject([
    {
      EventBusName: { Ref: idOf(template, "AWS::Events::EventBus", "FindingsBus") },
      EventPattern: {
        source: ["sms-pumping.drill"],
        "detail-type": [
          "AWS API Call via CloudTrail",
          "AWS Service Event via CloudTrail",
          "CloudWatch Alarm State Change",
          "SMS Pumping Records",
        ],
      },
      Targets: [{ Arn: drills }],
    },
  ]);
});

test("only relay and sweep may publish findings", () => {
  expect(statement("OwnFunctionsPublish")).toMatchObject({
    Effect: "Allow",
    Principal: { AWS: publishers },
    Condition: { StringEquals: { "events:source": "sms-pumping" } },
  });
  expect(statement("NobodyElsePublishes")).toMatchObject({
    Effect: "Deny",
    Principal: { AWS: "*" },
    Condition: {
      "ForAnyValue:StringEquals": { "events:source": "sms-pumping" },
      ArnNotEquals: { "aws:PrincipalArn": publishers },
    },
  });
});

test("the account's own principals may drill, and put nothing else", () => {
  expect(statement("AccountDrills")).toMatchObject({
    Effect: "Allow",
    Condition: { StringEquals: { "events:source": "sms-pumping.drill" } },
  });
  expect(JSON.stringify(statement("AccountDrills").Principal)).toContain(":root");
  expect(statement("NoOtherSource")).toMatchObject({
    Effect: "Deny",
    Principal: { AWS: "*" },
    Condition: {
      "ForAnyValue:StringNotEquals": { "events:source": ["sms-pumping", "sms-pumping.drill"] },
    },
  });
});
