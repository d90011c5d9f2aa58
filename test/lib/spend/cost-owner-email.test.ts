import { spendAlarms } from "../../../lambda/core/spend/spend-alarms";
import type { GuardConfig } from "../../../lambda/core/spend/guard-config";
import { NodeFunction } from "../../../lib/constructs/node-function";
import { appStacks } from "../../../lib/stacks/app-stacks";
import {
  arnOf,
  deployConfig,
  idOf,
  joinedSpendTemplate,
  resource,
  resourcesOf,
  spendTemplate,
  testApp,
} from "../synth";

const template = spendTemplate();
const queue = arnOf(idOf(template, "AWS::SQS::Queue", "CostOwnerEmailWorkQueue"));
const deadLetters = arnOf(idOf(template, "AWS::SQS::Queue", "CostOwnerEmailWorkDeadLetters"));

test("hears of this stack's alarms that go off, in its own account and Region, and of nothing else", () => {
  const heard = Object.values(resourcesOf(template, "AWS::Events::Rule"))
    .map(({ Properties }) => Properties)
    .filter(({ EventPattern }) => EventPattern !== undefined);
  expect(heard).toMatchObject([
    {
      State: "ENABLED",
      EventPattern: {
        account: [{ Ref: "AWS::AccountId" }],
        region: [{ Ref: "AWS::Region" }],
        source: ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        detail: { alarmName: [{ prefix: "SmsPumpingSpend-" }], state: { value: ["ALARM"] } },
      },
      Targets: [{ Arn: queue, DeadLetterConfig: { Arn: deadLetters } }],
    },
  ]);
  expect(heard[0]).not.toHaveProperty("EventBusName");
});

test("works beside the detection stack as it does alone", () => {
  const rules = (from: typeof template) =>
    Object.values(resourcesOf(from, "AWS::Events::Rule")).map(
      ({ Properties }) => Properties.EventPattern,
    );
  expect(rules(joinedSpendTemplate())).toEqual(rules(template));
});

test("gathers for a minute what goes off together, and hands it to the spend function", () => {
  template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
    EventSourceArn: queue,
    FunctionName: { Ref: idOf(template, "AWS::Lambda::Function", "GuardSpendFunction") },
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 60,
  });
});

