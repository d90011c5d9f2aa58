import type { Template } from "aws-cdk-lib/assertions";
import { spendAlarms } from "../../../lambda/core/spend/spend-alarms";
import { SPEND_METRICS, SPEND_NAMESPACE } from "../../../lambda/core/model/spend-metric";
import { spendSettings } from "../../../lambda/core/spend/spend-settings";
import { detectionTemplate, elastic, resource, resourcesOf } from "../synth";

interface Widget {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The widgets of a template's dashboard, with references in the place of what only AWS knows. */
function widgetsOf(template: Template): readonly Widget[] {
  const { Properties } = resource(template, "AWS::CloudWatch::Dashboard", "Dashboard");
  const [, parts] = (Properties.DashboardBody as { "Fn::Join": [string, unknown[]] })["Fn::Join"];
  const text = parts.map((part) =>
    typeof part === "string" ? part : JSON.stringify(part).replaceAll('"', "'"),
  );
  return (JSON.parse(text.join("")) as { readonly widgets: readonly Widget[] }).widgets;
}

const titled = (widgets: readonly Widget[], title: string) =>
  widgets.find(({ properties }) => properties.title === title)!.properties;

const template = detectionTemplate({ spendLimitUsd: 1000 });
const widgets = widgetsOf(template);

test("is one, named as its stack unless told", () => {
  expect(Object.keys(resourcesOf(template, "AWS::CloudWatch::Dashboard"))).toHaveLength(1);
  expect(resource(template, "AWS::CloudWatch::Dashboard", "Dashboard").Properties).toMatchObject({
    DashboardName: "SmsPumpingDetection",
  });
});

test("shows money first, then where it goes, then findings and the detector's health", () => {
  expect(widgets.map(({ properties }) => properties.title)).toEqual([
    "Spent this month, USD",
    "Spent in an hour, USD",
    "Hours until the limit",
    "Messages by country, an hour",
    "Delivered share by country",
    "Straight to phones, 5 minutes",
    "Findings by rule",
    "Codes by app client, an hour",
    "Confirmation rate by app client, %",
    "Failures of functions, age of queues",
    "The detector's own alarms",
  ]);
});

/** Namespace, metric and label of a graph's lines on one axis. */
const linesOf = (widget: Readonly<Record<string, unknown>>, side = "left") =>
  (widget.metrics as readonly unknown[][])
    .map((line) => ({ line, options: line.at(-1) as { label?: string; yAxis?: string } }))
    .filter(({ options }) => (options.yAxis ?? "left") === side)
    .map(({ line, options }) => [...line.slice(0, 2).filter(isText), options.label].join(" "));
const isText = (part: unknown): part is string => typeof part === "string";

test("what is spent and the month's end stand below the budget's and the limit's line", () => {
  const spent = titled(widgets, "Spent this month, USD");
  expect(linesOf(spent)).toEqual([
    "AWS/SNS SMSMonthToDateSpentUSD spent this month",
    "AWS/SMSVoice TextMessageMonthlySpend End User Messaging: Text",
    "AWS/SMSVoice VoiceMessageMonthlySpend End User Messaging: Voice",
    "AWS/SMSVoice MediaMessageMonthlySpend End User Messaging: Media",
    "AWS/SMSVoice NotifyMessageMonthlySpend End User Messaging: Notify",
    "SmsPumping ProjectedMonthEndUsd month end at this pace",
    "SmsPumping SpentLast24HoursUsd last 24 hours",
    "SmsPumping SpendLimitUsd limit: AWS sends nothing above it",
  ]);
  expect(spent.annotations).toEqual({
    horizontal: [expect.objectContaining({ value: 100, label: "budget" })],
  });
});

test.each([
  ["Spent in an hour, USD", "HourlySpendOfAllowed"],
  ["Messages by country, an hour", "CountryMessagesOfAllowed"],
  ["Straight to phones, 5 minutes", "DirectPublishesOfAllowed"],
])("%s stands beside how much that is of what is allowed", (title, metric) => {
  const widget = titled(widgets, title);
  expect(linesOf(widget, "right")).toEqual([`SmsPumping ${metric} of what is allowed`]);
  expect(widget.annotations).toEqual({
    horizontal: [expect.objectContaining({ value: 1, yAxis: "right" })],
  });
});

test("every metric that the guard pays for is in a graph or judged by an alarm", () => {
  const drawn = widgets.flatMap(({ properties }) =>
    ((properties.metrics ?? []) as readonly unknown[][])
      .filter(([namespace]) => namespace === SPEND_NAMESPACE)
      .map(([, metric]) => metric),
  );
  const judged = spendAlarms(spendSettings({ monthlyBudgetUsd: 100 })).map(({ metric }) => metric);
  const read = new Set([...drawn, ...judged]);
  expect(SPEND_METRICS.filter((name) => !read.has(name))).toEqual([]);
});

test("countries that AWS End User Messaging counts stand beside those of SNS", () => {
  const [, searched] = titled(widgets, "Messages by country, an hour")
    .metrics as readonly unknown[];
  const expression = `SEARCH('{AWS/SMSVoice,IsoCountryCode} MetricName="NumberOfTextMessagePartsSent"', 'Sum', 3600)`;
  expect(searched).toEqual([expect.objectContaining({ expression })]);
});

test.each([
  [
    "Messages by country, an hour",
    `SEARCH('{AWS/SNS,Country,SMSType} MetricName="NumberOfMessagesPublished"', 'Sum', 3600)`,
  ],
  [
    "Delivered share by country",
    `SEARCH('{AWS/SNS,Country,SMSType} MetricName="SMSSuccessRate"', 'Average', 3600)`,
  ],
  ["Findings by rule", `SEARCH('{SmsPumping,rule,service} MetricName="FindingSteps"', 'Sum', 300)`],
])("%s are looked for when it is looked at", (title, expression) => {
  const [searched] = titled(widgets, title).metrics as readonly unknown[];
  expect(searched).toEqual([expect.objectContaining({ expression })]);
});

test("lists every alarm on the detector itself", () => {
  const own = Object.keys(resourcesOf(template, "AWS::CloudWatch::Alarm"));
  const { alarms } = titled(widgets, "The detector's own alarms");
  expect(alarms).toEqual(own.map((id) => `{'Fn::GetAtt':['${id}','Arn']}`));
});

test("shows every other Region that sends, with the Region's name", () => {
  const regions = widgetsOf(detectionTemplate({ spendRegions: ["eu-west-1"] })).slice(11);
  expect(regions).toHaveLength(6);
  for (const { properties } of regions) {
    expect(properties.region).toBe("eu-west-1");
    expect(properties.title).toMatch(/, eu-west-1$/);
  }
});

test("shows what Elastic has stored and refused, and how long findings wait for it", () => {
  const forwarding = widgetsOf(detectionTemplate({ elastic }));
  expect(titled(forwarding, "Documents in Elastic").metrics).toEqual([
    ["SmsPumping", "DocumentsStored", "service", "forward", { label: "stored", stat: "Sum" }],
    ["SmsPumping", "DocumentsRejected", "service", "forward", { label: "rejected", stat: "Sum" }],
  ]);
  expect(JSON.stringify(titled(forwarding, "Failures of functions, age of queues"))).toContain(
    "forward oldest message, s",
  );
});
