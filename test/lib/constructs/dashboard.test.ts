import type { Template } from "aws-cdk-lib/assertions";
import { detectionTemplate, resource, resourcesOf } from "../synth";

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
    "Failures of functions, age of queues",
    "The detector's own alarms",
  ]);
});

test("what is spent and the month's end stand below the budget's and the limit's line", () => {
  const spent = titled(widgets, "Spent this month, USD");
  expect(spent.metrics).toEqual([
    ["AWS/SNS", "SMSMonthToDateSpentUSD", expect.objectContaining({ stat: "Maximum" })],
    ["SmsPumping", "ProjectedMonthEndUsd", expect.objectContaining({ stat: "Maximum" })],
  ]);
  expect(spent.annotations).toEqual({
    horizontal: [
      expect.objectContaining({ value: 100, label: "budget" }),
      expect.objectContaining({ value: 1000, label: "limit of AWS" }),
    ],
  });
});

test("has no line for a limit that nobody has named", () => {
  const spent = titled(widgetsOf(detectionTemplate()), "Spent this month, USD");
  expect(spent.annotations).toEqual({
    horizontal: [expect.objectContaining({ value: 100 })],
  });
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
  expect(titled(widgets, title).metrics).toEqual([[expect.objectContaining({ expression })]]);
});

test("lists every alarm on the detector itself", () => {
  const own = Object.keys(resourcesOf(template, "AWS::CloudWatch::Alarm"));
  const { alarms } = titled(widgets, "The detector's own alarms");
  expect(alarms).toEqual(own.map((id) => `{'Fn::GetAtt':['${id}','Arn']}`));
});

test("shows every other Region that sends, with the Region's name", () => {
  const regions = widgetsOf(detectionTemplate({ spendRegions: ["eu-west-1"] })).slice(9);
  expect(regions).toHaveLength(6);
  for (const { properties } of regions) {
    expect(properties.region).toBe("eu-west-1");
    expect(properties.title).toMatch(/, eu-west-1$/);
  }
});
