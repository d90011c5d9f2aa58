import {
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type CloudFormationClient,
} from "@aws-sdk/client-cloudformation";
import {
  DescribeAlarmsCommand,
  type CloudWatchClient,
  type CompositeAlarm,
  type MetricAlarm,
} from "@aws-sdk/client-cloudwatch";
import {
  DescribeRuleCommand,
  ListTargetsByRuleCommand,
  type EventBridgeClient,
} from "@aws-sdk/client-eventbridge";
import { ListSubscriptionsByTopicCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { AlarmFacts, RuleFacts, StackFacts, TopicFacts } from "../../../core/health/facts";
import { asked, nameOf, pagesOf } from "./ask";

/** CloudFormation has no error of its own for a stack that does not exist. */
const isUnknownStack = (error: unknown): boolean =>
  nameOf(error) === "ValidationError" && (error as Error).message.includes("does not exist");

/** A stack as CloudFormation tells it; undefined where there is none of this name. */
export async function readStack(
  client: CloudFormationClient,
  name: string,
): Promise<StackFacts | undefined> {
  try {
    const { Stacks = [] } = await asked("cloudformation:DescribeStacks", () =>
      client.send(new DescribeStacksCommand({ StackName: name })),
    );
    const [stack] = Stacks;
    if (stack === undefined) return undefined;
    const outputs = (stack.Outputs ?? []).map(
      ({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue] as const,
    );
    return {
      name,
      id: stack.StackId ?? "",
      status: stack.StackStatus ?? "of unknown status",
      outputs: Object.fromEntries(outputs),
    };
  } catch (error) {
    if (isUnknownStack(error)) return undefined;
    throw error;
  }
}

interface Resource {
  readonly id: string;
  readonly physicalId: string;
  readonly type: string;
}

async function resourcesOf(client: CloudFormationClient, name: string) {
  const pages = await pagesOf(async (NextToken) => {
    const answer = await asked("cloudformation:ListStackResources", () =>
      client.send(new ListStackResourcesCommand({ StackName: name, NextToken })),
    );
    return { token: answer.NextToken, resources: answer.StackResourceSummaries ?? [] };
  });
  return pages
    .flatMap(({ resources }) => resources)
    .map((each): Resource => ({
      id: each.LogicalResourceId ?? "",
      physicalId: each.PhysicalResourceId ?? "",
      type: each.ResourceType ?? "",
    }));
}

/** Of a rule on another than the default bus CloudFormation's id is `bus|name`. */
function ruleNamed(physicalId: string): { Name: string; EventBusName?: string } {
  const [first = "", name] = physicalId.split("|");
  return name === undefined ? { Name: first } : { Name: name, EventBusName: first };
}

async function readRule(
  client: EventBridgeClient,
  { id, physicalId }: Resource,
): Promise<RuleFacts> {
  const named = ruleNamed(physicalId);
  try {
    const { State } = await asked("events:DescribeRule", () =>
      client.send(new DescribeRuleCommand(named)),
    );
    const { Name: Rule, ...bus } = named;
    const { Targets = [] } = await asked("events:ListTargetsByRule", () =>
      client.send(new ListTargetsByRuleCommand({ Rule, ...bus })),
    );
    return { id, state: State, targets: Targets.length };
  } catch (error) {
    if (nameOf(error) !== "ResourceNotFoundException") throw error;
    return { id, state: undefined, targets: 0 };
  }
}

/** The rules that a stack has made, as they are now. */
export async function readRules(
  cloudFormation: CloudFormationClient,
  events: EventBridgeClient,
  stack: string,
): Promise<readonly RuleFacts[]> {
  const rules: RuleFacts[] = [];
  for (const resource of await resourcesOf(cloudFormation, stack)) {
    if (resource.type === "AWS::Events::Rule") rules.push(await readRule(events, resource));
  }
  return rules;
}

/** Who has confirmed a topic, and who has not. */
export async function readTopic(
  client: SNSClient,
  stack: string,
  topicArn: string,
): Promise<TopicFacts> {
  const pages = await pagesOf(async (NextToken) => {
    const answer = await asked("sns:ListSubscriptionsByTopic", () =>
      client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken })),
    );
    return { token: answer.NextToken, subscriptions: answer.Subscriptions ?? [] };
  });
  const all = pages.flatMap(({ subscriptions }) => subscriptions);
  const confirmed = all.filter(({ SubscriptionArn = "" }) => SubscriptionArn.startsWith("arn:"));
  return {
    stack,
    confirmed: confirmed.length,
    emails: confirmed
      .filter(({ Protocol }) => Protocol === "email" || Protocol === "email-json")
      .map(({ Endpoint = "" }) => Endpoint),
    pending: all
      .filter(({ SubscriptionArn }) => SubscriptionArn === "PendingConfirmation")
      .map(({ Endpoint = "" }) => Endpoint),
  };
}

const alarmFacts = (stack: string, alarm: MetricAlarm & CompositeAlarm): AlarmFacts => ({
  name: (alarm.AlarmName ?? "").slice(stack.length + 1),
  stack,
  state: alarm.StateValue ?? "unknown",
  description: alarm.AlarmDescription ?? "",
  mayAct: alarm.ActionsEnabled !== false,
  // A composite alarm has no data of its own.
  missingData: alarm.AlarmRule === undefined ? (alarm.TreatMissingData ?? "missing") : "ignore",
  threshold: alarm.Threshold,
});

/** The alarms of a stack, by their names' start. */
export async function readAlarms(
  client: CloudWatchClient,
  stack: string,
): Promise<readonly AlarmFacts[]> {
  const pages = await pagesOf(async (NextToken) => {
    const answer = await asked("cloudwatch:DescribeAlarms", () =>
      client.send(
        new DescribeAlarmsCommand({
          AlarmNamePrefix: `${stack}-`,
          AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
          NextToken,
        }),
      ),
    );
    return {
      token: answer.NextToken,
      alarms: [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])],
    };
  });
  return pages.flatMap(({ alarms }) => alarms).map((alarm) => alarmFacts(stack, alarm));
}
