import { readEventTime } from "./records/event-time";
import { excerpt } from "./records/excerpt";
import { identify } from "./records/identity";
import { at, type JsonObject, stringAt } from "./records/json";
import { irrelevant, observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";
import { numberOf, textSent } from "./records/text-sent";

/** https://learn.microsoft.com/en-us/azure/event-grid/communication-services-telephony-sms-events */
const REPORT = "Microsoft.Communication.SMSDeliveryReportReceived";

/** https://learn.microsoft.com/en-us/azure/communication-services/concepts/analytics/logs/sms-logs */
const CATEGORY = "SMSOperational";
const SENT = "SMSMessagesSent";

const SENDER = "azure-sms";

/** `PhoneNumber` is the sender's: this log shows no recipient. */
function parseLogged(record: JsonObject, context: ParseContext): ParseResult {
  const operation = stringAt(record, "OperationName") ?? "";
  if (operation !== SENT) return irrelevant(`tells of no new text: ${excerpt(operation)}`);
  const field = Object.hasOwn(record, "TimeGenerated") ? "TimeGenerated" : "time";
  const time = readEventTime(field, stringAt(record, field), context.latestMs);
  if (time.kind === "malformed") return time;
  return observed(
    textSent({
      id: identify("az", stringAt(record, "MessageId"), context),
      atMs: time.atMs,
      source: "azure-sms",
      account: context.wrapping?.account,
      action: "Message",
      outcome: stringAt(record, "ResultType") === "Succeeded" ? "success" : "failure",
      sender: SENDER,
    }),
  );
}

/** When the text was first tried to be delivered, else when the report came. */
function timeOf(record: JsonObject): string | undefined {
  const attempts = at(record, "data", "deliveryAttempts");
  const first: unknown = Array.isArray(attempts) ? attempts[0] : undefined;
  return (
    stringAt(first, "timestamp") ??
    stringAt(record, "data", "receivedTimestamp") ??
    stringAt(record, "eventTime") ??
    stringAt(record, "time")
  );
}

function parseReport(record: JsonObject, context: ParseContext): ParseResult {
  const time = readEventTime("deliveryAttempts", timeOf(record), context.latestMs);
  if (time.kind === "malformed") return time;
  return observed(
    textSent({
      id: identify("az", stringAt(record, "data", "messageId"), context),
      atMs: time.atMs,
      source: "azure-sms",
      account: context.wrapping?.account,
      action: "Message",
      outcome: stringAt(record, "data", "deliveryStatus") === "Delivered" ? "success" : "failure",
      destination: numberOf(stringAt(record, "data", "to")),
      sender: SENDER,
    }),
  );
}

const isReport = (record: JsonObject): boolean =>
  at(record, "eventType") === REPORT || at(record, "type") === REPORT;

const isLogged = (record: JsonObject): boolean =>
  at(record, "Category") === CATEGORY || at(record, "category") === CATEGORY;

/**
 * Texts of Azure Communication Services: its operational log, which shows no recipients, and Event
 * Grid's delivery reports, which only some sends ask for.
 */
export const azureSms: Source = {
  id: "azure-sms",
  needs:
    "Azure Communication Services' SMS operational log, or Event Grid's delivery reports (replay)",
  parse: (record, context) =>
    isReport(record) ? parseReport(record, context) : parseLogged(record, context),
  recognizes: (record) => isReport(record) || isLogged(record),
};
