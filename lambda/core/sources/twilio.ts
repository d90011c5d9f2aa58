import type { Observation, Outcome } from "../model/observation";
import { type EventTime, readEventTime } from "./records/event-time";
import { excerpt } from "./records/excerpt";
import { identify } from "./records/identity";
import { at, type JsonObject, stringAt } from "./records/json";
import { isoOfInternetDate } from "./records/log-time";
import { irrelevant, type Malformed, observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";
import { numberOf, senderOf, type SentText, textSent, verdictOn } from "./records/text-sent";
import { parseVerify, VERIFY } from "./twilio-verify";

/** https://www.twilio.com/docs/events/event-types/messaging/outbound-message */
const MESSAGE = "com.twilio.messaging.message.";
/** The only one that counts: a message has several. */
const SENT = `${MESSAGE}sent`;
const ERROR = "com.twilio.error-logs.error.logged";

/** Event names that stand in Twilio's records and that any source reads. */
export const TWILIO_EVENTS: readonly string[] = [SENT, `${MESSAGE}failed`, `${MESSAGE}undelivered`];

/**
 * Twilio's own verdicts: blocked by SMS Pumping Protection for minutes (30450) or hours (30453), and
 * a prefix blocked by Verify's Fraud Guard (60410). https://www.twilio.com/docs/api/errors
 */
const PUMPING: ReadonlySet<string> = new Set(["30450", "30453", "60410"]);

const codeOf = (value: unknown): string =>
  typeof value === "number" || typeof value === "string" ? String(value) : "";

/** The text, and what Twilio says of it where that is pumping. */
function judged(text: SentText, code: unknown, isCounted: boolean): ParseResult {
  const found: Observation[] = isCounted ? [textSent(text)] : [];
  const said = codeOf(code);
  if (PUMPING.has(said)) found.push(verdictOn({ ...text, action: `Twilio-${said}` }));
  return found.length > 0 ? observed(...found) : irrelevant("a message that another event counts");
}

/** What its several kinds of records tell of a text, each in fields of their own. */
interface Told {
  readonly ownId: string | undefined;
  readonly atMs: number;
  readonly outcome: Outcome;
  readonly owner: string | undefined;
  readonly to?: string | undefined;
}

const messageOf = ({ ownId, atMs, outcome, owner, to }: Told, context: ParseContext): SentText => ({
  id: identify("tw", ownId, context),
  atMs,
  source: "twilio",
  account: context.wrapping?.account,
  action: "Message",
  outcome,
  destination: numberOf(to),
  sender: senderOf("twilio", owner),
});

function parseMessage(record: JsonObject, context: ParseContext): ParseResult {
  const data = at(record, "data");
  const time = readEventTime("time", timeOf(record), context.latestMs);
  if (time.kind === "malformed") return time;
  const isSent = stringAt(record, "type") === SENT;
  const told: Told = {
    ownId: stringAt(data, "messageSid"),
    atMs: time.atMs,
    outcome: isSent ? "success" : "failure",
    owner: stringAt(data, "messagingServiceSid") ?? stringAt(data, "accountSid"),
    to: stringAt(data, "to"),
  };
  return judged(messageOf(told, context), at(data, "errorCode"), isSent);
}

const timeOf = (record: JsonObject): string | undefined =>
  stringAt(record, "time") ?? stringAt(record, "data", "timestamp");

/** Of the fields of `data` no example is published: they are not confirmed. */
function parseError(record: JsonObject, context: ParseContext): ParseResult {
  const data = at(record, "data");
  const time = readEventTime("time", timeOf(record), context.latestMs);
  if (time.kind === "malformed") return time;
  const told: Told = {
    ownId: stringAt(record, "id"),
    atMs: time.atMs,
    outcome: "failure",
    owner: stringAt(data, "account_sid"),
  };
  return judged(messageOf(told, context), at(data, "error_code"), false);
}

function parseEvent(record: JsonObject, context: ParseContext): ParseResult {
  const type = stringAt(record, "type") ?? "";
  if (type.startsWith(VERIFY)) return parseVerify(record, context);
  if (type === ERROR) return parseError(record, context);
  if (type.startsWith(MESSAGE)) return parseMessage(record, context);
  return irrelevant(`an event about no text: ${excerpt(type)}`);
}

const FAILED: readonly unknown[] = ["failed", "undelivered", "canceled"];

const outcomeOf = (status: unknown): Outcome => (FAILED.includes(status) ? "failure" : "success");

/** https://www.twilio.com/docs/messaging/api/message-resource */
function parseListed(record: JsonObject, context: ParseContext): ParseResult {
  const direction = stringAt(record, "direction") ?? "";
  if (!direction.startsWith("outbound")) return irrelevant(`not sent: ${excerpt(direction)}`);
  const date = stringAt(record, "date_sent") ?? stringAt(record, "date_created") ?? "";
  const time = readEventTime("date_sent", isoOfInternetDate(date) ?? date, context.latestMs);
  if (time.kind === "malformed") return time;
  const told: Told = {
    ownId: stringAt(record, "sid"),
    atMs: time.atMs,
    outcome: outcomeOf(record.status),
    owner: stringAt(record, "messaging_service_sid") ?? stringAt(record, "account_sid"),
    to: stringAt(record, "to"),
  };
  return judged(messageOf(told, context), at(record, "error_code"), true);
}

/** A callback tells no time but that of the carrier's report, `YYMMDDhhmm`. */
const REPORTED = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;

function callbackTime(record: JsonObject, latestMs: number): EventTime | Malformed {
  const report = REPORTED.exec(stringAt(record, "RawDlrDoneDate") ?? "");
  const [, year = "", month = "", day = "", hour = "", minute = ""] = report ?? [];
  const done = `20${year}-${month}-${day}T${hour}:${minute}:00Z`;
  return readEventTime("RawDlrDoneDate", report === null ? undefined : done, latestMs);
}

/** https://www.twilio.com/docs/messaging/guides/track-outbound-message-status */
function parseCallback(record: JsonObject, context: ParseContext): ParseResult {
  const code = codeOf(at(record, "ErrorCode"));
  const status = stringAt(record, "MessageStatus");
  if (status === "sent" && stringAt(record, "RawDlrDoneDate") === undefined) {
    return irrelevant("a status callback without a time");
  }
  if (status !== "sent" && !PUMPING.has(code)) {
    return irrelevant("a status that tells of no new text");
  }
  const time = callbackTime(record, context.latestMs);
  if (time.kind === "malformed") return time;
  const told: Told = {
    ownId: stringAt(record, "MessageSid"),
    atMs: time.atMs,
    outcome: outcomeOf(status),
    owner: stringAt(record, "MessagingServiceSid") ?? stringAt(record, "AccountSid"),
    to: stringAt(record, "To"),
  };
  return judged(messageOf(told, context), code, status === "sent");
}

const isEvent = (record: JsonObject): boolean =>
  Object.hasOwn(record, "specversion") &&
  (stringAt(record, "type") ?? "").startsWith("com.twilio.");

const isListed = (record: JsonObject): boolean =>
  /^(SM|MM)[\da-f]{32}$/i.test(stringAt(record, "sid") ?? "") && Object.hasOwn(record, "direction");

const isCallback = (record: JsonObject): boolean =>
  stringAt(record, "MessageSid") !== undefined && stringAt(record, "MessageStatus") !== undefined;

function parse(record: JsonObject, context: ParseContext): ParseResult {
  if (isEvent(record)) return parseEvent(record, context);
  return isListed(record) ? parseListed(record, context) : parseCallback(record, context);
}

const FORM = /^[A-Za-z]+=[^ ]*&/;

/** A status callback is a form. */
function readLine(line: string): JsonObject | undefined {
  if (!FORM.test(line) || !line.includes("MessageSid=")) return undefined;
  const record = Object.fromEntries(new URLSearchParams(line.trim()));
  return isCallback(record) ? record : undefined;
}

/**
 * Twilio's messages and verifications: Event Streams, status callbacks and the answer of
 * `Messages.json`. Bodies are never looked at. Twilio sees your server, never the user behind it.
 */
export const twilio: Source = {
  id: "twilio",
  needs: "Twilio's Event Streams, status callbacks or Messages.json (replay)",
  parse,
  recognizes: (record) => isEvent(record) || isListed(record) || isCallback(record),
  readLine,
};
