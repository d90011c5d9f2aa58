import { Template } from "aws-cdk-lib/assertions";
import { appStacks } from "../../../lib/stacks/app-stacks";
import { resourcesIn, type PlainResource } from "../posture";
import { deployConfig, elastic, testApp } from "../synth";

const everything = {
  trail: true,
  trailStack: {},
  elastic,
  pagerDuty: { secret: "sms-pumping/pagerduty" },
  spendLimitUsd: 200,
  spendRegions: ["eu-west-1"],
};

const resourcesOfAll = (changes: object): readonly PlainResource[] =>
  appStacks(testApp(), deployConfig(changes), "us-east-1").flatMap((stack) =>
    Object.values(resourcesIn(Template.fromStack(stack))),
  );

const isKept = ({ DeletionPolicy }: PlainResource): boolean =>
  DeletionPolicy !== undefined && DeletionPolicy !== "Delete";

test("what outlives its stack has no name of its own: the next stack's cannot collide with it", () => {
  const kept = resourcesOfAll(everything).filter(isKept);
  expect(new Set(kept.map(({ Type }) => Type))).toEqual(
    new Set(["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SecretsManager::Secret"]),
  );
  for (const { Properties } of kept) {
    expect(Properties).not.toHaveProperty("TableName");
    expect(Properties).not.toHaveProperty("BucketName");
    expect(Properties).not.toHaveProperty("Name");
  }
});

interface Mapping {
  readonly ScalingConfig?: { readonly MaximumConcurrency: number };
}

/** How many invocations may run at once, by what starts them. */
function atOnce(changes: object): number {
  const resources = resourcesOfAll(changes);
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
  const byMappings = ofType("AWS::Lambda::EventSourceMapping").map(
    // A stream has one invocation for each shard, and a new table's has one shard.
    ({ Properties }) => (Properties as Mapping).ScalingConfig?.MaximumConcurrency ?? 1,
  );
  const byEvents = ofType("AWS::Lambda::Permission").length;
  return byMappings.reduce((sum, most) => sum + most, byEvents);
}

const SMALL = { tuning: { detect: { maxConcurrency: 2 } } };

test.each([
  ["as shipped", {}, 28],
  ["with two detectors at a time", SMALL, 12],
  ["with Elastic too", { ...SMALL, elastic }, 14],
  ["with PagerDuty too", { ...SMALL, pagerDuty: everything.pagerDuty }, 14],
])("%s at most so many invocations run at once in a Region", (_, changes, most) => {
  expect(atOnce(changes)).toBe(most);
});

test("nothing is reserved or provisioned, which an account with a limit of 10 could not deploy", () => {
  const text = JSON.stringify(resourcesOfAll(everything));
  expect(text).not.toMatch(/ReservedConcurrentExecutions|ProvisionedConcurrency/);
});
