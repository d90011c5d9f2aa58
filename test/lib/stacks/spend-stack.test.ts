import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { SpendStack } from "../../../lib/stacks/spend-stack";
import { deployConfig, masked, resourcesOf, spendTemplate, testApp } from "../synth";

const everything = { spendLimitUsd: 200, smsVoiceSpend: true };

test("on-call need not confirm an e-mail for a limit that nobody has named", () => {
  const endpoints = (changes?: object) =>
    Object.values(resourcesOf(spendTemplate(changes), "AWS::SNS::Subscription"))
      .map(({ Properties }) => Properties.Endpoint)
      .sort();
  expect(endpoints()).toEqual(["cost-owner@example.com"]);
  expect(endpoints({ spendLimitUsd: 200 })).toEqual([
    "cost-owner@example.com",
    "oncall@example.com",
  ]);
});

test("stands alone: it takes nothing from another stack", () => {
  const text = JSON.stringify(spendTemplate(everything).toJSON());
  expect(text).not.toContain("Fn::ImportValue");
  expect(text).not.toContain("Detection");
});

test("AwsSolutions of cdk-nag has nothing to say, with everything switched on", () => {
  const app = testApp({ isChecked: true });
  new SpendStack(app, "Nag", { config: deployConfig(everything) });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});

test("is what it was", () => {
  expect(masked(spendTemplate(everything))).toMatchSnapshot();
});
