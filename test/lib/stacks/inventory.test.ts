import { Template } from "aws-cdk-lib/assertions";
import { appStacks } from "../../../lib/stacks/app-stacks";
import { inventory } from "../inventory";
import {
  deployConfig,
  detectionTemplate,
  elastic,
  protectTemplate,
  spendTemplate,
  testApp,
  trailTemplate,
} from "../synth";

const everySpend = { spendLimitUsd: 200, smsVoiceSpend: true };

/** What a configuration deploys that another does not, and the other way about. */
function differences(one: Template, other: Template): readonly string[] {
  const [before, after] = [inventory(one), inventory(other)];
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
}

const plain = detectionTemplate();

test("the detection stack deploys these", () => {
  expect(inventory(plain)).toMatchSnapshot();
});

test.each([
  ["Elastic", { elastic }],
  ["PagerDuty", { pagerDuty: { secret: "sms-pumping/pagerduty" } }],
  ["a trail", { trail: true }],
  ["e-mails about drills", { drillEmails: ["drills@example.com"] }],
])("with %s the detection stack deploys these besides", (_, changes) => {
  expect(differences(plain, detectionTemplate(changes))).toMatchSnapshot();
});

test("the trail's stack deploys these", () => {
  expect(inventory(trailTemplate())).toMatchSnapshot();
});

test("the spend stack alone deploys these", () => {
  expect(inventory(spendTemplate(everySpend))).toMatchSnapshot();
});

test("the lock on countries deploys these", () => {
  expect(inventory(protectTemplate({ allowedCountries: ["US"] }))).toMatchSnapshot();
});

/** Both stacks as an app makes them, with a spend stack in another Region. */
const [detection, spend, elsewhere] = appStacks(
  testApp(),
  deployConfig({ ...everySpend, spendRegions: ["eu-west-1"] }),
  undefined,
).map((stack) => Template.fromStack(stack));

test("beside a spend stack the detection stack deploys these besides", () => {
  expect(differences(plain, detection!)).toMatchSnapshot();
});

test("beside the detection stack the spend stack deploys these less", () => {
  expect(differences(spendTemplate(everySpend), spend!)).toMatchSnapshot();
});

test("the spend stack of another Region differs from one alone in ids that hold the stack's name", () => {
  expect(differences(spendTemplate(everySpend), elsewhere!)).toMatchSnapshot();
});
