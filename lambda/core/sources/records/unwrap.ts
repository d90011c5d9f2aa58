import { fieldPath, fieldTexts, fieldValues, hasFieldSet } from "./ecs";
import { at, isObject, type JsonObject, parsedJson, stringAt } from "./json";
import { excerpt } from "./excerpt";
import { INTAKE_DETAIL_TYPE, isIntakeMessage, recordsOfIntake } from "./intake-message";
import { fromLogEvents, notificationIn } from "./logged";
import { placeIn } from "./place";
import { rowsOf } from "./query-result";
import type { Unwrapped, Verdict } from "./unwrapped";

/** A list in a list in a search response: no exporter nests deeper. */
const DEEPEST = 6;

/** CloudTrail's own limit for a record is 256 KB, that of an EventBridge event 1 MB. */
const LONGEST_TEXT = 1_048_576;

const CLOUDTRAIL_DETAIL_TYPES: readonly unknown[] = [
  "AWS API Call via CloudTrail",
  "AWS Service Event via CloudTrail",
];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
export const ALARM_DETAIL_TYPE = "CloudWatch Alarm State Change";

const DATASETS = [fieldPath("data_stream.dataset"), fieldPath("event.dataset")];
const ORIGINAL = fieldPath("event.original");
const TIMESTAMP = fieldPath("@timestamp");

const unknown = (verdict: Verdict, reason: string): Unwrapped => ({
  shape: "unknown",
  verdict,
  reason,
});

const isRecord = (value: unknown): value is JsonObject =>
  isObject(value) && Object.hasOwn(value, "eventSource") && Object.hasOwn(value, "eventName");

function fromText(text: string, field: string, documentId?: string): Unwrapped {
  if (text.length > LONGEST_TEXT) return unknown("malformed", `${field} is over a megabyte`);
  const record = parsedJson(text);
  if (record === undefined) return unknown("malformed", `${field} is not JSON`);
  if (!isRecord(record)) return unknown("malformed", `${field} is not a CloudTrail record`);
  return { shape: "cloudtrail", record, documentId };
}

/** https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-sms-voice.html */
const SMS_EVENT_DETAIL_TYPE = "Text Message Delivery Status Updated";

