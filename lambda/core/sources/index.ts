import { at, type JsonObject, stringAt } from "./records/json";
import { type Unwrapped, unwrap } from "./records/unwrap";
import type { Config } from "../model/config";
import { cloudWatchAlarm } from "./cloudwatch-alarm";
import { COGNITO_CALLS, cognitoApi } from "./cognito-api";
import { cognitoHostedUi, HOSTED_UI_PAGES } from "./cognito-hosted-ui";
import { ecsHttp } from "./ecs-http";
import { excerpt } from "./records/excerpt";
import { ownStart } from "./own-resources";
import { foreign, irrelevant, malformed } from "./records/result";
import {
  isSettingCall,
  OWN_RESOURCE_CALLS,
  SETTING_CALLS,
  SETTING_SERVICES,
  smsControlPlane,
} from "./sms-control-plane";
import { SMS_VOICE_CALLS, SMS_VOICE_SERVICES, smsVoiceSend } from "./sms-voice-send";
import { snsPublish } from "./sns-publish";
import type { ParseContext, ParseResult, Source } from "./records/source";

const COGNITO = "cognito-idp.amazonaws.com";

/** What reads a service's calls, other than those about settings. */
const BY_EVENT_SOURCE: ReadonlyMap<string, Source> = new Map([
  ...SETTING_SERVICES.map((service) => [service, smsControlPlane] as const),
  [COGNITO, cognitoApi],
  ["sns.amazonaws.com", snsPublish],
  ...SMS_VOICE_SERVICES.map((service) => [service, smsVoiceSend] as const),
]);

/** A service has two sources where its records have two forms or its calls two meanings. */
function sourceOf(eventSource: string, record: JsonObject): Source | undefined {
  if (eventSource === COGNITO && at(record, "eventType") === "AwsServiceEvent") {
    return cognitoHostedUi;
  }
  return isSettingCall(eventSource, stringAt(record, "eventName") ?? "")
    ? smsControlPlane
    : BY_EVENT_SOURCE.get(eventSource);
}

/** Every kind of telemetry that is read. */
export const sources: readonly Source[] = [
  cognitoApi,
  cognitoHostedUi,
  snsPublish,
  smsVoiceSend,
  smsControlPlane,
  cloudWatchAlarm,
  ecsHttp,
];

/** CloudTrail's `eventSource` of every record that any source reads. */
export const RELEVANT_EVENT_SOURCES: readonly string[] = [...BY_EVENT_SOURCE.keys()];

/** What a record must hold for a publish to have to do with a number. */
const NUMBER: readonly string[] = ["phoneNumber"];

type Needed = readonly (readonly [name: string, texts: readonly string[]])[];

const needing = (names: readonly string[], texts: readonly string[] = []): Needed =>
  names.map((name) => [name, texts] as const);

/** Calls that matter where this stack's own resources are named, and nowhere else. */
function ownCalls({ ownResources, ownTopics }: Config): Needed {
  const names = [...ownResources.map(ownStart), ...ownTopics];
  return names.length === 0 ? [] : needing(OWN_RESOURCE_CALLS, names);
}

/**
 * For each call that any source reads, texts of which its record must hold one to be an
 * observation; none are listed where the call alone may do. Lets a reader pass over the rest
 * without parsing it.
 */
export function neededTexts(config: Config): ReadonlyMap<string, readonly string[]> {
  return new Map([
    ...needing([...COGNITO_CALLS, ...HOSTED_UI_PAGES, ...SMS_VOICE_CALLS, ...SETTING_CALLS]),
    ...needing(["Publish", "PublishBatch"], config.smsTopics.length > 0 ? [] : NUMBER),
    ...ownCalls(config),
  ]);
}

const WITHOUT_RECORD = { irrelevant, foreign, malformed } as const;

function parseInner(
  inner: Unwrapped,
  fallbackId: string,
  { config, latestMs, canary }: ParseContext,
): ParseResult {
  if (inner.shape === "unknown") return WITHOUT_RECORD[inner.verdict](inner.reason);
  if (inner.shape === "alarm") {
    return cloudWatchAlarm.parse(inner.event, { config, fallbackId, latestMs });
  }
  const { documentId } = inner;
  if (inner.shape === "ecs") {
    const wrapping = { documentId };
    return ecsHttp.parse(inner.document, { config, fallbackId, latestMs, wrapping });
  }
  const eventSource = stringAt(inner.record, "eventSource");
  if (eventSource === undefined) return malformed("eventSource is no text");
  const source = sourceOf(eventSource, inner.record);
  if (source === undefined) return irrelevant(`calls of another service: ${excerpt(eventSource)}`);
  const wrapping = { account: inner.account, documentId };
  return source.parse(inner.record, { config, fallbackId, latestMs, wrapping, canary });
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
    results.push(parseInner(inner, fallbackId, context));
  }
  return results;
}
