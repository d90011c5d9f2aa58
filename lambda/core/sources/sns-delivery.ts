import { readEventTime } from "./records/event-time";
import { identify } from "./records/identity";
import { at, isObject, type JsonObject, stringAt } from "./records/json";
import { observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";
import { numberOf, senderOf, textSent } from "./records/text-sent";

/** The time stands there without a zone and is UTC. */
const TIME = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,9})?$/;

function parse(record: JsonObject, context: ParseContext): ParseResult {
  const said = stringAt(record, "notification", "timestamp");
  const text = said !== undefined && TIME.test(said) ? said : undefined;
  const time = readEventTime("notification.timestamp", text, context.latestMs);
  if (time.kind === "malformed") return time;
  const account = context.wrapping?.account;
  return observed(
    textSent({
      id: identify("msg", stringAt(record, "notification", "messageId"), context),
      atMs: time.atMs,
      source: "sns-delivery",
      action: "Publish",
      outcome: at(record, "status") === "SUCCESS" ? "success" : "failure",
      account,
      region: context.wrapping?.region,
      destination: numberOf(stringAt(record, "delivery", "destination")),
      sender: senderOf("sns", account),
    }),
  );
}

/**
 * SNS's delivery logs of texts, the only record of a publish straight to a number. They tell no
 * caller: https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
 */
export const snsDelivery: Source = {
  id: "sns-delivery",
  needs: "SNS's delivery status logs of texts (replay)",
  parse,
  recognizes: (record) =>
    stringAt(record, "notification", "messageId") !== undefined &&
    isObject(at(record, "delivery")) &&
    Object.hasOwn(record, "status"),
};
