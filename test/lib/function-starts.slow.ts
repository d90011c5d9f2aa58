import { join } from "node:path";
import { type Stack, Token } from "aws-cdk-lib";
import type { CfnFunction } from "aws-cdk-lib/aws-lambda";
import { NodeFunction } from "../../lib/constructs/node-function";
import { appStacks } from "../../lib/stacks/app-stacks";
import { deployConfig, elastic, testApp } from "./synth";

/* Each handler is loaded as Lambda loads it: with the variables that the stack gives it, and with
   the configuration that is baked into its bundle. Whatever it reads of either, it reads then. */

interface Deployed {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly configuration: object;
}

/** What CloudFormation puts in the place of a reference does not matter, as long as it is a text. */
const plain = (value: unknown): string =>
  typeof value === "string" && !Token.isUnresolved(value) ? value : "placed-by-cloudformation";

function deployedBy(stack: Stack): readonly Deployed[] {
  const functions = stack.node.findAll().filter((node) => node instanceof NodeFunction);
  return functions.map((own) => {
    const made = own.function.node.defaultChild as CfnFunction;
    const { environment } = stack.resolve({ environment: made.environment }) as {
      readonly environment: { readonly variables: Readonly<Record<string, unknown>> };
    };
    const variables = Object.entries(environment.variables).map(([name, value]) => [
      name,
      plain(value),
    ]);
    return {
      name: own.name,
      variables: Object.fromEntries(variables) as Readonly<Record<string, string>>,
      configuration: own.configuration,
    };
  });
}

const before = process.env;
afterEach(() => {
  process.env = before;
});

function start({ name, variables, configuration }: Deployed): void {
  process.env = {
    ...before,
    ...variables,
    AWS_REGION: "us-east-1",
    SMS_PUMPING_CONFIG: JSON.stringify(configuration),
  };
  jest.isolateModules(() => {
    expect(
      jest.requireActual(join(__dirname, "..", "..", "lambda", name, "handler")),
    ).toMatchObject({
      handler: expect.any(Function) as unknown,
    });
  });
}

const functionsOf = (changes: object): readonly Deployed[] =>
  appStacks(testApp(), deployConfig(changes), "us-east-1").flatMap(deployedBy);

test.each([
  ["as little as may be", {}],
  [
    "all that there is",
    {
      elastic: { ...elastic, namespace: "prod" },
      pagerDuty: { secret: "sms-pumping/pagerduty", region: "eu", drills: true },
      spendRegions: ["eu-west-1"],
      spendLimitUsd: 500,
      allowedCountries: ["US"],
      detector: {
        rules: { "cognito-ip-slow": { enabled: false }, "sms-spend": { notify: "record" } },
        userPools: { "us-east-1_Example01": { delivers: "sms", clients: ["1example23456789"] } },
        ownResources: ["Other-*"],
      },
      tuning: { environment: { TZ: "Europe/Berlin", POWERTOOLS_LOG_LEVEL: "DEBUG" } },
    },
  ],
  ["spend alone", { detection: false }],
])(
  "every function starts with a configuration of %s",
  (_, changes) => {
    const functions = functionsOf(changes);
    expect(functions.length).toBeGreaterThan(0);
    for (const each of functions) start(each);
  },
  300_000,
);

test("a rule that does not exist would keep the detector from starting", () => {
  const detect = functionsOf({}).find(({ name }) => name === "detect")!;
  const configuration = { rules: { "sms-spent": {} } };
  expect(() => {
    start({ ...detect, configuration });
  }).toThrow("did you mean sms-spend?");
}, 120_000);
