import { canonicalIp } from "../../model/ip";
import { at, type JsonObject, stringAt } from "./json";
import type { Observation, Outcome } from "../../model/observation";
import { readEventTime } from "./event-time";
import { identify } from "./identity";
import { outcomeOfError, sendsNothing } from "./refusal";
import type { Malformed } from "./result";
import type { ParseContext } from "./source";
import { ACCOUNT, REGION } from "./place";

/** What CloudTrail writes in place of a value that it hides, even where an object belongs. */
export const REDACTED = "HIDDEN_DUE_TO_SECURITY_REASONS";

const ARN = /^arn:[\x21-\x7e]{1,2044}$/;
const RESOURCE_ID = /^[\w-]{1,128}$/;
/** A UUID; AWS writes EXAMPLE into those that it publishes. */
const SUBJECT = /^[\dA-Za-z]{8}(?:-[\dA-Za-z]{4}){3}-[\dA-Za-z]{12}$/;
const USER_AGENT_LENGTH = 1024;

/** The fields of an observation that every CloudTrail record yields alike. */
export interface CloudTrailCall extends Pick<
  Observation,
  | "id"
  | "atMs"
  | "action"
  | "outcome"
  | "isUnsent"
  | "account"
  | "region"
  | "ip"
  | "userAgent"
  | "principal"
> {
  readonly kind: "call";
}

/** The string at a path, unless it is empty or hidden. */
export function visibleAt(record: JsonObject, ...path: readonly string[]): string | undefined {
  const text = stringAt(record, ...path);
  return text === REDACTED ? undefined : text;
}

function matchingAt(record: JsonObject, pattern: RegExp, ...path: readonly string[]) {
  const text = visibleAt(record, ...path);
  return text !== undefined && pattern.test(text) ? text : undefined;
}

/** The ARN at a path; undefined when the text there is none or is longer than an ARN can be. */
export const arnAt = (record: JsonObject, ...path: readonly string[]): string | undefined =>
  matchingAt(record, ARN, ...path);

/** The id of an AWS resource, such as a user pool or an app client, at a path. */
export const resourceIdAt = (record: JsonObject, ...path: readonly string[]): string | undefined =>
  matchingAt(record, RESOURCE_ID, ...path);

const issuerArn = (record: JsonObject): string | undefined =>
  arnAt(record, "userIdentity", "sessionContext", "sessionIssuer", "arn");

const identityArn = (record: JsonObject): string | undefined =>
  arnAt(record, "userIdentity", "arn");

/** The id of a text at a path. */
export const messageIdAt = (record: JsonObject, ...path: readonly string[]): string | undefined =>
  matchingAt(record, RESOURCE_ID, ...path);

/** The `sub` of a Cognito user, in small letters; undefined where the text at a path is none. */
export const subjectAt = (record: JsonObject, ...path: readonly string[]): string | undefined =>
  matchingAt(record, SUBJECT, ...path)?.toLowerCase();

/** Whether the caller, or the role that it assumed, is one of the given ARNs. */
export function isCalledByOneOf(record: JsonObject, principals: readonly string[]): boolean {
  return [issuerArn(record), identityArn(record)].some(
    (arn) => arn !== undefined && principals.includes(arn),
  );
}

function readAccount(record: JsonObject, context: ParseContext): string | undefined {
  const ofEnvelope = context.wrapping?.account;
  return (
    matchingAt(record, ACCOUNT, "recipientAccountId") ??
    (ofEnvelope !== undefined && ACCOUNT.test(ofEnvelope) ? ofEnvelope : undefined) ??
    matchingAt(record, ACCOUNT, "userIdentity", "accountId")
  );
}

/**
 * What all CloudTrail records have in common, as
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 * describes it. Everything but the time may be missing: anonymous callers have no ARN, and a
 * service's name may stand in the place of an address.
 *
 * @param action the record's eventName, which the source has recognised
 */
export function readCall(
  action: string,
  record: JsonObject,
  context: ParseContext,
): CloudTrailCall | Malformed {
  const time = readEventTime("eventTime", stringAt(record, "eventTime"), context.latestMs);
  if (time.kind === "malformed") return time;
  return {
    kind: "call",
    id: identify("ct", stringAt(record, "eventID"), context),
    atMs: time.atMs,
    action,
    outcome: outcomeOfError(at(record, "errorCode")),
    isUnsent: sendsNothing(at(record, "errorCode")) || undefined,
    account: readAccount(record, context),
    region: matchingAt(record, REGION, "awsRegion"),
    ip: canonicalIp(stringAt(record, "sourceIPAddress") ?? ""),
    userAgent: stringAt(record, "userAgent")?.slice(0, USER_AGENT_LENGTH),
    principal: issuerArn(record) ?? identityArn(record),
  };
}

/** What a source knows of a call beside what all records tell alike. */
export interface OwnFields
  extends
    Pick<Observation, "source" | "kind" | "delivery">,
    Pick<
      Observation,
      | "userPoolId"
      | "clientId"
      | "subject"
      | "isOfText"
      | "isPasswordless"
      | "accessKeyId"
      | "topicArn"
    >,
    Pick<Observation, "resource" | "invokedBy" | "messageId" | "destination"> {
  /** Where one call sends several messages, each with an id and an outcome of its own. */
  readonly id?: string | undefined;
  readonly outcome?: Outcome | undefined;
}

/**
 * The observation that a call is.
 *
 * One literal for all sources: objects put together by spreads take twice the time to make and
 * four times the memory, and every record makes one.
 */
export const observationOf = (call: CloudTrailCall, own: OwnFields): Observation => ({
  id: own.id ?? call.id,
  atMs: call.atMs,
  source: own.source,
  kind: own.kind,
  action: call.action,
  outcome: own.outcome ?? call.outcome,
  isUnsent: call.isUnsent,
  delivery: own.delivery,
  account: call.account,
  region: call.region,
  ip: call.ip,
  userAgent: call.userAgent,
  userPoolId: own.userPoolId,
  clientId: own.clientId,
  subject: own.subject,
  isOfText: own.isOfText,
  isPasswordless: own.isPasswordless,
  principal: call.principal,
  accessKeyId: own.accessKeyId,
  topicArn: own.topicArn,
  resource: own.resource,
  invokedBy: own.invokedBy,
  messageId: own.messageId,
  destination: own.destination,
});
