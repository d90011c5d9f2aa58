import { pagerDutyServer, ROUTING_KEY, type PagerDutyServer } from "./pagerduty-service";

let server: PagerDutyServer;
beforeEach(async () => {
  server = await pagerDutyServer();
});
afterEach(() => server.close());

const PAYLOAD = { summary: "codes", source: "111122223333", severity: "error" };
const TRIGGER = {
  routing_key: ROUTING_KEY,
  event_action: "trigger",
  dedup_key: "I1",
  payload: PAYLOAD,
};
const RESOLVE = { routing_key: ROUTING_KEY, event_action: "resolve", dedup_key: "I1" };

async function post(body: unknown, type = "application/json", path = "/v2/enqueue") {
  const response = await fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "content-type": type },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const json = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, json };
}

describe("PagerDuty's stand-in", () => {
  test("takes an event and says which", async () => {
    const { status, json } = await post(TRIGGER);
    expect(status).toBe(202);
    expect(json).toEqual({ status: "success", message: "Event processed", dedup_key: "I1" });
  });

  test("joins triggers of one key while it is open, and wakes anew after its end", async () => {
    await post(TRIGGER);
    await post({ ...TRIGGER, payload: { ...PAYLOAD, severity: "critical" } });
    expect(server.service.open.get("I1")?.severity).toBe("critical");
    expect(server.service.woken).toEqual(["I1"]);
    expect((await post(RESOLVE)).status).toBe(202);
    expect(server.service.open.size).toBe(0);
    await post(TRIGGER);
    expect(server.service.woken).toEqual(["I1", "I1"]);
  });

  test("takes the end of what it does not know", async () => {
    expect((await post({ ...RESOLVE, dedup_key: "unknown" })).status).toBe(202);
  });

  test.each<[string, unknown]>([
    ["no JSON", "{"],
    ["a key of another length", { ...TRIGGER, routing_key: "short" }],
    ["a key that does not exist", { ...TRIGGER, routing_key: "x".repeat(32) }],
    ["an unknown action", { ...TRIGGER, event_action: "open" }],
    ["no payload", { ...TRIGGER, payload: undefined }],
    ["no summary", { ...TRIGGER, payload: { ...PAYLOAD, summary: "" } }],
    ["a long summary", { ...TRIGGER, payload: { ...PAYLOAD, summary: "x".repeat(1025) } }],
    ["no source", { ...TRIGGER, payload: { ...PAYLOAD, source: undefined } }],
    ["a severity of ours", { ...TRIGGER, payload: { ...PAYLOAD, severity: "high" } }],
    ["a time that is none", { ...TRIGGER, payload: { ...PAYLOAD, timestamp: "yesterday" } }],
    ["details that are a text", { ...TRIGGER, payload: { ...PAYLOAD, custom_details: "x" } }],
    ["a list of a component", { ...TRIGGER, payload: { ...PAYLOAD, component: [] } }],
    ["an unknown field of a payload", { ...TRIGGER, payload: { ...PAYLOAD, title: "x" } }],
    ["an unknown field", { ...TRIGGER, text: "x" }],
    ["a link without an address", { ...TRIGGER, links: [{ text: "Runbook" }] }],
    ["a link that is a path", { ...TRIGGER, links: [{ href: "docs/runbooks/x.md" }] }],
    ["a key that is too long", { ...TRIGGER, dedup_key: "x".repeat(256) }],
    ["an end of nothing", { ...RESOLVE, dedup_key: undefined }],
  ])("refuses %s", async (_, body) => {
    const { status, json } = await post(body);
    expect(status).toBe(400);
    expect(json).toMatchObject({ status: "invalid event" });
    expect(server.service.taken).toEqual([]);
  });

  test("refuses what is not sent as JSON, is too large or goes elsewhere", async () => {
    expect((await post(TRIGGER, "text/plain")).status).toBe(400);
    const large = { ...PAYLOAD, custom_details: { x: "x".repeat(513 * 1024) } };
    expect((await post({ ...TRIGGER, payload: large })).status).toBe(413);
    expect((await post(TRIGGER, "application/json", "/enqueue")).status).toBe(404);
  });

  test("answers otherwise as often as it is told to", async () => {
    server.service.instead.push({ status: 429, headers: { "retry-after": "1" }, body: {} });
    expect((await post(TRIGGER)).status).toBe(429);
    expect((await post(TRIGGER)).status).toBe(202);
  });
});
