import { stringAt } from "../records/json";
import { type Unwrapped, unwrap } from "../records/unwrap";
import type { Config } from "../config";
import { COGNITO_CALLS, cognitoApi, SIGN_IN_CALLS } from "./cognito-api";
import { ecsHttp } from "./ecs-http";
import { excerpt } from "../records/excerpt";
import { irrelevant, malformed } from "./result";
import { SMS_VOICE_CALLS, smsVoiceSend } from "./sms-voice-send";
import { snsPublish } from "./sns-publish";
import type { ParseContext, ParseResult, Source } from "./source";

const BY_EVENT_SOURCE: ReadonlyMap<string, Source> = new Map([
  ["cognito-idp.amazonaws.com", cognitoApi],
  ["sns.amazonaws.com", snsPublish],
  ["sms-voice.amazonaws.com", smsVoiceSend],
]);

/** Every kind of telemetry that is read. */
export const sources: readonly Source[] = [...BY_EVENT_SOURCE.values(), ecsHttp];

/** CloudTrail's `eventSource` of every record that any source reads. */
export const RELEVANT_EVENT_SOURCES: readonly string[] = [...BY_EVENT_SOURCE.keys()];

/** What a record must hold for a sign-in to have to do with a text, and a publish with a number. */
const SMS_CHALLENGES: readonly string[] = ["SMS_MFA", "SMS_OTP"];
const NUMBER: readonly string[] = ["phoneNumber"];

/**
 * For each call that any source reads, texts of which its record must hold one to be an
 * observation; none are listed where the call alone may do. Lets a reader pass over the rest
 * without parsing it.
 */
export function neededTexts({
  userPools,
  smsTopics,
}: Config): ReadonlyMap<string, readonly string[]> {
  const signInSends = Object.values(userPools).some(({ smsMfa }) => smsMfa);
  const publish = smsTopics.length > 0 ? [] : NUMBER;
  return new Map([
    ...[...COGNITO_CALLS, ...SMS_VOICE_CALLS].map((name) => [name, []] as const),
    ...SIGN_IN_CALLS.map((name) => [name, signInSends ? [] : SMS_CHALLENGES] as const),
    ["Publish", publish] as const,
    ["PublishBatch", publish] as const,
  ]);
}

function parseInner(inner: Unwrapped, context: ParseContext): ParseResult {
  if (inner.shape === "unknown") {
    return inner.verdict === "malformed" ? malformed(inner.reason) : irrelevant(inner.reason);
  }
  const { documentId } = inner;
  if (inner.shape === "ecs") {
    return ecsHttp.parse(inner.document, { ...context, wrapping: { documentId } });
  }
  const eventSource = stringAt(inner.record, "eventSource");
  if (eventSource === undefined) return malformed("eventSource is no text");
  const source = BY_EVENT_SOURCE.get(eventSource);
  if (source === undefined) return irrelevant(`calls of another service: ${excerpt(eventSource)}`);
  const wrapping = { account: inner.account, documentId };
  return source.parse(inner.record, { ...context, wrapping });
}

/**
 * What the sources make of whatever arrived: one result for each record that is wrapped in it, in
 * its order. Never throws. Where several records carry no id of their own, the second and later
 * ones add their place to the fallback.
 */
export function parseRecord(value: unknown, context: ParseContext): readonly ParseResult[] {
  const results: ParseResult[] = [];
  for (const inner of unwrap(value)) {
    const place = results.length;
    const fallbackId = place === 0 ? context.fallbackId : `${context.fallbackId}/${place}`;
    results.push(parseInner(inner, { ...context, fallbackId }));
  }
  return results;
}
