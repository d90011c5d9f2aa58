import type { SQSRecord } from "aws-lambda";
import type { Json } from "./fixtures";

/** A rule as a template has it. */
export interface TemplateRule {
  readonly EventPattern?: object;
  readonly State?: string;
  readonly EventBusName?: unknown;
  readonly Targets?: readonly { readonly Arn: unknown }[];
}

/** What a trail logs: without one that logs, EventBridge hears of no call. */
export interface Trail {
  readonly isLogging: boolean;
  readonly readWriteType: "All" | "ReadOnly" | "WriteOnly";
}

const ALL_MANAGEMENT_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");

const wildcard = (text: string): RegExp =>
  new RegExp(`^${text.split("*").map(escaped).join(".*")}$`);

function isWanted(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return value === wanted;
  const operator = wanted as { readonly prefix?: string; readonly wildcard?: string };
  if (typeof value !== "string") return false;
  if (operator.prefix !== undefined) return value.startsWith(operator.prefix);
  if (operator.wildcard !== undefined) return wildcard(operator.wildcard).test(value);
  throw new Error(`an operator that this stand-in does not know: ${JSON.stringify(wanted)}`);
}

/** EventBridge's matching, by the operators that our patterns have. */
function isMatch(event: unknown, pattern: object): boolean {
  return Object.entries(pattern).every(([key, wanted]: [string, unknown]) => {
    if (key === "$or") return (wanted as readonly object[]).some((one) => isMatch(event, one));
    const value = (event as Json | null | undefined)?.[key];
    if (!Array.isArray(wanted)) return isMatch(value, wanted as object);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.some((each) => wanted.some((one: unknown) => isWanted(each, one)));
  });
}

const isLogged = ({ isLogging, readWriteType }: Trail, isReadOnly: boolean): boolean =>
  isLogging && (readWriteType === "All" || (readWriteType === "ReadOnly") === isReadOnly);

/** A rule that is merely ENABLED never sees read-only management events. */
const isHeard = ({ State }: TemplateRule, isReadOnly: boolean): boolean =>
  State === ALL_MANAGEMENT_EVENTS || (State === "ENABLED" && !isReadOnly);

/**
 * A management event's way from CloudTrail through the rules of a template's default bus.
 *
 * @returns one message for each rule that takes it, with the ARN of the rule's first target
 */
export function messagesOf(
  record: Json,
  trail: Trail,
  rules: readonly TemplateRule[],
): readonly { readonly message: SQSRecord; readonly target: unknown }[] {
  const isReadOnly = record.readOnly === true;
  if (!isLogged(trail, isReadOnly)) return [];
  const service = String(record.eventSource).replace(".amazonaws.com", "");
  const event = {
    version: "0",
    id: String(record.eventID),
    "detail-type": "AWS API Call via CloudTrail",
    source: `aws.${service}`,
    account: record.recipientAccountId,
    time: record.eventTime,
    region: record.awsRegion,
    resources: [],
    detail: record,
  };
  return rules
    .filter(({ EventBusName }) => EventBusName === undefined)
    .filter((rule) => rule.EventPattern !== undefined && isHeard(rule, isReadOnly))
    .filter(({ EventPattern = {} }) => isMatch(event, EventPattern))
    .map(({ Targets = [] }) => ({
      message: {
        messageId: `m-${String(record.eventID)}`,
        eventSourceARN: "arn:aws:sqs:us-east-1:111122223333:live",
        body: JSON.stringify(event),
      } as SQSRecord,
      target: Targets[0]?.Arn,
    }));
}
