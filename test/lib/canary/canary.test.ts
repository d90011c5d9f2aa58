import { detectionTemplate, idOf, resource, resourcesOf } from "../synth";

const template = detectionTemplate();
const without = detectionTemplate({ canary: false });

const variables = (from: typeof template, prefix: string) =>
  (
    resource(from, "AWS::Lambda::Function", prefix).Properties.Environment as {
      readonly Variables: Readonly<Record<string, unknown>>;
    }
  ).Variables;

test("the detector knows the role of the very function that calls", () => {
  const sweep = resource(template, "AWS::Lambda::Function", "SweeperSweepFunction");
  const { CANARY_ROLE_ARN } = variables(template, "DetectorDetectFunction");
  expect(CANARY_ROLE_ARN).toEqual(sweep.Properties.Role);
  expect(variables(template, "SweeperSweepFunction").CANARY).toBe("on");
});

test("the pipeline audience hears of a call that does not come back, with what to do", () => {
  const alarms = Object.values(resourcesOf(template, "AWS::CloudWatch::Alarm"));
  const [alarm] = alarms
    .map(({ Properties }) => Properties)
    .filter(({ AlarmName }) => AlarmName === "SmsPumpingDetection-canary");
  expect(alarm).toMatchObject({
    Namespace: "SmsPumping",
    MetricName: "CanaryOverdue",
    Dimensions: [{ Name: "service", Value: "sweep" }],
    Period: 300,
    Threshold: 1,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 1,
    TreatMissingData: "notBreaching",
    AlarmActions: [{ Ref: idOf(template, "AWS::SNS::Topic", "TopicsPipelineTopic") }],
  });
  expect(alarm?.AlarmDescription).toMatch(
    /trail is stopped .* rule SnsSettings is disabled.* First: aws cloudtrail describe-trails.*pipeline-canary\.md$/,
  );
});

test("whoever is to miss it must run: silence of the sweep is an alarm of its own", () => {
  template.hasResourceProperties("AWS::CloudWatch::Alarm", {
    AlarmName: "SmsPumpingDetection-sweep-not-running",
    TreatMissingData: "breaching",
  });
});

test("the alarm's period is never shorter than the sweep's", () => {
  detectionTemplate({ tuning: { sweep: { everyMinutes: 20 } } }).hasResourceProperties(
    "AWS::CloudWatch::Alarm",
    { MetricName: "CanaryOverdue", Period: 1200 },
  );
});

test("switched off it leaves no alarm, no variable and no permission", () => {
  const text = JSON.stringify(without.toJSON());
  for (const trace of ["CanaryOverdue", "CANARY", "sns:GetSMSSandboxAccountStatus"]) {
    expect(text).not.toContain(trace);
  }
});
