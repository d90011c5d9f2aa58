import type { Outcome } from "../model/observation";
import { readEventTime } from "./records/event-time";
import { excerpt } from "./records/excerpt";
import { identify } from "./records/identity";
import { at, type JsonObject, stringAt } from "./records/json";
import { irrelevant, observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";
import { numberOf, senderOf, textSent, verdictOn } from "./records/text-sent";

/** https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html */
const TEXT = /^TEXT_[A-Z_]{2,40}$/;

/** Those that tell that a text did not go out, or reached nobody. */
const REFUSED: ReadonlySet<string> = new Set([
  "TEXT_INVALID",
  "TEXT_INVALID_MESSAGE",
  "TEXT_UNREACHABLE",
  "TEXT_CARRIER_UNREACHABLE",
  "TEXT_BLOCKED",
  "TEXT_CARRIER_BLOCKED",
  "TEXT_SPAM",
  "TEXT_TTL_EXPIRED",
  "TEXT_PROTECT_BLOCKED",
]);

/** AWS's own word for pumping: artificially inflated traffic. */
const PUMPING = "AIT_SUSPECTED";

const isTakenForPumping = (record: JsonObject): boolean =>
  stringAt(record, "protectConfigurationAssessment", "protectInsights", "blockReason") === PUMPING;

function timeOf(record: JsonObject): string | number | undefined {
  for (const key of ["messageRequestTimestamp", "eventTimestamp"]) {
    const value = at(record, key);
    if (typeof value === "number") return value;
  }
  return undefined;
}

function parse(record: JsonObject, context: ParseContext): ParseResult {
  const type = stringAt(record, "eventType") ?? "";
  if (!TEXT.test(type)) return irrelevant(`no text: ${excerpt(type)}`);
  const time = readEventTime("messageRequestTimestamp", timeOf(record), context.latestMs);
  if (time.kind === "malformed") return time;
  const outcome: Outcome = REFUSED.has(type) ? "failure" : "success";
  const account = context.wrapping?.account;
  // All events of a message are one text: they have its id and the time of its request.
  const text = {
    id: identify("msg", stringAt(record, "messageId"), context),
    atMs: time.atMs,
    source: "sms-event",
    action: "TextMessage",
    outcome,
    account,
    region: context.wrapping?.region,
    destination: numberOf(stringAt(record, "destinationPhoneNumber")),
    sender: senderOf("sms-voice", account),
  } as const;
  if (!isTakenForPumping(record)) return observed(textSent(text));
  return observed(textSent(text), verdictOn({ ...text, action: PUMPING }));
}

/**
 * What becomes of texts by way of End User Messaging, as EventBridge tells it, and, with the number,
 * the event destinations of configuration sets:
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html
 */
export const smsEvent: Source = {
  id: "sms-event",
  needs:
    "events of AWS End User Messaging: EventBridge's aws.sms-voice, or a configuration set's destination, which alone shows the number (replay)",
  parse,
  recognizes: (record) =>
    TEXT.test(stringAt(record, "eventType") ?? "") && Object.hasOwn(record, "messageId"),
};
