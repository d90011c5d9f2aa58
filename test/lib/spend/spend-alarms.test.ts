import { existsSync } from "node:fs";
import { join } from "node:path";
import { idOf, resourcesOf, spendTemplate } from "../synth";

const everything = { monthlyBudgetUsd: 300, spendLimitUsd: 1000, smsVoiceSpend: true };
const template = spendTemplate(everything);

/** CloudWatch's own metrics of money, not those that the spend guard makes. */
const NATIVE: readonly unknown[] = ["AWS/SNS", "AWS/SMSVoice"];

const alarmsOf = (from: typeof template) =>
  Object.values(resourcesOf(from, "AWS::CloudWatch::Alarm"))
    .map(({ Properties }) => Properties)
    .filter(({ Namespace }) => NATIVE.includes(Namespace));
const name = (alarm: Readonly<Record<string, unknown>>): string =>
  String(alarm.AlarmName).replace("SmsPumpingSpend-", "");
const alarms = alarmsOf(template);
const thresholds = (from: typeof template): Readonly<Record<string, unknown>> =>
  Object.fromEntries(alarmsOf(from).map((alarm) => [name(alarm), alarm.Threshold]));

test("stands at 50, 80 and 100 % of the budget, by default", () => {
  expect(thresholds(spendTemplate({ monthlyBudgetUsd: 300 }))).toEqual({
    "budget-50-percent": 150,
    "budget-80-percent": 240,
    "budget-100-percent": 300,
  });
});

test("stands at 80 and 95 % of the enforced limit, where one is named", () => {
  expect(thresholds(spendTemplate({ ...everything, smsVoiceSpend: false }))).toMatchObject({
    "limit-80-percent": 800,
    "limit-95-percent": 950,
  });
});

test("a budget of cents has thresholds in cents", () => {
  expect(thresholds(spendTemplate({ monthlyBudgetUsd: 1.1, budgetShares: [33] }))).toEqual({
    "budget-33-percent": 0.36,
  });
});

test("reads the metric without dimensions, where alone AWS publishes it, at its maximum", () => {
  for (const alarm of alarms) {
    expect(alarm).not.toHaveProperty("Dimensions");
    expect(alarm).not.toHaveProperty("Metrics");
    expect(alarm).toMatchObject({ Statistic: "Maximum", TreatMissingData: "ignore" });
  }
});

test("watches voice, media and Notify by the budget alone: the limit for texts is not theirs", () => {
  const kinds = ["voice", "media", "notify"];
  const names = alarms.map(name).filter((each) => kinds.some((kind) => each.startsWith(kind)));
  expect(names).toEqual(
    kinds.flatMap((kind) =>
      [50, 80, 100].map((share) => `${kind}-messages-budget-${share}-percent`),
    ),
  );
  const text = (start: string) =>
    alarms.find((alarm) => name(alarm).startsWith(start))?.AlarmDescription;
  expect(text("voice")).toMatch(/^Voice messages by AWS End User Messaging have used 50 %/);
  expect(text("media")).toMatch(/^Media messages by AWS End User Messaging have used 50 %/);
  expect(text("notify")).toMatch(/^Messages by AWS End User Messaging Notify have used 50 %/);
});

test("watches AWS End User Messaging apart, when asked to", () => {
  const metrics = (from: typeof template) => [
    ...new Set(
      alarmsOf(from).map((alarm) => `${String(alarm.Namespace)} ${String(alarm.MetricName)}`),
    ),
  ];
  expect(metrics(spendTemplate())).toEqual(["AWS/SNS SMSMonthToDateSpentUSD"]);
  expect(metrics(template)).toEqual([
    "AWS/SNS SMSMonthToDateSpentUSD",
    "AWS/SMSVoice TextMessageMonthlySpend",
    "AWS/SMSVoice VoiceMessageMonthlySpend",
    "AWS/SMSVoice MediaMessageMonthlySpend",
    "AWS/SMSVoice NotifyMessageMonthlySpend",
  ]);
});

test("the budget is the cost owner's business, the limit on-call's too", () => {
  const costOwner = { Ref: idOf(template, "AWS::SNS::Topic", "CostOwner") };
  const onCall = { Ref: idOf(template, "AWS::SNS::Topic", "OnCall") };
  for (const alarm of alarms) {
    const expected = name(alarm).includes("limit") ? [costOwner, onCall] : [costOwner];
    expect(alarm.AlarmActions).toEqual(expected);
  }
});

test.each(alarms.map((alarm) => [name(alarm), alarm] as const))(
  "%s says what to do first, and its runbook exists",
  (_, { AlarmDescription }) => {
    const [, runbook] =
      /^\S.* First: .*\. Runbook: docs\/runbooks\/(spend-[\w-]+\.md)$/.exec(
        String(AlarmDescription),
      ) ?? [];
    expect(runbook).toBeDefined();
    const path = join(__dirname, "..", "..", "..", "docs", "runbooks", runbook!);
    expect(existsSync(path)).toBe(true);
  },
);
