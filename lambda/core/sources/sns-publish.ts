import {
  arnAt,
  type CloudTrailCall,
  isCalledByOneOf,
  messageIdAt,
  observationOf,
  readCall,
} from "./records/cloudtrail";
import { at, isObject, type JsonObject, stringAt } from "./records/json";
import type { Observation } from "../model/observation";
import { excerpt } from "./records/excerpt";
import { phoneNumberAt } from "./records/phone-number";
import { irrelevant, type Irrelevant, observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const MOST_ENTRIES = 10;

type Sending = Pick<Observation, "topicArn" | "destination"> & { readonly kind: "sending" };

/**
 * Where a publish goes. AWS does not log publishes straight to a phone number
 * (https://docs.aws.amazon.com/sns/latest/dg/logging-using-cloudtrail.html); should one appear all
 * the same, it is a text.
 */
function readSending(record: JsonObject, context: ParseContext): Sending | Irrelevant {
  const { ownPrincipals, ownTopics, smsTopics } = context.config;
  if (isCalledByOneOf(record, ownPrincipals)) return irrelevant("sent by this stack itself");
  const topicArn =
    arnAt(record, "requestParameters", "topicArn") ??
    arnAt(record, "requestParameters", "targetArn");
  if (topicArn !== undefined && ownTopics.includes(topicArn)) {
    return irrelevant("sent to a topic of this stack");
  }
  if (stringAt(record, "requestParameters", "phoneNumber") !== undefined) {
    const destination = phoneNumberAt(record, "requestParameters", "phoneNumber");
    return { kind: "sending", destination };
  }
  if (topicArn !== undefined && smsTopics.includes(topicArn)) return { kind: "sending", topicArn };
  return irrelevant("published to what smsTopics does not name");
}

function failedIds(record: JsonObject): ReadonlySet<string> {
  const failed = at(record, "responseElements", "failed");
  if (!Array.isArray(failed)) return new Set();
  const ids = failed.map((entry) => (isObject(entry) ? stringAt(entry, "id") : undefined));
  return new Set(ids.filter((id) => id !== undefined));
}

function batchOf(call: CloudTrailCall, sending: Sending, record: JsonObject): Observation[] {
  const listed = at(record, "requestParameters", "publishBatchRequestEntries");
  const entries: readonly unknown[] = Array.isArray(listed) ? listed : [];
  const length = Math.min(Math.max(entries.length, 1), MOST_ENTRIES);
  const failed = failedIds(record);
  return Array.from({ length }, (_, index) => {
    const entryId = stringAt(entries[index], "id");
    const hasFailed = call.outcome === "success" && failed.has(entryId ?? "");
    const outcome = hasFailed ? "failure" : call.outcome;
    return messageOf(call, sending, { id: `${call.id}#${index}`, outcome });
  });
}

/** @param own of one message of a batch */
const messageOf = (
  call: CloudTrailCall,
  { topicArn, destination }: Sending,
  own: Partial<Pick<Observation, "id" | "outcome" | "messageId">> = {},
): Observation =>
  observationOf(call, {
    id: own.id,
    source: "sns-publish",
    kind: "sms-sent",
    outcome: own.outcome,
    delivery: "sms",
    topicArn,
    messageId: own.messageId,
    destination,
  });

function parse(record: JsonObject, context: ParseContext): ParseResult {
  const action = stringAt(record, "eventName") ?? "";
  if (action !== "Publish" && action !== "PublishBatch") {
    return irrelevant(`publishes nothing: ${excerpt(action)}`);
  }
  const sending = readSending(record, context);
  if (sending.kind === "irrelevant") return sending;
  const call = readCall(action, record, context);
  if (call.kind === "malformed") return call;
  if (action === "PublishBatch") return observed(...batchOf(call, sending, record));
  const messageId = messageIdAt(record, "responseElements", "messageId");
  return observed(messageOf(call, sending, { messageId }));
}

/** Texts by way of SNS topics that have SMS subscribers. */
export const snsPublish: Source = {
  id: "sns-publish",
  needs: "a CloudTrail trail with data events of AWS::SNS::Topic, and smsTopics",
  parse,
};
