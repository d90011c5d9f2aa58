import { canonicalIp } from "../model/ip";
import { readEventTime } from "./records/event-time";
import { identify } from "./records/identity";
import { type JsonObject, stringAt } from "./records/json";
import { logFields } from "./records/log-line";
import { isoOfCommonLog } from "./records/log-time";
import { readRequestLine } from "./records/request-line";
import { observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";
import { statusOf, webRequestOf } from "./records/web-request";

/**
 * An address or host name, identity, user, and the time in brackets before the first quote. nginx writes
 * whatever name a client gives, even one of kilobytes with a time in brackets, but no quote in it.
 */
const START =
  /^(\S{1,255}) \S{1,255} .{1,32768}?\[(\d{2}\/[A-Z][a-z]{2}\/\d{4}:[\d:]{8} [+-]\d{4})\] ?(?=")/;

/** nginx writes a quote in a field as `\x22` (https://nginx.org/en/docs/http/ngx_http_log_module.html). */
const unquoted = (text: string | undefined): string | undefined => text?.replaceAll("\\x22", '"');

function readLine(line: string): JsonObject | undefined {
  const [start = "", address, time] = START.exec(line) ?? [];
  if (time === undefined) return undefined;
  const fields = logFields(line.slice(start.length));
  const [request, status, , , agent] = fields ?? [];
  if (request === undefined || statusOf(status) === undefined) return undefined;
  return { address, time, request, status, agent: unquoted(agent) };
}

function parse(record: JsonObject, context: ParseContext): ParseResult {
  const iso = isoOfCommonLog(stringAt(record, "time") ?? "");
  const time = readEventTime("time", iso, context.latestMs);
  if (time.kind === "malformed") return time;
  return observed(
    webRequestOf({
      ...readRequestLine(stringAt(record, "request") ?? ""),
      id: identify("log", undefined, context),
      atMs: time.atMs,
      source: "combined-log",
      status: statusOf(record.status),
      ip: canonicalIp(stringAt(record, "address") ?? ""),
      userAgent: stringAt(record, "agent"),
      account: context.wrapping?.account,
      region: context.wrapping?.region,
    }),
  );
}

/**
 * The combined and the common log format of nginx and Apache, and API Gateway's line in the common
 * one. Behind a proxy the address is the proxy's.
 */
export const combinedLog: Source = {
  id: "combined-log",
  needs: "access logs of nginx or Apache in the combined or the common format (replay)",
  parse,
  readLine,
};
