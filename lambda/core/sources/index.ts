import { at, isObject, type JsonObject, parsedJson, stringAt } from "./records/json";
import { unwrap } from "./records/unwrap";
import type { Unwrapped } from "./records/unwrapped";
import type { Config } from "../model/config";
import { albLog } from "./alb-log";
import { apiGatewayLog } from "./api-gateway-log";
import { appRequests } from "./app-requests";
import { azureSms } from "./azure-sms";
import { cloudFrontLog } from "./cloudfront-log";
import { cloudWatchAlarm } from "./cloudwatch-alarm";
import { COGNITO_CALLS, cognitoApi } from "./cognito-api";
import { cognitoHostedUi, HOSTED_UI_PAGES } from "./cognito-hosted-ui";
import { combinedLog } from "./combined-log";
import { ecsHttp } from "./ecs-http";
import { excerpt } from "./records/excerpt";
import { parseFormat } from "./formats";
import { type Line, type LineReader, readLine } from "./lines";
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
import { countedOnce } from "./primary-log";
import { smsEvent } from "./sms-event";
import { snsDelivery } from "./sns-delivery";
import { snsPublish } from "./sns-publish";
import type { ParseContext, ParseResult, Source, Wrapping } from "./records/source";
import { TWILIO_EVENTS, twilio } from "./twilio";
import { wafLog } from "./waf-log";

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
  wafLog,
  albLog,
  cloudFrontLog,
  apiGatewayLog,
  combinedLog,
  appRequests,
  smsEvent,
  snsDelivery,
  twilio,
  azureSms,
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
    // They write `eventName` too, of other things.
    ...needing(TWILIO_EVENTS),
    ...needing(["Publish", "PublishBatch"], config.smsTopics.length > 0 ? [] : NUMBER),
    ...ownCalls(config),
  ]);
}

const WITHOUT_RECORD = { irrelevant, foreign, malformed } as const;

const recognized = (record: JsonObject): Source | undefined =>
  sources.find(({ recognizes }) => recognizes?.(record) === true);

/** Texts in which agents and container runtimes wrap what a program writes. */
const LOGGED = ["log", "message"];
const LONGEST_LOGGED = 262_144;

const loggedIn = (record: JsonObject): string | undefined =>
  LOGGED.map((key) => stringAt(record, key)).find(
    (text) => text !== undefined && text.length <= LONGEST_LOGGED,
  );

/** What the sources make of an object that is known by its own form alone. */
function parseObject(record: JsonObject, context: ParseContext): ParseResult {
  const source = recognized(record);
  if (source !== undefined) return source.parse(record, context);
  const text = loggedIn(record)?.trimEnd() ?? "";
  const inner = text.startsWith("{") ? parsedJson(text) : undefined;
  if (isObject(inner)) {
    return recognized(inner)?.parse(inner, context) ?? foreign("no shape that any source reads");
  }
  const line = readLine(text);
  return line === undefined ? foreign("no shape that any source reads") : parseRead(line, context);
}

function parseRead(line: Line | undefined, context: ParseContext): ParseResult {
  if (line === undefined) return foreign("a line that no source reads");
  if (line.kind === "header") return irrelevant("the header of a log");
  return line.source.parse(line.record, context);
}

/**
 * What the sources make of a line of a text log; undefined for one that none of them reads.
 * Never throws.
 *
 * @param read a reader for each log, since some begin with a header that tells their columns
 */
export function parseLine(
  text: string,
  read: LineReader,
  context: ParseContext,
): ParseResult | undefined {
  const line = read(text);
  if (line === undefined) return undefined;
  return countedOnce(parseRead(line, context), context.config, undefined);
}

/** The context of a record, with what it was wrapped in. */
const within = (
  { config, latestMs, canary }: ParseContext,
  fallbackId: string,
  wrapping: Wrapping,
): ParseContext => ({ config, fallbackId, latestMs, wrapping, canary });

function parseInner(inner: Unwrapped, fallbackId: string, context: ParseContext): ParseResult {
  if (inner.shape === "unknown") return WITHOUT_RECORD[inner.verdict](inner.reason);
  if (inner.shape === "record") {
    return parseObject(inner.record, within(context, fallbackId, inner.wrapping));
  }
  if (inner.shape === "line") {
    return parseRead(readLine(inner.text), within(context, fallbackId, inner.wrapping));
  }
  if (inner.shape === "intake") {
    const own = within(context, fallbackId, inner.wrapping);
    return parseFormat(inner.format, inner.record, own);
  }
  return parseKnown(inner, fallbackId, context);
}

type Known = Exclude<Unwrapped, { shape: "unknown" | "record" | "line" | "intake" }>;

function parseKnown(
  inner: Known,
  fallbackId: string,
  { config, latestMs, canary }: ParseContext,
): ParseResult {
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
    const stream = "wrapping" in inner ? inner.wrapping.stream : undefined;
    results.push(countedOnce(parseInner(inner, fallbackId, context), context.config, stream));
  }
  return results;
}
