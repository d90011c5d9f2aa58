import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { appStacks } from "../../../lib/stacks/app-stacks";
import { deployConfig, elastic, testApp } from "../synth";

const everything = {
  trail: true,
  trailStack: {},
  elastic,
  spendLimitUsd: 200,
  smsVoiceSpend: true,
  spendRegions: ["eu-west-1"],
  allowedCountries: ["US"],
};

test.each([
  ["all stacks", { ...everything, pagerDuty: { secret: "sms-pumping/pagerduty" } }],
  ["the spend stack alone", { ...everything, detection: false }],
])(
  "AwsSolutions of cdk-nag and the CDK's own rules have nothing to say of %s, with everything switched on",
  (_, changes) => {
    const app = testApp({ isChecked: true });
    appStacks(app, deployConfig(changes), "us-east-1");
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).not.toThrow();
  },
);
