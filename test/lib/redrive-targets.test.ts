import { Template } from "aws-cdk-lib/assertions";
import type { RedriveTarget } from "../../lib/constructs/redrive-target";
import { REDRIVE_TARGETS } from "../../lib/redrive-targets";
import { DetectionStack } from "../../lib/stacks/detection-stack";
import { SpendStack } from "../../lib/stacks/spend-stack";
import { deployConfig, elastic, testApp } from "./synth";

const config = deployConfig({ elastic, pagerDuty: { secret: "sms-pumping/pagerduty" } });
const app = testApp();
const stacks = [
  new DetectionStack(app, "SmsPumpingDetection", { config }),
  new SpendStack(app, "SmsPumpingSpend", { config }),
];
const registered = stacks.flatMap(({ operations }) => operations.redriveTargets);

test("the command line knows every redrive target that a stack registers, and no other", () => {
  const byName = (targets: readonly RedriveTarget[]) =>
    [...targets].sort((one, other) => one.name.localeCompare(other.name));
  expect(byName(registered)).toEqual(byName(REDRIVE_TARGETS));
});

test("each has a name and an output of its own", () => {
  expect(new Set(REDRIVE_TARGETS.map(({ name }) => name)).size).toBe(REDRIVE_TARGETS.length);
  expect(new Set(REDRIVE_TARGETS.map(({ output }) => output)).size).toBe(REDRIVE_TARGETS.length);
});

test("stacks tell the queue of each, and the queue that it goes back to", () => {
  const outputs = stacks.flatMap((stack) =>
    Object.keys(Template.fromStack(stack).findOutputs("*")),
  );
  for (const { output, returnsTo } of REDRIVE_TARGETS) {
    expect(outputs).toContain(output);
    if (returnsTo !== undefined) expect(outputs).toContain(returnsTo.output);
  }
});
