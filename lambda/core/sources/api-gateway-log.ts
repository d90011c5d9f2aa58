import { canonicalIp } from "../model/ip";
import { type EventTime, readEventTime } from "./records/event-time";
import { identify } from "./records/identity";
import { at, type JsonObject, stringAt } from "./records/json";
import { isoOfCommonLog } from "./records/log-time";
import { urlParts } from "./records/request-line";
import { type Malformed, observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";
import { statusOf, webRequestOf } from "./records/web-request";

/**
 * The names of the formats that the console and the documentation offer:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html and
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
const NAMES = {
  ip: ["ip", "sourceIp"],
  method: ["httpMethod", "method"],
  path: ["path", "resourcePath"],
  status: ["status"],
  userAgent: ["userAgent"],
} as const;

const firstOf = (record: JsonObject, names: readonly string[]): string | undefined => {
  for (const name of names) {
    const text = stringAt(record, name);
    if (text !== undefined && text !== "-") return text;
  }
  return undefined;
};

const MILLISECONDS = /^\d{12,15}$/;

function timeOf(record: JsonObject, latestMs: number): EventTime | Malformed {
  const epoch = at(record, "requestTimeEpoch");
  const text = typeof epoch === "number" ? String(epoch) : epoch;
  if (typeof text === "string" && MILLISECONDS.test(text)) {
    return readEventTime("requestTimeEpoch", Number(text), latestMs);
  }
  const said = stringAt(record, "requestTime");
  return readEventTime("requestTime", said && (isoOfCommonLog(said) ?? said), latestMs);
}

/** An HTTP API's route, such as `POST /auth/send-otp`, where the log has no path. */
function routeOf(record: JsonObject): { readonly method?: string; readonly path?: string } {
  const [method, path] = stringAt(record, "routeKey")?.split(" ", 2) ?? [];
  return path === undefined || method === undefined ? {} : { method, path };
}

function parse(record: JsonObject, context: ParseContext): ParseResult {
  const time = timeOf(record, context.latestMs);
  if (time.kind === "malformed") return time;
  const route = routeOf(record);
  const path = firstOf(record, NAMES.path) ?? route.path;
  return observed(
    webRequestOf({
      ...(path === undefined ? {} : urlParts(path)),
      // A REST API's client may choose the request id, so that is no identity.
      id: identify("api", undefined, context),
      atMs: time.atMs,
      source: "api-gateway-log",
      method: firstOf(record, NAMES.method) ?? route.method,
      status: statusOf(record.status),
      ip: canonicalIp(firstOf(record, NAMES.ip) ?? ""),
      userAgent: firstOf(record, NAMES.userAgent),
      account: context.wrapping?.account,
      region: context.wrapping?.region,
    }),
  );
}

const hasAny = (record: JsonObject, names: readonly string[]): boolean =>
  names.some((name) => Object.hasOwn(record, name));

/** Access logs of API Gateway in a JSON format that names the fields as the documentation does. */
export const apiGatewayLog: Source = {
  id: "api-gateway-log",
  needs:
    "access logs of API Gateway in JSON with requestTime or requestTimeEpoch, ip, httpMethod, path and status (replay)",
  parse,
  recognizes: (record) =>
    hasAny(record, ["requestTime", "requestTimeEpoch"]) &&
    hasAny(record, [...NAMES.ip]) &&
    hasAny(record, [...NAMES.method, "routeKey"]) &&
    hasAny(record, NAMES.status),
};
