import { spendAlarms } from "../../../lambda/core/spend/spend-alarms";
import { spendSettings } from "../../../lambda/core/spend/spend-settings";
import { arnOf, idOf, resourcesOf, spendTemplate } from "../synth";
import { expectRunbook } from "../runbook";

const template = spendTemplate();
type Properties = Readonly<Record<string, unknown>>;

const name = (alarm: Properties): string => String(alarm.AlarmName).replace("SmsPumpingSpend-", "");
const alarmsOf = (from: typeof template): readonly Properties[] =>
  Object.values(resourcesOf(from, "AWS::CloudWatch::Alarm"))
    .map(({ Properties }) => Properties)
    .filter(
      ({ Namespace, MetricName }) =>
        Namespace === "SmsPumping" && MetricName !== "SpendMetricSilentHours",
    );
const alarmOf = (from: typeof template, wanted: string) =>
  alarmsOf(from).find((each) => name(each) === wanted)!;
const topics = (from: typeof template) => ({
  onCall: { Ref: idOf(from, "AWS::SNS::Topic", "OnCall") },
});

const settings = spendSettings({ monthlyBudgetUsd: 100 });
const wanted = spendAlarms(settings);

test("stands on each figure that has an alarm, and on nothing else", () => {
  expect(alarmsOf(template).map(name).sort()).toEqual(wanted.map(({ id }) => id).sort());
});

test.each(wanted.map((alarm) => [alarm.id, alarm] as const))(
  "%s is judged as the core says, without a dimension",
  (id, alarm) => {
    const made = alarmOf(template, id);
    expect(made).not.toHaveProperty("Dimensions");
    expect(made).not.toHaveProperty("Metrics");
    expect(made).toMatchObject({
      MetricName: alarm.metric,
      Statistic: alarm.statistic,
      Threshold: alarm.threshold,
      Period: alarm.periodMinutes * 60,
      EvaluationPeriods: alarm.evaluationPeriods,
      DatapointsToAlarm: alarm.datapointsToAlarm,
      TreatMissingData: alarm.missingData,
    });
  },
);

/* The choices themselves, so that a change of the core's table is seen here. */
test.each([
  [
    "money-fast",
    "HourlySpendOfAllowed",
    "GreaterThanOrEqualToThreshold",
    "Maximum",
    "notBreaching",
  ],
  ["limit-near", "HoursToSpendLimit", "LessThanOrEqualToThreshold", "Minimum", "notBreaching"],
  [
    "direct-volume",
    "DirectPublishesOfAllowed",
    "GreaterThanOrEqualToThreshold",
    "Maximum",
    "notBreaching",
  ],
  [
    "month-over-budget",
    "ProjectedMonthEndUsd",
    "GreaterThanOrEqualToThreshold",
    "Minimum",
    "ignore",
  ],
  [
    "country-volume",
    "CountryMessagesOfAllowed",
    "GreaterThanOrEqualToThreshold",
    "Maximum",
    "notBreaching",
  ],
  [
    "month-over-limit",
    "ProjectedMonthEndOfLimit",
    "GreaterThanOrEqualToThreshold",
    "Minimum",
    "ignore",
  ],
  ["new-country", "NewCountries", "GreaterThanOrEqualToThreshold", "Maximum", "notBreaching"],
])("%s reads %s, %s, by its %s, and takes missing data for %s", (...expected) => {
  const { MetricName, ComparisonOperator, Statistic, TreatMissingData } = alarmOf(
    template,
    expected[0],
  );
  expect([MetricName, ComparisonOperator, Statistic, TreatMissingData]).toEqual(expected.slice(1));
});

test("each choice about missing data has its reason", () => {
  for (const { missingDataReason } of wanted) expect(missingDataReason).toMatch(/^\S+( \S+){4,}$/);
});

test("CloudWatch takes what the alarms look back over: a day, a week by the hour", () => {
  for (const { Period, EvaluationPeriods } of alarmsOf(template)) {
    const days = (Number(Period) * Number(EvaluationPeriods)) / 86_400;
    expect(days).toBeLessThanOrEqual(Number(Period) < 3600 ? 1 : 7);
  }
});

test("thresholds follow the configuration", () => {
  const changed = spendTemplate({ monthlyBudgetUsd: 2500, spend: { limitHours: 12 } });
  expect(alarmOf(changed, "month-over-budget").Threshold).toBe(2500);
  expect(alarmOf(changed, "limit-near").Threshold).toBe(12);
});

test("on-call is told by one alarm above those where money moves fast", () => {
  const { onCall } = topics(template);
  const [page, ...others] = Object.values(resourcesOf(template, "AWS::CloudWatch::CompositeAlarm"));
  expect(others).toEqual([]);
  expect(page!.Properties).toMatchObject({
    AlarmName: "SmsPumpingSpend-page",
    AlarmActions: [onCall],
  });
  const children = ["moneyfast", "limitnear", "directvolume", "countryvolume"].map((id) =>
    arnOf(idOf(template, "AWS::CloudWatch::Alarm", `FigureAlarms${id}`)),
  );
  const [, parts] = (page!.Properties.AlarmRule as { "Fn::Join": [string, unknown[]] })["Fn::Join"];
  expect(parts.filter((part) => typeof part !== "string")).toEqual(children);
  expect(parts.filter((part) => typeof part === "string").join("#")).toBe(
    '(ALARM("#") OR ALARM("#") OR ALARM("#") OR ALARM("#"))',
  );
});

test("no single alarm pages but that of growth, and the cost owner hears of them from the guard alone", () => {
  const { onCall } = topics(template);
  for (const each of alarmsOf(template)) {
    const told = name(each) === "money-growing" ? [onCall] : [];
    expect(each.AlarmActions ?? []).toEqual(told);
  }
});

test("where composite alarms are not known, each alarm below it pages by itself", () => {
  const flat = spendTemplate({ tuning: { compositeAlarm: false } });
  const { onCall } = topics(flat);
  flat.resourceCountIs("AWS::CloudWatch::CompositeAlarm", 0);
  expect(alarmOf(flat, "money-fast").AlarmActions).toEqual([onCall]);
  expect(alarmOf(flat, "direct-volume").AlarmActions).toEqual([onCall]);
  expect(alarmOf(flat, "month-over-budget").AlarmActions ?? []).toEqual([]);
});

const all = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"].flatMap((type) =>
  Object.values(resourcesOf(template, type)).map(({ Properties }) => Properties),
);

test.each(all.map((each) => [name(each), each] as const))(
  "%s says what to do first, and its runbook exists",
  (_, { AlarmDescription }) => {
    expectRunbook(AlarmDescription, ["spend", "pipeline"]);
  },
);

test("links to the runbooks where they are published", () => {
  const published = spendTemplate({ detector: { runbookUrl: "https://example.com/runbooks" } });
  const [page] = Object.values(resourcesOf(published, "AWS::CloudWatch::CompositeAlarm"));
  expect(page!.Properties.AlarmDescription).toMatch(
    / Runbook: https:\/\/example\.com\/runbooks\/spend-page\.md$/,
  );
});
