import { at, isObject, type JsonObject, parsedJson, stringAt } from "./json";
import type { Wrapping } from "./source";
import type { Unwrapped } from "./unwrapped";
import { ACCOUNT } from "./place";

/** CloudWatch Logs' own limit for an event is a megabyte. */
const LONGEST_MESSAGE = 1_048_576;

/** SNS's groups of delivery logs are named after the Region and the account. */
const SNS_GROUP = /^sns\/([a-z0-9-]{1,32})\/\d{12}\//;

const without = (verdict: "irrelevant" | "malformed", reason: string): Unwrapped => ({
  shape: "unknown",
  verdict,
  reason,
});

/** What a text holds: an object, else a line. */
function fromMessage(
  text: string,
  wrapping: Wrapping,
  fromObject: (value: JsonObject) => Unwrapped,
): Unwrapped {
  if (text.length > LONGEST_MESSAGE) return without("malformed", "a log event is over a megabyte");
  const value = text.startsWith("{") ? parsedJson(text) : undefined;
  if (!isObject(value)) return { shape: "line", text: text.trimEnd(), wrapping };
  const inner = fromObject(value);
  return inner.shape === "record" ? { ...inner, wrapping } : inner;
}

/**
 * The events of a CloudWatch Logs subscription.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export function* fromLogEvents(
  value: JsonObject,
  events: readonly unknown[],
  fromObject: (value: JsonObject) => Unwrapped,
): Generator<Unwrapped> {
  if (at(value, "messageType") === "CONTROL_MESSAGE") {
    yield without("irrelevant", "a control message of CloudWatch Logs");
    return;
  }
  const owner = stringAt(value, "owner");
  const account = owner !== undefined && ACCOUNT.test(owner) ? owner : undefined;
  const region = SNS_GROUP.exec(stringAt(value, "logGroup") ?? "")?.[1];
  for (const event of events) {
    const message = stringAt(event, "message");
    const wrapping = { account, region, logEventId: stringAt(event, "id") };
    yield message === undefined
      ? without("malformed", "a log event without a message")
      : fromMessage(message, wrapping, fromObject);
  }
}

/**
 * The text that SNS has wrapped in a notification.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export const notificationIn = (value: JsonObject): string | undefined =>
  at(value, "Type") === "Notification" && stringAt(value, "TopicArn") !== undefined
    ? stringAt(value, "Message")
    : undefined;
