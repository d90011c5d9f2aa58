import { canonicalIp } from "../model/ip";
import { type EventTime, readEventTime } from "./records/event-time";
import { identify } from "./records/identity";
import { type JsonObject, stringAt } from "./records/json";
import { type Malformed, observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";
import { statusOf, webRequestOf } from "./records/web-request";

/** A value of a field, unless it is `-`, which stands for none. */
function fieldAt(record: JsonObject, name: string): string | undefined {
  const text = stringAt(record, name);
  return text === "-" ? undefined : text;
}

/** CloudFront encodes values once more, whatever the client had encoded already. */
function decodedAt(record: JsonObject, name: string): string | undefined {
  const text = fieldAt(record, name);
  if (text?.includes("%") !== true) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const MILLISECONDS = /^\d{12,15}$/;

function timeOf(record: JsonObject, latestMs: number): EventTime | Malformed {
  const stamp = stringAt(record, "timestamp(ms)") ?? "";
  if (MILLISECONDS.test(stamp)) return readEventTime("timestamp(ms)", Number(stamp), latestMs);
  const [date, time] = [stringAt(record, "date"), stringAt(record, "time")];
  const text = date === undefined || time === undefined ? undefined : `${date}T${time}Z`;
  return readEventTime("date and time", text, latestMs);
}

function parse(record: JsonObject, context: ParseContext): ParseResult {
  const time = timeOf(record, context.latestMs);
  if (time.kind === "malformed") return time;
  return observed(
    webRequestOf({
      id: identify("cf", fieldAt(record, "x-edge-request-id"), context),
      atMs: time.atMs,
      source: "cloudfront-log",
      method: fieldAt(record, "cs-method"),
      path: decodedAt(record, "cs-uri-stem"),
      query: decodedAt(record, "cs-uri-query"),
      status: statusOf(record["sc-status"]),
      ip: canonicalIp(fieldAt(record, "c-ip") ?? ""),
      userAgent: decodedAt(record, "cs(User-Agent)"),
      account: context.wrapping?.account,
    }),
  );
}

/**
 * Standard logs of CloudFront, which come within an hour, some within a day:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
 */
export const cloudFrontLog: Source = {
  id: "cloudfront-log",
  needs: "standard access logs of CloudFront, W3C or JSON (replay: they come too late for more)",
  parse,
  recognizes: (record) =>
    Object.hasOwn(record, "cs-uri-stem") && Object.hasOwn(record, "cs-method"),
};
