import { Match } from "aws-cdk-lib/assertions";
import { arnOf, detectionTemplate, idOf } from "../synth";

test.each([
  [5, "rate(5 minutes)"],
  [1, "rate(1 minute)"],
])("runs every %d minutes by the time of its own event", (everyMinutes, ScheduleExpression) => {
  const template = detectionTemplate({ tuning: { sweep: { everyMinutes } } });
  template.hasResourceProperties("AWS::Events::Rule", {
    ScheduleExpression,
    State: "ENABLED",
    Targets: [
      Match.objectLike({
        Arn: arnOf(idOf(template, "AWS::Lambda::Function", "SweeperSweepFunction")),
        InputTransformer: {
          InputPathsMap: { time: "$.time" },
          InputTemplate: '{"time":<time>}',
        },
      }),
    ],
  });
});

test("a run that fails is not repeated: the next one is due soon", () => {
  const template = detectionTemplate();
  template.hasResourceProperties("AWS::Lambda::EventInvokeConfig", {
    FunctionName: { Ref: idOf(template, "AWS::Lambda::Function", "SweeperSweepFunction") },
    MaximumRetryAttempts: 0,
  });
});
