import { canonicalIp } from "../model/ip";
import type { Delivery } from "../model/observation";
import { readEventTime } from "./records/event-time";
import { identify } from "./records/identity";
import { type JsonObject, stringAt } from "./records/json";
import { logFields } from "./records/log-line";
import { readRequestLine } from "./records/request-line";
import { observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";
import { statusOf, webRequestOf } from "./records/web-request";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html */
const TYPES: readonly unknown[] = ["http", "https", "h2", "grpcs", "ws", "wss"];
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{1,9}Z$/;

/** Place of each field that is read in a line, counted from 0. More fields may follow. */
const FIELDS = {
  type: 0,
  time: 1,
  elb: 2,
  client_port: 3,
  elb_status_code: 8,
  request_line: 12,
  user_agent: 13,
  request_creation_time: 21,
  actions_executed: 22,
} as const;
const LEAST_FIELDS = 15;

function readLine(line: string): JsonObject | undefined {
  const [type, time] = line.split(" ", 2);
  if (!TYPES.includes(type) || !TIME.test(time ?? "")) return undefined;
  const fields = logFields(line);
  if (fields === undefined || fields.length < LEAST_FIELDS) return undefined;
  return Object.fromEntries(Object.entries(FIELDS).map(([name, place]) => [name, fields[place]]));
}

/** The last colon ends the address: IPv6 stands there without brackets. */
function clientIp(record: JsonObject): string | undefined {
  const text = stringAt(record, "client_port") ?? "";
  return canonicalIp(text.slice(0, Math.max(text.lastIndexOf(":"), 0)));
}

/** Answers that the balancer gives by itself: the request went no further. */
const ANSWERED = ["redirect", "fixed-response"];

function deliveryOf(record: JsonObject): Delivery {
  const actions = stringAt(record, "actions_executed")?.split(",") ?? [];
  return actions.some((action) => ANSWERED.includes(action)) ? "none" : "possible";
}

function parse(record: JsonObject, context: ParseContext): ParseResult {
  const created = stringAt(record, "request_creation_time") ?? "";
  const isCreated = TIME.test(created);
  const text = isCreated ? created : stringAt(record, "time");
  const time = readEventTime(isCreated ? "request_creation_time" : "time", text, context.latestMs);
  if (time.kind === "malformed") return time;
  return observed(
    webRequestOf({
      ...readRequestLine(stringAt(record, "request_line") ?? ""),
      // The client may choose the root of the trace id, so that is no identity.
      id: identify("alb", undefined, context),
      atMs: time.atMs,
      source: "alb-log",
      status: statusOf(record.elb_status_code),
      ip: clientIp(record),
      userAgent: stringAt(record, "user_agent"),
      delivery: deliveryOf(record),
      account: context.wrapping?.account,
      region: context.wrapping?.region,
    }),
  );
}

/** Access logs of Application Load Balancers, as text and as the JSON of their vended logs. */
export const albLog: Source = {
  id: "alb-log",
  needs: "access logs of an Application Load Balancer, as files (replay)",
  parse,
  recognizes: (record) =>
    stringAt(record, "client_port") !== undefined &&
    stringAt(record, "request_line") !== undefined &&
    stringAt(record, "elb") !== undefined,
  readLine,
};
