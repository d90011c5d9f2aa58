import { arnOf, idOf, joinedSpendTemplate, resource, resourcesOf, spendTemplate } from "../synth";

const template = spendTemplate();

test("runs every five minutes by the time, account and Region of its own event", () => {
  template.hasResourceProperties("AWS::Events::Rule", {
    ScheduleExpression: "rate(5 minutes)",
    State: "ENABLED",
    Targets: [
      {
        Arn: arnOf(idOf(template, "AWS::Lambda::Function", "GuardSpendFunction")),
        Id: "Target0",
        // The whole event goes through: no Input, no InputTransformer.
        RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 2 },
      },
    ],
  });
});

test("a run that fails is not repeated: the next one is due soon", () => {
  template.hasResourceProperties("AWS::Lambda::EventInvokeConfig", {
    FunctionName: { Ref: idOf(template, "AWS::Lambda::Function", "GuardSpendFunction") },
    MaximumRetryAttempts: 0,
  });
});

test("knows the state table only where there is one", () => {
  const environment = (from: typeof template) =>
    resource(from, "AWS::Lambda::Function", "GuardSpend").Properties.Environment;
  const always = {
    ALARM_PREFIX: "SmsPumpingSpend-",
    COST_OWNER_TOPIC_ARN: { Ref: idOf(template, "AWS::SNS::Topic", "CostOwner") },
  };
  expect(environment(template)).toEqual({ Variables: always });
  expect(environment(joinedSpendTemplate())).toEqual({
    Variables: {
      ...always,
      STATE_TABLE: { "Fn::ImportValue": expect.stringContaining("TablesState") as unknown },
    },
  });
});

const guardAlarms = Object.values(resourcesOf(template, "AWS::CloudWatch::Alarm"))
  .map(({ Properties }) => Properties)
  .filter(({ Namespace }) => Namespace === "AWS/Lambda");

test("somebody hears that the guard itself fails or does not run: silence looks like calm", () => {
  const pipeline = { Ref: idOf(template, "AWS::SNS::Topic", "Pipeline") };
  expect(
    guardAlarms.map(({ MetricName, TreatMissingData }) => [MetricName, TreatMissingData]),
  ).toEqual([
    ["Errors", "notBreaching"],
    ["Invocations", "breaching"],
  ]);
  for (const alarm of guardAlarms) {
    expect(alarm).toMatchObject({
      AlarmActions: [pipeline],
      Dimensions: [
        {
          Name: "FunctionName",
          Value: { Ref: idOf(template, "AWS::Lambda::Function", "GuardSpendFunction") },
        },
      ],
    });
  }
});
