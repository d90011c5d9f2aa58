import type { Name } from "./name";
import type { NewFile } from "./skeleton";

const targetText = ({ constant, kebab, pascal }: Name): string => `
import type { DeadLetterTarget } from "../constructs/redrive-target";

export const ${constant}: DeadLetterTarget = {
  name: "${kebab}",
  output: "${pascal}DeadLetterQueueUrl",
  strategy: "move",
  returnsTo: { name: "${kebab}", output: "${pascal}QueueUrl" },
  holds: "incidents that ${pascal} could not be told",
  where: "where ${kebab} is configured",
};
`;

const configText = ({ camel, kebab, pascal }: Name): string => `
import * as z from "zod";

/** Who is told by ${pascal}. Write me: a secret's name instead of what must stay secret. */
export const ${camel}Schema = z.strictObject(
  {
    /** Where messages are sent. */
    endpoint: z.url({ protocol: /^https$/, error: "give an address that begins with https://" }),
  },
  { error: "give an object with the key endpoint, as in ${kebab}-config.ts" },
);

export type ${pascal}Config = Readonly<z.output<typeof ${camel}Schema>>;
`;

const constructHead = ({ camel, constant, kebab, pascal }: Name): string => `
import { Duration } from "aws-cdk-lib";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { ${constant} as ID } from "../../lambda/core/notifications/${kebab}/sink";
import type { ${pascal}Env } from "../../lambda/${kebab}/env";
import { olderThan, type Watch } from "../constructs/watches";
import { Sink, type SinkContext } from "../notification/sink";
import type { QueueConsumer } from "../tuning";
import { ${constant} } from "./redrive-target";
import type { ${pascal}Config } from "./${kebab}-config";

export interface ${pascal}SinkProps extends SinkContext {
  readonly ${camel}: ${pascal}Config;
}

/* A claim on an incident lasts two minutes, so a batch must end sooner. */
const CONSUMER: QueueConsumer = {
  timeoutSeconds: 60,
  memoryMb: 512,
  batchSize: 4,
  batchWindowSeconds: 0,
  maxConcurrency: 2,
  maxReceives: 250,
};

const behind = (queue: IQueue): Watch => ({
  ...olderThan(Duration.minutes(20), queue),
  name: "${kebab}-behind",
  meaning: "Messages to ${pascal} are over 20 minutes late.",
  first: "read the last ERROR in the function's log.",
  runbook: "pipeline-${kebab}-behind.md",
});
`;

const constructBody = ({ camel, constant, kebab, pascal }: Name): string => `
/** Incidents in, messages to ${pascal} out. */
export class ${pascal}Sink extends Sink {
  constructor(scope: Construct, id: string, { ${camel}, ...context }: ${pascal}SinkProps) {
    super(scope, id, {
      ...context,
      consumer: CONSUMER,
      target: ${constant},
      sink: ID,
      handler: "${kebab}",
      description: "Tells ${pascal} of incidents",
      late: behind,
      environment: {
        ${constant}_ENDPOINT: ${camel}.endpoint,
      } satisfies Omit<${pascal}Env, "STATE_TABLE" | "FINDINGS_TABLE">,
    });
  }
}
`;

const testText = ({ camel, kebab, pascal }: Name): string => `
import { Template } from "aws-cdk-lib/assertions";
import { functionDefaults } from "../../../lib/constructs/node-function";
import { Operations } from "../../../lib/constructs/operations";
import { Tables } from "../../../lib/constructs/tables";
import { Sweeper } from "../../../lib/detection/sweeper";
import { undeliveredEvents } from "../../../lib/feed/undelivered-events";
import { FindingsBus } from "../../../lib/findings-bus/findings-bus";
import { Topics } from "../../../lib/notification/topics";
import { ${camel}Schema } from "../../../lib/${kebab}/${kebab}-config";
import { ${pascal}Sink } from "../../../lib/${kebab}/${kebab}-sink";
import { deployConfig, testStack } from "../synth";

function withSink(): Template {
  const stack = testStack();
  const config = deployConfig();
  const { topic } = new Topics(stack, "Topics", config).pipeline;
  const operations = new Operations(stack, "Operations", { topic });
  const tables = new Tables(stack, "Tables");
  const undelivered = undeliveredEvents(stack, operations);
  const bus = new FindingsBus(stack, "Findings", { drillsQueue: undelivered, undelivered });
  const common = { operations, defaults: functionDefaults(config), tables, bus, undelivered };
  const sweeper = new Sweeper(stack, "Sweeper", { ...common, settings: config.tuning.sweep });
  const ${camel} = ${camel}Schema.parse({ endpoint: "https://example.com/hook" });
  new ${pascal}Sink(stack, "${pascal}", { ...common, sweeper, ${camel} });
  return Template.fromStack(stack);
}

test("has an alarm of its own for messages that wait", () => {
  const alarms = withSink().findResources("AWS::CloudWatch::Alarm");
  expect(JSON.stringify(alarms)).toContain("pipeline-${kebab}-behind.md");
});

test("is deployed where its key is set, and only there", () => {
  throw new Error(
    "write me: its key in lib/config.ts, lib/stacks/detection-stack.ts and lib/redrive-targets.ts",
  );
});
`;

/** What deploys it: the capability's own folder. */
export const libFiles = (name: Name): readonly NewFile[] => {
  const { kebab } = name;
  return [
    { path: `lib/${kebab}/redrive-target.ts`, text: targetText(name) },
    { path: `lib/${kebab}/${kebab}-config.ts`, text: configText(name) },
    { path: `lib/${kebab}/${kebab}-sink.ts`, text: constructHead(name) + constructBody(name) },
    { path: `test/lib/${kebab}/${kebab}-sink.test.ts`, text: testText(name) },
  ];
};
