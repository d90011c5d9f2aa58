import { albLog } from "./alb-log";
import { apiGatewayLog } from "./api-gateway-log";
import { appRequests } from "./app-requests";
import { azureSms } from "./azure-sms";
import { combinedLog } from "./combined-log";
import { ecsHttp } from "./ecs-http";
import { isObject, type JsonObject, parsedJson, stringAt } from "./records/json";
import { malformed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";
import { smsEvent } from "./sms-event";
import { snsDelivery } from "./sns-delivery";
import { twilio } from "./twilio";
import { wafLog } from "./waf-log";

/** What the configuration calls the forms of records that are brought in, and what reads each. */
const FORMATS: ReadonlyMap<string, Source> = new Map([
  ["waf", wafLog],
  ["alb", albLog],
  ["api-access", apiGatewayLog],
  ["combined", combinedLog],
  ["ecs", ecsHttp],
  ["sns-delivery", snsDelivery],
  ["sms-events", smsEvent],
  ["twilio", twilio],
  ["azure-requests", appRequests],
  ["azure-sms", azureSms],
  ["event-grid", azureSms],
]);

export const INTAKE_FORMATS: readonly string[] = [...FORMATS.keys()];

/** Agents and container runtimes wrap a line once. */
const lineIn = (record: JsonObject): string | undefined =>
  stringAt(record, "log") ?? stringAt(record, "message");

function objectOf(source: Source, record: JsonObject | string): JsonObject | undefined {
  if (typeof record === "string") {
    const value = source.readLine?.(record) ?? parsedJson(record);
    return isObject(value) ? value : undefined;
  }
  if (source.recognizes?.(record) === true) return record;
  const line = lineIn(record);
  return (line === undefined ? undefined : source.readLine?.(line)) ?? record;
}

/**
 * What a record of a configured format is. Only its own source may read it: what a record says of
 * itself never makes it one of another kind.
 */
export function parseFormat(
  format: string,
  record: JsonObject | string,
  context: ParseContext,
): ParseResult {
  const source = FORMATS.get(format);
  if (source === undefined) return malformed("an intake message of an unknown format");
  const value = objectOf(source, record);
  return value === undefined
    ? malformed(`no record of the format ${format}`)
    : source.parse(value, context);
}
