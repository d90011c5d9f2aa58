import { canonicalIp } from "../model/ip";
import type { Observation } from "../model/observation";
import { readEventTime } from "./records/event-time";
import { identify } from "./records/identity";
import { at, isObject, type JsonObject, stringAt } from "./records/json";
import { malformed, observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";
import { statusOf, webRequestOf } from "./records/web-request";

/**
 * Headers that Cognito adds for the web ACL to see:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html
 */
const OPERATION = "x-amzn-cognito-operation-name";
const CLIENT = "x-amzn-cognito-client-id";
const TARGET = "x-amz-target";

const MOST_HEADERS = 200;
const OPERATION_NAME = /^[A-Za-z]{1,64}$/;
const RESOURCE_ID = /^[\w-]{1,128}$/;
const POOL = /(?:^|[/:])([a-z]{2}[a-z0-9-]{1,30}_[0-9A-Za-z]{1,55})$/;
const ACL = /^arn:[a-z-]{1,16}:wafv2:([a-z0-9-]{1,32}):(\d{12}):/;
const LONGEST = 2048;

/** Names come in the client's case, and the same name may come twice: the first counts. */
function headersOf(request: JsonObject): ReadonlyMap<string, string> {
  const listed = at(request, "headers");
  const headers = new Map<string, string>();
  for (const header of Array.isArray(listed) ? listed.slice(0, MOST_HEADERS) : []) {
    const name = stringAt(header, "name")?.toLowerCase();
    const value = stringAt(header, "value");
    if (name !== undefined && value !== undefined && !headers.has(name)) headers.set(name, value);
  }
  return headers;
}

const matching = (text: string | undefined, pattern: RegExp): string | undefined =>
  text !== undefined && pattern.test(text) ? text : undefined;

/** What AWS WAF answers by itself where its log names no status of its own. */
const ANSWERS: ReadonlyMap<string, number> = new Map([
  ["BLOCK", 403],
  ["CAPTCHA", 405],
  ["CHALLENGE", 403],
]);

function statusIn(record: JsonObject): number | undefined {
  return statusOf(record.responseCodeSent) ?? ANSWERS.get(stringAt(record, "action") ?? "");
}

/** CloudTrail has the same call with its outcome and counts it: here it is evidence only. */
function cognitoCall(
  web: Observation,
  record: JsonObject,
  headers: ReadonlyMap<string, string>,
): Observation {
  const operation = headers.get(OPERATION) ?? headers.get(TARGET)?.split(".").at(-1);
  const pool = POOL.exec(stringAt(record, "httpSourceId")?.slice(0, LONGEST) ?? "");
  return {
    ...web,
    action: matching(operation, OPERATION_NAME) ?? web.action,
    delivery: "none",
    userPoolId: pool?.[1],
    clientId: matching(headers.get(CLIENT), RESOURCE_ID),
    web: undefined,
  };
}

interface Seen {
  readonly request: JsonObject;
  readonly headers: ReadonlyMap<string, string>;
  readonly atMs: number;
}

function webOf(record: JsonObject, { request, headers, atMs }: Seen, context: ParseContext) {
  const acl = ACL.exec(stringAt(record, "webaclId")?.slice(0, LONGEST) ?? "");
  return webRequestOf({
    // The request id of a load balancer is its trace id, which the client may choose.
    id: identify("waf", undefined, context),
    atMs,
    source: "waf-log",
    method: stringAt(request, "httpMethod"),
    path: stringAt(request, "uri"),
    query: stringAt(request, "args"),
    status: statusIn(record),
    ip: canonicalIp(stringAt(request, "clientIp") ?? ""),
    userAgent: headers.get("user-agent"),
    account: acl?.[2] ?? context.wrapping?.account,
    region: acl?.[1] ?? context.wrapping?.region,
  });
}

function parse(record: JsonObject, context: ParseContext): ParseResult {
  const request = at(record, "httpRequest");
  if (!isObject(request)) return malformed("httpRequest is no object");
  const stamp = at(record, "timestamp");
  const atMs = typeof stamp === "number" ? stamp : undefined;
  const time = readEventTime("timestamp", atMs, context.latestMs);
  if (time.kind === "malformed") return time;
  const headers = headersOf(request);
  const web = webOf(record, { request, headers, atMs: time.atMs }, context);
  const isCognito = at(record, "httpSourceName") === "COGNITOIDP";
  return observed(isCognito ? cognitoCall(web, record, headers) : web);
}

/** Logs of AWS WAF: https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html */
export const wafLog: Source = {
  id: "waf-log",
  needs:
    "logs of an AWS WAF web ACL (replay); those of a user pool's are evidence only, since CloudTrail counts its calls",
  parse,
  recognizes: (record) => Object.hasOwn(record, "webaclId") && Object.hasOwn(record, "httpRequest"),
};
