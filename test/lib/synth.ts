import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { context } from "../../cdk.json";
import { type DeployConfig, parseDeployConfig } from "../../lib/config";
import { DetectionStack } from "../../lib/stacks/detection-stack";
import { appStacks } from "../../lib/stacks/app-stacks";
import { SpendStack } from "../../lib/stacks/spend-stack";
import { TrailStack } from "../../lib/stacks/trail-stack";

/** The least that a deployment must be told. */
export const least = {
  onCallEmails: ["oncall@example.com"],
  costOwnerEmails: ["cost-owner@example.com"],
  monthlyBudgetUsd: 100,
};

/** The least, and whatever a test wants otherwise. */
export const deployConfig = (changes: object = {}): DeployConfig =>
  parseDeployConfig({ ...least, ...changes });

/** Where findings are forwarded to, for whoever wants it. */
export const elastic = {
  endpoint: "https://elastic.example.com",
  secret: "sms-pumping/elastic",
} as const;

/**
 * An app with the flags of `cdk.json` that bundles nothing. CDK's own rules and CloudFormation's take
 * seconds to start, so they look at whole stacks only.
 */
export const testApp = ({ isChecked = false } = {}): App =>
  new App({
    context: {
      ...context,
      "aws:cdk:bundling-stacks": [],
      "@aws-cdk/core:validateAgainstDefaultRules": isChecked,
    },
    analyticsReporting: false,
    builtinCloudFormationValidation: isChecked,
  });

/** A stack for one construct alone. */
export const testStack = (): Stack => new Stack(testApp(), "Test");

/** Synthesizes each configuration once. Nobody may change what comes out. */
function oncePerConfiguration(stackOf: (config: DeployConfig) => Stack) {
  const made = new Map<string, Template>();
  return (changes: object = {}): Template => {
    const key = JSON.stringify(changes);
    const template = made.get(key) ?? Template.fromStack(stackOf(deployConfig(changes)));
    made.set(key, template);
    return template;
  };
}

export const detectionTemplate = oncePerConfiguration(
  (config) => new DetectionStack(testApp(), "SmsPumpingDetection", { config }),
);

export const spendTemplate = oncePerConfiguration(
  (config) => new SpendStack(testApp(), "SmsPumpingSpend", { config }),
);

/** The trail's stack, with these of its keys. */
export const trailTemplate = (trail: object = {}): Template => {
  const { trailStack } = deployConfig({ trailStack: trail });
  return Template.fromStack(new TrailStack(testApp(), "SmsPumpingTrail", { trail: trailStack! }));
};

/** The spend stack as it is beside the detection stack. */
export const joinedSpendTemplate = oncePerConfiguration((config) => {
  const stacks = appStacks(testApp(), config, undefined);
  return stacks.find(({ stackName }) => stackName === "SmsPumpingSpend")!;
});

/** The lock on countries; changes name the countries. */
export const protectTemplate = oncePerConfiguration((config) => {
  const stacks = appStacks(testApp(), config, undefined);
  return stacks.find(({ stackName }) => stackName === "SmsPumpingProtect")!;
});

/** A resource as it stands in a template, as far as tests read it. */
export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export const resourcesOf = (template: Template, type: string): Readonly<Record<string, Resource>> =>
  template.findResources(type) as Readonly<Record<string, Resource>>;

/** The one resource of a type whose logical id begins so. */
export function resource(template: Template, type: string, prefix: string): Resource {
  const found = Object.entries(resourcesOf(template, type)).filter(([id]) => id.startsWith(prefix));
  if (found.length !== 1) throw new Error(`${type} ${prefix}: found ${found.length}, not one`);
  return found[0]![1];
}

/** The logical id of the one resource of a type whose logical id begins so. */
export function idOf(template: Template, type: string, prefix: string): string {
  const found = Object.keys(resourcesOf(template, type)).filter((id) => id.startsWith(prefix));
  if (found.length !== 1) throw new Error(`${type} ${prefix}: found ${found.length}, not one`);
  return found[0]!;
}

export const arnOf = (id: string): object => ({ "Fn::GetAtt": [id, "Arn"] });