test("tries for a day before it gives up, and keeps what it has given up for two weeks", () => {
  const { Properties } = resource(template, "AWS::SQS::Queue", "CostOwnerEmailWorkQueue");
  const { maxReceiveCount, deadLetterTargetArn } = Properties.RedrivePolicy as {
    readonly maxReceiveCount: number;
    readonly deadLetterTargetArn: unknown;
  };
  expect(deadLetterTargetArn).toEqual(deadLetters);
  const hours = (maxReceiveCount * Number(Properties.VisibilityTimeout)) / 3600;
  expect(hours).toBeGreaterThan(20);
  expect(Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
  const { Properties: kept } = resource(
    template,
    "AWS::SQS::Queue",
    "CostOwnerEmailWorkDeadLetters",
  );
  expect(kept.MessageRetentionPeriod).toBe(14 * 24 * 3600);
});

test("a failure comes often enough for the guard's own alarm: twice in a quarter of an hour", () => {
  const { Properties } = resource(template, "AWS::SQS::Queue", "CostOwnerEmailWorkQueue");
  expect(Number(Properties.VisibilityTimeout)).toBeLessThanOrEqual(450);
});

test("somebody hears of what could not be told", () => {
  template.hasResourceProperties("AWS::CloudWatch::Alarm", {
    AlarmName: "SmsPumpingSpend-cost-owner-dead-letters",
    AlarmActions: [{ Ref: idOf(template, "AWS::SNS::Topic", "Pipeline") }],
    MetricName: "ApproximateNumberOfMessagesVisible",
    Dimensions: [
      {
        Name: "QueueName",
        Value: {
          "Fn::GetAtt": [
            idOf(template, "AWS::SQS::Queue", "CostOwnerEmailWorkDeadLetters"),
            "QueueName",
          ],
        },
      },
    ],
    TreatMissingData: "notBreaching",
    Threshold: 1,
  });
});

const BOTH = { spendLimitUsd: 1000, smsVoiceSpend: true };

/** Alarms of the template that tell the cost owner, by their names without the stack's. */
const tellingCostOwner = (from: typeof template): readonly string[] =>
  Object.values(resourcesOf(from, "AWS::CloudWatch::Alarm"))
    .map(({ Properties }) => Properties)
    .filter(({ AlarmActions = [] }) => JSON.stringify(AlarmActions).includes('"CostOwner'))
    .map(({ AlarmName }) => String(AlarmName).replace("SmsPumpingSpend-", ""));

/** What is baked into the one function of a spend stack. */
function guardConfigOf(changes: object, stackName = "SmsPumpingSpend"): GuardConfig {
  const stacks = appStacks(testApp(), deployConfig(changes), "us-east-1");
  const [guard, ...others] = stacks
    .find((stack) => stack.stackName === stackName)!
    .node.findAll()
    .filter((construct) => construct instanceof NodeFunction);
  expect(others).toEqual([]);
  return guard!.configuration as GuardConfig;
}

describe("the function", () => {
  const { alarms, settings, dashboardUrl } = guardConfigOf({
    ...BOTH,
    detector: { runbookUrl: "https://example.com/runbooks" },
  });

  const figureAlarms = spendAlarms(settings)
    .filter(({ tells }) => tells.includes("cost-owner"))
    .map(({ id }) => id);

  test("knows the alarms on figures that tell the cost owner, and CloudWatch's own but for those on other money", () => {
    const made = tellingCostOwner(spendTemplate(BOTH));
    expect(made.length).toBeGreaterThan(10);
    const native = made.filter((name) => !/^(end-user-messaging|voice|media|notify)-/.test(name));
    expect(native.every((name) => name.endsWith("-percent"))).toBe(true);
    expect(figureAlarms.length).toBeGreaterThan(3);
    expect(alarms.map(({ id }) => id).sort()).toEqual([...native, ...figureAlarms].sort());
  });

  test("has the largest share of several first", () => {
    expect(alarms.map(({ id }) => id).filter((id) => id.endsWith("-percent"))).toEqual([
      "limit-95-percent",
      "limit-80-percent",
      "budget-100-percent",
      "budget-80-percent",
      "budget-50-percent",
    ]);
  });

  test("says of each what the alarm itself says, and links its runbook", () => {
    const described = Object.values(
      resourcesOf(
        spendTemplate({ ...BOTH, detector: { runbookUrl: "https://example.com/runbooks" } }),
        "AWS::CloudWatch::Alarm",
      ),
    ).map(({ Properties }) => [Properties.AlarmName, Properties.AlarmDescription] as const);
    for (const { id, meaning, runbook } of alarms) {
      const [, text] = described.find(([name]) => name === `SmsPumpingSpend-${id}`)!;
      expect(text).toMatch(/^\S/);
      expect(String(text).startsWith(`${meaning} First: `)).toBe(true);
      expect(String(text).endsWith(` Runbook: ${runbook}`)).toBe(true);
    }
  });

  test("fits an e-mail: no line of it is broken in two", () => {
    for (const { meaning } of alarms) expect(meaning.length).toBeLessThanOrEqual(130);
  });

  test("holds the settings and links the one dashboard of all Regions", () => {
    expect(settings).toMatchObject({ spendLimitUsd: 1000, limitHours: 6 });
    const start = "https://console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/";
    expect(dashboardUrl).toBe(`${start}SmsPumpingDetection-us-east-1`);
    const ofOther = { spendRegions: ["eu-west-1"] };
    expect(guardConfigOf(ofOther, "SmsPumpingSpend-eu-west-1").dashboardUrl).toBe(dashboardUrl);
    expect(guardConfigOf({ detection: false }).dashboardUrl).toBe(
      `${start}SmsPumpingSpend-us-east-1`,
    );
    const own = { detector: { dashboardUrl: "https://example.com/dashboard" } };
    expect(guardConfigOf(own).dashboardUrl).toBe("https://example.com/dashboard");
  });
});
