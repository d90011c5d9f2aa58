import { canonicalIp } from "../model/ip";
import type { Observation } from "../model/observation";
import { readEventTime } from "./records/event-time";
import { identify } from "./records/identity";
import { at, type JsonObject, parsedJson, stringAt } from "./records/json";
import { urlParts } from "./records/request-line";
import { observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";
import { METHOD, statusOf, webRequestOf } from "./records/web-request";

/** A row that stands for more requests counts as so many: each would need an observation. */
export const MOST_ITEMS = 100;
const LONGEST_PROPERTIES = 65_536;

/** An export holds them as an object, a query's output as JSON text. */
function propertiesOf(record: JsonObject): unknown {
  const value = at(record, "Properties");
  if (typeof value !== "string") return value;
  return value.length > LONGEST_PROPERTIES ? undefined : parsedJson(value);
}

/** App Service's header `Client-IP` has the port too. */
const WITH_PORT = /^(?:([\d.]{7,15})|\[([\da-fA-F:.]{2,45})\]):\d{1,5}$/;

function addressIn(text: string): string | undefined {
  const [, v4, v6] = WITH_PORT.exec(text) ?? [];
  return canonicalIp(v4 ?? v6 ?? text);
}

/**
 * The caller's address. Application Insights masks it as 0.0.0.0 unless it is told not to, so many
 * an application copies it to a property.
 * https://learn.microsoft.com/en-us/azure/azure-monitor/app/ip-collection
 */
const ipOf = (record: JsonObject): string | undefined =>
  canonicalIp(stringAt(record, "ClientIP") ?? "") ??
  addressIn(stringAt(propertiesOf(record), "client-ip") ?? "");

/** Functions say the method apart, others begin the request's name with it. */
function methodOf(record: JsonObject): string | undefined {
  const named = stringAt(propertiesOf(record), "HttpMethod");
  const [first, second] = stringAt(record, "Name")?.split(" ", 2) ?? [];
  const method = named ?? (second === undefined ? undefined : first);
  return method !== undefined && METHOD.test(method) ? method : undefined;
}

/** With sampling one row stands for several requests. */
function itemsOf(record: JsonObject): number {
  const value = at(record, "ItemCount");
  const items = typeof value === "string" && DIGITS.test(value) ? Number(value) : value;
  return typeof items === "number" && items >= 1 ? Math.min(Math.trunc(items), MOST_ITEMS) : 1;
}

const DIGITS = /^\d{1,9}$/;
const COUNTED = /^[\x21-\x7e]{1,100}$/;

function ownId(record: JsonObject): string | undefined {
  const [id, operation] = [stringAt(record, "Id"), stringAt(record, "OperationId") ?? ""];
  return id !== undefined && COUNTED.test(id) ? `${id}/${operation.slice(0, 90)}` : undefined;
}

function parse(record: JsonObject, context: ParseContext): ParseResult {
  const field = Object.hasOwn(record, "TimeGenerated") ? "TimeGenerated" : "time";
  const time = readEventTime(field, stringAt(record, field), context.latestMs);
  if (time.kind === "malformed") return time;
  const url = stringAt(record, "Url");
  const request = webRequestOf({
    ...(url === undefined ? {} : urlParts(url)),
    id: identify("az", ownId(record), context),
    atMs: time.atMs,
    source: "app-requests",
    method: methodOf(record),
    status: statusOf(record.ResultCode),
    ip: ipOf(record),
    account: context.wrapping?.account,
  });
  const others = Array.from({ length: itemsOf(record) - 1 }, (_, i): Observation => ({
    ...request,
    id: `${request.id}#${i + 1}`,
  }));
  return observed(request, ...others);
}

/**
 * Requests of Azure Application Insights, as its diagnostic settings export them and as a query of
 * the workspace shows them:
 * https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/apprequests
 */
export const appRequests: Source = {
  id: "app-requests",
  needs: "exports or query results of Application Insights' table AppRequests (replay)",
  parse,
  recognizes: (record) => at(record, "Type") === "AppRequests",
};
