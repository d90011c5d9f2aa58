import { fieldNumbers, fieldPath, fieldTexts, fieldValues, hasFieldSet } from "./records/ecs";
import { canonicalIp } from "../model/ip";
import type { JsonObject } from "./records/json";
import type { WebRequest } from "../model/observation";
import { readEventTime } from "./records/event-time";
import { excerpt } from "./records/excerpt";
import { identify } from "./records/identity";
import { irrelevant, malformed, type Malformed, observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";
import { METHOD, URL_LENGTH, webOutcome } from "./records/web-request";

/** Fields of the Elastic Common Schema: https://www.elastic.co/docs/reference/ecs */
const FIELDS = {
  timestamp: fieldPath("@timestamp"),
  eventId: fieldPath("event.id"),
  category: fieldPath("event.category"),
  sourceIp: fieldPath("source.ip"),
  userAgent: fieldPath("user_agent.original"),
  account: fieldPath("cloud.account.id"),
  region: fieldPath("cloud.region"),
  protocol: fieldPath("network.protocol"),
  method: fieldPath("http.request.method"),
  status: fieldPath("http.response.status_code"),
  path: fieldPath("url.path"),
  query: fieldPath("url.query"),
  original: fieldPath("url.original"),
};

/** What tools write when they mask an address or have none. */
const NO_ADDRESS: ReadonlySet<unknown> = new Set(["", "-", "0.0.0.0", "::"]);

const CLOUD_NAME = /^[\w-]{1,64}$/;
const MILLISECONDS = /^\d{12,15}$/;

function readWeb(document: JsonObject): WebRequest {
  return {
    category: fieldTexts(document, FIELDS.category),
    protocol: fieldTexts(document, FIELDS.protocol),
    method: fieldTexts(document, FIELDS.method),
    path: fieldTexts(document, FIELDS.path, URL_LENGTH),
    query: fieldTexts(document, FIELDS.query, URL_LENGTH),
    original: fieldTexts(document, FIELDS.original, URL_LENGTH),
    status: fieldNumbers(document, FIELDS.status),
  };
}

function readTimestamp(document: JsonObject): string | number | undefined {
  const [value] = fieldValues(document, FIELDS.timestamp);
  if (typeof value === "number") return value;
  if (typeof value !== "string") return undefined;
  return MILLISECONDS.test(value) ? Number(value) : value;
}

interface Address {
  readonly kind: "address";
  readonly ip: string | undefined;
}

function readAddress(document: JsonObject): Address | Malformed {
  const values = fieldValues(document, FIELDS.sourceIp).filter((value) => !NO_ADDRESS.has(value));
  for (const value of values) {
    const ip = typeof value === "string" ? canonicalIp(value) : undefined;
    if (ip !== undefined) return { kind: "address", ip };
  }
  if (values.length === 0) return { kind: "address", ip: undefined };
  return malformed(`source.ip is not an address: ${excerpt(values[0])}`);
}

const firstMatch = (values: readonly string[], pattern: RegExp): string | undefined =>
  values.find((value) => pattern.test(value));

function parse(document: JsonObject, context: ParseContext): ParseResult {
  if (!hasFieldSet(document, "http") && !hasFieldSet(document, "url")) {
    return irrelevant("a document without http or url fields");
  }
  const time = readEventTime("@timestamp", readTimestamp(document), context.latestMs);
  if (time.kind === "malformed") return time;
  const address = readAddress(document);
  if (address.kind === "malformed") return address;
  const web = readWeb(document);
  const [ownId] = fieldTexts(document, FIELDS.eventId, Infinity).filter((id) => id !== "");
  return observed({
    id: identify("ecs", ownId, context),
    atMs: time.atMs,
    source: "ecs-http",
    kind: "web-request",
    action: firstMatch(web.method, METHOD) ?? "request",
    outcome: webOutcome(web.status),
    delivery: "possible",
    account:
      firstMatch(fieldTexts(document, FIELDS.account), CLOUD_NAME) ?? context.wrapping?.account,
    region: firstMatch(fieldTexts(document, FIELDS.region), CLOUD_NAME) ?? context.wrapping?.region,
    ip: address.ip,
    userAgent: fieldTexts(document, FIELDS.userAgent).find((text) => text !== ""),
    web,
  });
}

/** Web requests as documents of the Elastic Common Schema, from any server, proxy or firewall. */
export const ecsHttp: Source = {
  id: "ecs-http",
  needs: "web access logs in the Elastic Common Schema",
  parse,
};
