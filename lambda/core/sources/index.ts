import { stringAt } from "../records/json";
import { type Unwrapped, unwrap } from "../records/unwrap";
import { cognitoApi } from "./cognito-api";
import { ecsHttp } from "./ecs-http";
import { excerpt } from "../records/excerpt";
import { irrelevant, malformed } from "./result";
import { smsVoiceSend } from "./sms-voice-send";
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
