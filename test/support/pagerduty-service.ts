import { standIn, type Answer, type Asked, type StandIn } from "./http-stand-in";

/* The rules of https://developer.pagerduty.com/docs/send-alert-event and of
   https://developer.pagerduty.com/docs/events-api-v2-overview. In one thing it is stricter than the service,
   which ignores fields that it does not know: here they are refused, since they are misspelled. */

type Json = Readonly<Record<string, unknown>>;

export const ROUTING_KEY = "R0123456789abcdefABCDEF0123456789".slice(1);

/** An incident that is open there. */
export interface OpenAlert {
  readonly severity: string;
  readonly summary: string;
  readonly details: Json;
}

/** An event that was taken. */
export interface TakenEvent {
  readonly action: string;
  readonly key: string;
  readonly body: Json;
}

export interface PagerDutyService {
  /** Keys of integrations that exist. */
  readonly keys: Set<string>;
  readonly taken: TakenEvent[];
  readonly open: Map<string, OpenAlert>;
  /** How often somebody was woken: by what was not open already. */
  readonly woken: string[];
  /** What the next requests get in place of an answer. */
  readonly instead: Answer[];
  readonly enqueue: (asked: Pick<Asked, "method" | "path" | "headers" | "body">) => Answer;
}

const MOST_BYTES = 512 * 1024;
const SEVERITIES: readonly unknown[] = ["critical", "error", "warning", "info"];
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/;

const invalid = (...errors: readonly string[]): Answer => ({
  status: 400,
  body: { status: "invalid event", message: "Event object is invalid", errors },
});

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const FIELDS: readonly string[] = [
  "routing_key",
  "event_action",
  "dedup_key",
  "payload",
  "links",
  "images",
  "client",
  "client_url",
];
const PAYLOAD_FIELDS: readonly string[] = [
  "summary",
  "source",
  "severity",
  "timestamp",
  "component",
  "group",
  "class",
  "custom_details",
];

const unknownIn = (value: Json, known: readonly string[]): readonly string[] =>
  Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `'${key}' is not a field of an event`);

function missing(value: Json, name: string, max = Infinity): readonly string[] {
  const text = value[name];
  if (typeof text !== "string" || text === "") return [`'${name}' is missing or blank`];
  return text.length > max ? [`'${name}' is longer than ${max} characters`] : [];
}

function problemsOfPayload(payload: unknown): readonly string[] {
  if (!isObject(payload)) return ["'payload' is missing or blank"];
  const { severity, timestamp, component, group, custom_details: details } = payload;
  return [
    ...missing(payload, "summary", 1024),
    ...missing(payload, "source"),
    ...(SEVERITIES.includes(severity)
      ? []
      : ["'severity' is invalid (must be one of: critical, …)"]),
    ...(timestamp === undefined || INSTANT.test(timestamp as string)
      ? []
      : ["'timestamp' is no ISO 8601 date and time"]),
    ...[component, group, payload.class]
      .filter((each) => each !== undefined && typeof each !== "string")
      .map(() => "'component', 'group' and 'class' must be strings"),
    ...(details === undefined || isObject(details) ? [] : ["'custom_details' is not an object"]),
    ...unknownIn(payload, PAYLOAD_FIELDS),
  ];
}

const problemsOfLinks = (links: unknown): readonly string[] =>
  links === undefined ||
  (Array.isArray(links) &&
    links.every((each) => isObject(each) && /^https?:\/\//.test(String(each.href))))
    ? []
    : ["'links' must be a list of objects with 'href'"];

function problemsOf(event: Json): readonly string[] {
  const { event_action: action, dedup_key: key } = event;
  if (!["trigger", "acknowledge", "resolve"].includes(action as string)) {
    return ["'event_action' must be trigger, acknowledge or resolve"];
  }
  return [
    ...(key === undefined && action === "trigger" ? [] : missing(event, "dedup_key", 255)),
    ...(action === "trigger" ? problemsOfPayload(event.payload) : []),
    ...problemsOfLinks(event.links),
    ...unknownIn(event, FIELDS),
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the service answers before it looks at the event. */
function early(asked: Parameters<PagerDutyService["enqueue"]>[0]): Answer | undefined {
  if (asked.path !== "/v2/enqueue") return { status: 404, body: "Not Found" };
  if (asked.method !== "POST") return { status: 405, body: "Method Not Allowed" };
  if (asked.body.length > MOST_BYTES) return { status: 413, body: "Payload Too Large" };
  return asked.headers["content-type"]?.startsWith("application/json") === true
    ? undefined
    : invalid("Content-Type must be application/json");
}

/** PagerDuty's Events API v2 without its network. */
export function pagerDutyService(): PagerDutyService {
  const service: PagerDutyService = {
    keys: new Set([ROUTING_KEY]),
    taken: [],
    open: new Map(),
    woken: [],
    instead: [],
    enqueue: (asked) => {
      const instead = service.instead.shift() ?? early(asked);
      if (instead !== undefined) return instead;
      const event = parsed(asked.body.toString("utf8"));
      if (!isObject(event)) return invalid("the body is no JSON object");
      const { routing_key: routingKey } = event;
      if (typeof routingKey !== "string" || routingKey.length !== 32) {
        return invalid("'routing_key' is missing or not 32 characters long");
      }
      if (!service.keys.has(routingKey)) return invalid("Invalid routing key");
      const problems = problemsOf(event);
      return problems.length > 0 ? invalid(...problems) : take(event, service);
    },
  };
  return service;
}

function take(event: Json, { taken, open, woken }: PagerDutyService): Answer {
  const { dedup_key: given } = event;
  const key = typeof given === "string" ? given : `made-${taken.length}`;
  const action = String(event.event_action);
  taken.push({ action, key, body: event });
  if (action === "resolve") open.delete(key);
  if (action === "trigger") {
    const { severity, summary, custom_details: details = {} } = event.payload as Json;
    if (!open.has(key)) woken.push(key);
    open.set(key, {
      severity: String(severity),
      summary: String(summary),
      details: details as Json,
    });
  }
  return {
    status: 202,
    body: { status: "success", message: "Event processed", dedup_key: key },
  };
}

export interface PagerDutyServer extends StandIn {
  readonly service: PagerDutyService;
}

/** The same as a real HTTP server on a free port of this machine. */
export async function pagerDutyServer(): Promise<PagerDutyServer> {
  const service = pagerDutyService();
  return { service, ...(await standIn(service.enqueue)) };
}
