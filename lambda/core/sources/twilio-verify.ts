import { readEventTime } from "./records/event-time";
import { excerpt } from "./records/excerpt";
import { identify } from "./records/identity";
import { at, type JsonObject, stringAt } from "./records/json";
import { irrelevant, observed } from "./records/result";
import type { ParseContext, ParseResult } from "./records/source";
import { numberOf, senderOf, textSent } from "./records/text-sent";

/** https://www.twilio.com/docs/events/event-types/verify/verification-status */
export const VERIFY = "com.twilio.accountsecurity.verify.";
const PENDING = `${VERIFY}verification.pending`;
const APPROVED = `${VERIFY}verification.approved`;

/** The newest attempt to send a code of a verification. */
function newestAttempt(data: unknown): unknown {
  const attempts = at(data, "send_code_attempts", "attempts");
  return Array.isArray(attempts) ? attempts.at(-1) : undefined;
}

const channelOf = (attempt: unknown): string => stringAt(attempt, "channel")?.toLowerCase() ?? "";

function parsePending(record: JsonObject, context: ParseContext, atMs: number): ParseResult {
  const data = at(record, "data");
  const attempt = newestAttempt(data);
  const channel = channelOf(attempt);
  if (channel !== "sms") return irrelevant(`a code by another channel: ${excerpt(channel)}`);
  return observed(
    textSent({
      id: identify("tw", stringAt(attempt, "attempt_sid") ?? stringAt(record, "id"), context),
      atMs,
      source: "twilio",
      account: context.wrapping?.account,
      action: "Verification",
      outcome: "success",
      destination: numberOf(stringAt(data, "to")),
      sender: senderOf("twilio", stringAt(data, "service_sid")),
    }),
  );
}

/** A code that was typed in. It comes from signed roads only: whoever could forge it could hide. */
function parseApproved(record: JsonObject, context: ParseContext, atMs: number): ParseResult {
  return observed({
    id: identify("tw", stringAt(record, "id"), context),
    atMs,
    source: "twilio",
    account: context.wrapping?.account,
    kind: "sent-confirmed",
    action: "Verification",
    outcome: "success",
    delivery: "none",
    principal: senderOf("twilio", stringAt(record, "data", "service_sid")),
    destination: numberOf(stringAt(record, "data", "to")),
  });
}

/** An event of Twilio Verify. */
export function parseVerify(record: JsonObject, context: ParseContext): ParseResult {
  const type = stringAt(record, "type");
  const said = stringAt(record, "time") ?? stringAt(record, "data", "created_at");
  const time = readEventTime("time", said, context.latestMs);
  if (time.kind === "malformed") return time;
  if (type === PENDING) return parsePending(record, context, time.atMs);
  if (type === APPROVED) return parseApproved(record, context, time.atMs);
  return irrelevant("neither a code that is sent nor one that is typed in");
}