function fromSmsEvent(envelope: JsonObject): Unwrapped {
  const record = at(envelope, "detail");
  if (!isObject(record)) return unknown("malformed", "detail is no object");
  return { shape: "record", record, wrapping: placeIn(envelope) };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html */
function fromEnvelope(envelope: JsonObject): Unwrapped {
  const detailType = at(envelope, "detail-type");
  if (detailType === ALARM_DETAIL_TYPE) return { shape: "alarm", event: envelope };
  if (detailType === SMS_EVENT_DETAIL_TYPE) return fromSmsEvent(envelope);
  if (!CLOUDTRAIL_DETAIL_TYPES.includes(detailType)) {
    return unknown("irrelevant", `an event of another detail-type: ${excerpt(detailType)}`);
  }
  const record = at(envelope, "detail");
  if (!isRecord(record)) return unknown("malformed", "detail is not a CloudTrail record");
  return { shape: "cloudtrail", record, account: stringAt(envelope, "account") };
}

const isOfCloudTrailIntegration = (document: JsonObject): boolean =>
  DATASETS.some((path) => fieldValues(document, path).includes("aws.cloudtrail")) ||
  hasFieldSet(document, "aws.cloudtrail");

/**
 * A document of Elastic. Its CloudTrail integration turns request parameters into text that
 * cannot be read back, so only the original record is of use.
 */
function fromDocument(document: JsonObject, documentId?: string): Unwrapped {
  if (isRecord(document)) return { shape: "cloudtrail", record: document, documentId };
  if (!isOfCloudTrailIntegration(document)) return { shape: "ecs", document, documentId };
  const [original] = fieldTexts(document, ORIGINAL, LONGEST_TEXT + 1);
  if (original !== undefined) return fromText(original, "event.original", documentId);
  return unknown(
    "foreign",
    "an aws.cloudtrail document without event.original: switch on preserve_original_event",
  );
}

/** Azure's exports, and Twilio's answer about messages. */
const OTHER_LISTS = ["records", "messages"];

/**
 * The list that a wrapping holds: a CloudTrail file, lookup-events, a search response, an export, a
 * query's result.
 */
function listIn(value: JsonObject): unknown {
  for (const key of ["Records", "Events"]) if (Object.hasOwn(value, key)) return value[key];
  const hits = at(value, "hits", "hits");
  if (hits !== undefined || isDocument(value)) return hits;
  const other = OTHER_LISTS.map((key) => at(value, key)).find(Array.isArray);
  return other ?? rowsOf(value);
}

const isDocument = (value: JsonObject): boolean =>
  fieldValues(value, TIMESTAMP).length > 0 ||
  hasFieldSet(value, "http") ||
  hasFieldSet(value, "url");

function fromObject(value: JsonObject): Unwrapped {
  if (isRecord(value)) return { shape: "cloudtrail", record: value };
  if (Object.hasOwn(value, "detail-type")) return fromEnvelope(value);
  const text = at(value, "CloudTrailEvent");
  if (typeof text === "string") return fromText(text, "CloudTrailEvent");
  const source = at(value, "_source");
  if (isObject(source)) return fromDocument(source, stringAt(value, "_id"));
  if (isDocument(value)) return fromDocument(value);
  return { shape: "record", record: value, wrapping: {} };
}

function* fromIntake(message: JsonObject): Generator<Unwrapped> {
  for (const each of recordsOfIntake(message)) {
    yield "problem" in each ? unknown("malformed", each.problem) : { shape: "intake", ...each };
  }
}

/** The events of a subscription and the records of an intake message; undefined for others. */
function fromMessages(value: JsonObject, depth: number): Generator<Unwrapped> | undefined {
  if (isIntakeMessage(value)) return fromIntake(value);
  const detail = at(value, "detail");
  if (at(value, "detail-type") === INTAKE_DETAIL_TYPE && isObject(detail))
    return fromIntake(detail);
  const events = at(value, "logEvents");
  if (Array.isArray(events)) return fromLogEvents(value, events, fromObject);
  const message = notificationIn(value);
  return message === undefined ? undefined : walkNotification(message, depth);
}

/** What SNS delivers where raw delivery is off. */
function* walkNotification(text: string, depth: number): Generator<Unwrapped> {
  const value = text.length > LONGEST_TEXT ? undefined : parsedJson(text);
  if (value === undefined) yield unknown("irrelevant", "a notification of SNS without a record");
  else yield* walkList([value], depth);
}

function* walkList(list: readonly unknown[], depth: number): Generator<Unwrapped> {
  if (depth >= DEEPEST) yield unknown("malformed", "wrapped too deeply");
  else for (const item of list) yield* walk(item, depth + 1);
}

function* walkObject(value: JsonObject, depth: number): Generator<Unwrapped> {
  const list: unknown = isRecord(value) ? undefined : listIn(value);
  if (Array.isArray(list)) yield* walkList(list, depth);
  else yield fromObject(value);
}

function* walk(value: unknown, depth: number): Generator<Unwrapped> {
  if (Array.isArray(value)) yield* walkList(value, depth);
  else if (isObject(value)) yield* fromMessages(value, depth) ?? walkObject(value, depth);
  else yield unknown("malformed", "neither an object nor a list");
}

/**
 * The records in whatever they came in, one by one: an EventBridge event, a CloudTrail file, the
 * output of `aws cloudtrail lookup-events`, a hit or a search response of Elastic, an export or a
 * query's result, the events of a log subscription, a message of the stack's own way in, a bare
 * record or document, or a list of any of these. Never throws.
 */
export const unwrap = (value: unknown): Generator<Unwrapped> => walk(value, 0);
