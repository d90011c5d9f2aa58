import {
  type CloudTrailCall,
  isCalledByOneOf,
  messageIdAt,
  observationOf,
  readCall,
  visibleAt,
} from "./records/cloudtrail";
import { at, type JsonObject, stringAt } from "./records/json";
import type { Delivery } from "../model/observation";
import { excerpt } from "./records/excerpt";
import { phoneNumberAt } from "./records/phone-number";
import { irrelevant, type Irrelevant, observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";

/**
 * CloudTrail's `eventSource` of both of End User Messaging's APIs. Of the newer one it stands in
 * AWS's own model of the API (`cloudTrailEventSource` in
 * https://github.com/aws/aws-sdk-js-v3/blob/main/codegen/sdk-codegen/aws-models/endusermessaging.json);
 * no record has been published. A call is read from either.
 */
export const SMS_VOICE_SERVICES: readonly string[] = [
  "sms-voice.amazonaws.com",
  "end-user-messaging.amazonaws.com",
];

type Meaning =
  { readonly kind: "sms-sent" | "sent-confirmed"; readonly delivery: Delivery } | Irrelevant;

type ReadCall = (record: JsonObject, call: CloudTrailCall) => Meaning;

const sent = (delivery: Delivery): Meaning => ({ kind: "sms-sent", delivery });

/** A text, paid for by the part, or a call that reads it aloud, paid for by the minute. */
const readMessage: ReadCall = () => sent("sms");

/**
 * A rich message may be delivered as such, or fall back to a text where its request says so
 * (https://docs.aws.amazon.com/sms-voice/latest/userguide/rcs-fallback-per-message.html). Which of
 * them happened comes later than the call.
 */
const readRichMessage: ReadCall = () => sent("possible");

/** https://docs.aws.amazon.com/end-user-messaging/latest/APIReference/API_SendNotifyCodeVerification.html */
const BY_CHANNEL: ReadonlyMap<string | undefined, Delivery> = new Map([
  ["TEXT", "sms"],
  ["VOICE", "sms"],
  ["WHATSAPP", "none"],
]);

const readCode: ReadCall = (record) =>
  sent(BY_CHANNEL.get(visibleAt(record, "requestParameters", "channel")) ?? "possible");

/** https://docs.aws.amazon.com/end-user-messaging/latest/APIReference/API_ValidateNotifyCodeVerification.html */
const readTypedCode: ReadCall = (record, { outcome }) =>
  outcome === "success" && visibleAt(record, "responseElements", "status") === "VALID"
    ? { kind: "sent-confirmed", delivery: "none" }
    : irrelevant("a code that was not accepted");

/** Data events by https://docs.aws.amazon.com/sms-voice/latest/userguide/logging-using-cloudtrail.html */
const CALLS: ReadonlyMap<string, ReadCall> = new Map([
  ["SendTextMessage", readMessage],
  ["SendMediaMessage", readMessage],
  ["SendNotifyTextMessage", readMessage],
  ["SendVoiceMessage", readMessage],
  ["SendNotifyVoiceMessage", readMessage],
  ["SendRcsMessage", readRichMessage],
  ["SendNotifyCodeVerification", readCode],
  ["ValidateNotifyCodeVerification", readTypedCode],
]);

/** The calls that are read, and those of them that send. */
export const SMS_VOICE_CALLS: readonly string[] = [...CALLS.keys()];
export const SMS_VOICE_SENDS: readonly string[] = [...CALLS]
  .filter(([, read]) => read !== readTypedCode)
  .map(([name]) => name);

/** The API of codes names a recipient, which on WhatsApp need not be a number. */
const destinationOf = (record: JsonObject): string | undefined =>
  phoneNumberAt(record, "requestParameters", "destinationPhoneNumber") ??
  phoneNumberAt(record, "requestParameters", "destinationIdentity");

function parse(record: JsonObject, context: ParseContext): ParseResult {
  const action = stringAt(record, "eventName") ?? "";
  const read = CALLS.get(action);
  if (read === undefined) return irrelevant(`sends no text: ${excerpt(action)}`);
  if (isCalledByOneOf(record, context.config.ownPrincipals)) {
    return irrelevant("sent by this stack itself");
  }
  const call = readCall(action, record, context);
  if (call.kind === "malformed") return call;
  const meaning = read(record, call);
  if (meaning.kind === "irrelevant") return meaning;
  const isDryRun = at(record, "requestParameters", "dryRun") === true;
  return observed(
    observationOf(call, {
      source: "sms-voice-send",
      kind: meaning.kind,
      delivery: isDryRun ? "none" : meaning.delivery,
      messageId: messageIdAt(record, "responseElements", "messageId"),
      destination: destinationOf(record),
    }),
  );
}

/** Texts, voice calls and codes by way of AWS End User Messaging, whose records show the number. */
export const smsVoiceSend: Source = {
  id: "sms-voice-send",
  needs:
    "a CloudTrail trail with data events of AWS::SMSVoice::OriginationIdentity, Message and NotifyConfiguration",
  parse,
};
