import type { Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { NodeFunction } from "../../../lib/constructs/node-function";
import { appStacks } from "../../../lib/stacks/app-stacks";
import { deployConfig, elastic, resource, resourcesOf, testApp } from "../synth";

/** The stacks of a configuration by name. */
function stacks(changes: object, homeRegion?: string): Readonly<Record<string, Stack>> {
  const made = appStacks(testApp(), deployConfig(changes), homeRegion);
  return Object.fromEntries(made.map((stack) => [stack.stackName, stack]));
}

const textOf = (stack: Stack): string => JSON.stringify(Template.fromStack(stack).toJSON());

const dashboards = (made: Readonly<Record<string, Stack>>): readonly string[] =>
  Object.entries(made)
    .filter(
      ([, stack]) =>
        Object.keys(resourcesOf(Template.fromStack(stack), "AWS::CloudWatch::Dashboard")).length >
        0,
    )
    .map(([name]) => name);

test("are detection and spend, which lends the state table", () => {
  const made = stacks({});
  expect(Object.keys(made)).toEqual(["SmsPumpingDetection", "SmsPumpingSpend"]);
  expect(textOf(made.SmsPumpingSpend!)).toContain('"Fn::ImportValue":"SmsPumpingDetection:');
  expect(dashboards(made)).toEqual(["SmsPumpingDetection"]);
});

test("are spend alone, with the dashboard, where detection is not wanted", () => {
  const made = stacks({ detection: false });
  expect(Object.keys(made)).toEqual(["SmsPumpingSpend"]);
  const text = textOf(made.SmsPumpingSpend!);
  expect(text).not.toContain("Fn::ImportValue");
  expect(text).not.toContain("Detection");
  expect(dashboards(made)).toEqual(["SmsPumpingSpend"]);
});

test("are one more in each other Region that sends, on its own and seen on the one dashboard", () => {
  const made = stacks({ spendRegions: ["eu-west-1", "ap-south-1"] });
  expect(Object.keys(made)).toEqual([
    "SmsPumpingDetection",
    "SmsPumpingSpend",
    "SmsPumpingSpend-eu-west-1",
    "SmsPumpingSpend-ap-south-1",
  ]);
  const ireland = made["SmsPumpingSpend-eu-west-1"]!;
  expect(ireland.region).toBe("eu-west-1");
  expect(textOf(ireland)).not.toContain("Fn::ImportValue");
  expect(dashboards(made)).toEqual(["SmsPumpingDetection"]);
});

test("have a dashboard of their own in each home Region, since dashboards belong to the account", () => {
  const dashboardName = (homeRegion?: string) => {
    const template = Template.fromStack(stacks({}, homeRegion).SmsPumpingDetection!);
    return resource(template, "AWS::CloudWatch::Dashboard", "Dashboard").Properties.DashboardName;
  };
  expect(dashboardName("us-east-1")).toBe("SmsPumpingDetection-us-east-1");
  expect(dashboardName("eu-west-1")).toBe("SmsPumpingDetection-eu-west-1");
  expect(dashboardName()).toBe("SmsPumpingDetection");
});

test.each([
  ["us-east-1", "https://console.aws.amazon.com"],
  [undefined, "https://console.aws.amazon.com"],
  ["cn-north-1", "https://console.amazonaws.cn"],
  ["us-gov-west-1", "https://console.amazonaws-us-gov.com"],
])("in %s every function links the dashboard in the console of its partition", (region, host) => {
  const functions = Object.values(stacks({}, region))
    .flatMap((stack) => stack.node.findAll())
    .filter((construct) => construct instanceof NodeFunction);
  expect(functions.length).toBeGreaterThan(4);
  for (const { configuration } of functions) {
    expect(configuration).toMatchObject({
      dashboardUrl: expect.stringMatching(
        `^${host}/cloudwatch/home#dashboards/dashboard/`,
      ) as unknown,
    });
  }
});

test("are not doubled by a list that names the home Region too", () => {
  expect(Object.keys(stacks({ spendRegions: ["us-east-1"] }, "us-east-1"))).toEqual([
    "SmsPumpingDetection",
    "SmsPumpingSpend",
  ]);
});

describe("with the secret of another Region", () => {
  const secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:elastic-AbC123";

  test("refuse to be made", () => {
    expect(() => stacks({ elastic: { ...elastic, secret } }, "us-east-1")).toThrow(
      /^elastic\.secret: got a secret of eu-west-1; give one of us-east-1/,
    );
  });

  test.each(["eu-west-1", undefined])("are made where the home Region is %s", (homeRegion) => {
    expect(stacks({ elastic: { ...elastic, secret } }, homeRegion)).toHaveProperty(
      "SmsPumpingDetection",
    );
  });
});

describe("with countries that may be texted", () => {
  const allowedCountries = ["US", "CA"];
  const spendRegions = ["eu-west-1"];

  test("are a lock more in each Region that sends, which shares nothing with the others", () => {
    const made = stacks({ allowedCountries, spendRegions }, "us-east-1");
    expect(Object.keys(made)).toEqual([
      "SmsPumpingDetection",
      "SmsPumpingSpend",
      "SmsPumpingSpend-eu-west-1",
      "SmsPumpingProtect",
      "SmsPumpingProtect-eu-west-1",
    ]);
    expect(made["SmsPumpingProtect-eu-west-1"]!.region).toBe("eu-west-1");
    expect(textOf(made.SmsPumpingProtect!)).not.toContain("Fn::ImportValue");
  });

  test("are the same lock without detection", () => {
    const made = stacks({ allowedCountries, detection: false });
    expect(Object.keys(made)).toEqual(["SmsPumpingSpend", "SmsPumpingProtect"]);
  });

  test("hand the list and the mode to the lock, which waits for its permissions", () => {
    const lock = (changes: object) => {
      const { SmsPumpingProtect } = stacks({ allowedCountries, ...changes });
      return resource(
        Template.fromStack(SmsPumpingProtect!),
        "Custom::AllowedCountries",
        "CountryLock",
      );
    };
    expect(lock({}).Properties).toMatchObject({ Countries: ["US", "CA"], Mode: "block" });
    expect(lock({ protectMode: "monitor" }).Properties).toMatchObject({ Mode: "monitor" });
    expect(JSON.stringify(lock({}))).toMatch(/"DependsOn":\["CountryLockProtectRoleDefaultPolicy/);
  });
});
