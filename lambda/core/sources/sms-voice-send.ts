import { isCalledByOneOf, observationOf, readCall } from "./records/cloudtrail";
import { at, type JsonObject, stringAt } from "./records/json";
import { excerpt } from "./records/excerpt";
import { phoneNumberAt } from "./records/phone-number";
import { irrelevant, observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";

/** Data events by https://docs.aws.amazon.com/sms-voice/latest/userguide/logging-using-cloudtrail.html */
const TEXTS: ReadonlySet<string> = new Set([
  "SendTextMessage",
  "SendMediaMessage",
  "SendNotifyTextMessage",
]);
/** The calls that are read. */
export const SMS_VOICE_CALLS: readonly string[] = [...TEXTS];
const VOICE: ReadonlySet<string> = new Set(["SendVoiceMessage", "SendNotifyVoiceMessage"]);

function parse(record: JsonObject, context: ParseContext): ParseResult {
  const action = stringAt(record, "eventName") ?? "";
  if (VOICE.has(action)) return irrelevant("a voice call, not a text");
  if (!TEXTS.has(action)) return irrelevant(`sends no text: ${excerpt(action)}`);
  if (isCalledByOneOf(record, context.config.ownPrincipals)) {
    return irrelevant("sent by this stack itself");
  }
  const call = readCall(action, record, context);
  if (call.kind === "malformed") return call;
  const isDryRun = at(record, "requestParameters", "dryRun") === true;
  return observed(
    observationOf(call, {
      source: "sms-voice-send",
      kind: "sms-sent",
      delivery: isDryRun ? "none" : "sms",
      destination: phoneNumberAt(record, "requestParameters", "destinationPhoneNumber"),
    }),
  );
}

/** Texts by way of AWS End User Messaging, whose records show the number. */
export const smsVoiceSend: Source = {
  id: "sms-voice-send",
  needs: "a CloudTrail trail with data events of AWS::SMSVoice::OriginationIdentity and Message",
  parse,
};
