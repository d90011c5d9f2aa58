import { CANARY_CALL, CANARY_SERVICE } from "../model/canary";
import type { Config } from "../model/config";
import { isCalledByOneOf, observationOf, readCall } from "./records/cloudtrail";
import { accessKeyIdOf, invokedByOf } from "./records/caller";
import { at, type JsonObject, stringAt } from "./records/json";
import { excerpt } from "./records/excerpt";
import { isOwnName, OWN_ALARMS, OWN_FUNCTIONS, OWN_RULES, OWN_TOPICS } from "./own-resources";
import { irrelevant, observed } from "./records/result";
import { nameAt, type SettingCalls } from "./setting-effect";
import { QUOTA_SETTINGS, SMS_VOICE_SETTINGS, SNS_SETTINGS } from "./sms-settings";
import type { ParseContext, ParseResult, Source } from "./records/source";

interface Service {
  /** Calls that read or change what AWS lets an account send. */
  readonly settings: SettingCalls;
  /** Calls that count only where they hit a resource of this stack. */
  readonly own: SettingCalls;
}

const none: SettingCalls = new Map();

/** The calls that are read, by CloudTrail's `eventSource`. */
const SERVICES: ReadonlyMap<string, Service> = new Map([
  ["sns.amazonaws.com", { settings: SNS_SETTINGS, own: OWN_TOPICS }],
  ["sms-voice.amazonaws.com", { settings: SMS_VOICE_SETTINGS, own: none }],
  ["servicequotas.amazonaws.com", { settings: QUOTA_SETTINGS, own: none }],
  ["events.amazonaws.com", { settings: none, own: OWN_RULES }],
  ["monitoring.amazonaws.com", { settings: none, own: OWN_ALARMS }],
  ["lambda.amazonaws.com", { settings: none, own: OWN_FUNCTIONS }],
]);

const namesOf = (pick: (service: Service) => SettingCalls): readonly string[] =>
  [...SERVICES.values()].flatMap((service) => [...pick(service).keys()]);

/** The services whose calls are read, and the names of the calls. */
export const SETTING_SERVICES: readonly string[] = [...SERVICES.keys()];
export const SETTING_CALLS: readonly string[] = namesOf(({ settings }) => settings);
export const OWN_RESOURCE_CALLS: readonly string[] = namesOf(({ own }) => own);

const effectOf = (eventSource: string, action: string) => {
  const service = SERVICES.get(eventSource);
  return service?.settings.get(action) ?? service?.own.get(action);
};

/** Whether a call has to do with settings, and not with sending. */
export const isSettingCall = (eventSource: string, action: string): boolean =>
  effectOf(eventSource, action) !== undefined;

/** Without the date in Lambda's event names, which says nothing and looks like a phone number. */
const undated = (action: string): string => action.replace(/\d{8}$/, "");

/**
 * Whether a role of this stack, which CloudFormation names as the stack, is the caller: the spend
 * guard reads the limit every five minutes. Whoever may make roles could name one so, and would hide
 * no more than reads.
 */
function isOwnRole(record: JsonObject, config: Config): boolean {
  const role = nameAt(record, "userIdentity", "sessionContext", "sessionIssuer", "userName");
  return role !== undefined && isOwnName(role, config);
}

/** Whether it is the stack's own call, by its own role, from its own Region. */
function isCanary(record: JsonObject, { canary }: ParseContext): boolean {
  return (
    canary !== undefined &&
    at(record, "eventSource") === CANARY_SERVICE &&
    at(record, "eventName") === CANARY_CALL &&
    at(record, "awsRegion") === canary.region &&
    at(record, "userIdentity", "sessionContext", "sessionIssuer", "arn") === canary.roleArn
  );
}

function parseCanary(record: JsonObject, context: ParseContext): ParseResult {
  const call = readCall(CANARY_CALL, record, context);
  if (call.kind === "malformed") return call;
  return observed(
    observationOf(call, { source: "sms-control-plane", kind: "canary", delivery: "none" }),
  );
}

function parseSetting(record: JsonObject, context: ParseContext): ParseResult {
  const action = stringAt(record, "eventName") ?? "";
  const read = effectOf(stringAt(record, "eventSource") ?? "", action);
  if (read === undefined) return irrelevant(`reads and changes no SMS setting: ${excerpt(action)}`);
  if (isCalledByOneOf(record, context.config.ownPrincipals)) {
    return irrelevant("done by this stack itself");
  }
  const effect = read(record, context.config);
  if (effect.kind === "irrelevant") return effect;
  if (effect.kind === "setting-read" && isOwnRole(record, context.config)) {
    return irrelevant("read by this stack itself");
  }
  const call = readCall(undated(action), record, context);
  if (call.kind === "malformed") return call;
  return observed(
    observationOf(call, {
      source: "sms-control-plane",
      kind: effect.kind,
      delivery: "none",
      accessKeyId: accessKeyIdOf(record),
      resource: effect.kind === "setting-changed" ? effect.resource : undefined,
      invokedBy: invokedByOf(record),
    }),
  );
}

const parse: Source["parse"] = (record, context) =>
  isCanary(record, context) ? parseCanary(record, context) : parseSetting(record, context);

/** Who looks at the limits on texts, who lifts them, and who switches this detector off. */
export const smsControlPlane: Source = {
  id: "sms-control-plane",
  needs: "a CloudTrail trail with management events, read and write",
  parse,
};
