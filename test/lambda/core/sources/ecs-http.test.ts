import { ecsHttp } from "../../../../lambda/core/sources/ecs-http";
import { fixture } from "../../../support/fixtures";
import { contextOf, LATEST_MS, onlyObservation, reasonOf } from "../../../support/parsing";

const parse = (variant: string, change: object = {}, wrapping = {}) =>
  ecsHttp.parse({ ...fixture(`ecs/${variant}`), ...change }, { ...contextOf(), wrapping });

const minimal = (change: object) => onlyObservation(parse("minimal", change));

describe("ecs-http", () => {
  it("reads a load balancer's document whole", () => {
    expect(onlyObservation(parse("alb"))).toEqual({
      id: "ecs:Root=1-6920f3ac-5e6f7a8b9c0dEXAMPLE",
      atMs: Date.parse("2026-11-22T03:10:04.512Z"),
      source: "ecs-http",
      kind: "web-request",
      action: "POST",
      outcome: "throttled",
      delivery: "possible",
      account: "111122223333",
      region: "us-east-1",
      ip: "198.51.100.23",
      userAgent: "python-requests/2.32.5",
      web: {
        category: ["web"],
        protocol: [],
        method: ["POST"],
        path: ["/api/auth/send-otp"],
        query: ["lang=en"],
        original: ["https://shop.example.com:443/api/auth/send-otp?lang=en"],
        status: [429],
      },
    });
  });

  it("reads a firewall's document, with its time in milliseconds and without a status", () => {
    expect(onlyObservation(parse("waf"))).toMatchObject({
      id: "at:file.json:120",
      atMs: Date.parse("2026-11-22T03:10:04.512Z"),
      ip: "2001:db8:4:5::17",
      outcome: "success",
      userAgent: undefined,
      web: { category: ["web", "network"], protocol: ["http"], status: [] },
    });
  });

  it("reads dotted keys and a status that is text", () => {
    expect(onlyObservation(parse("minimal"))).toMatchObject({
      action: "GET",
      ip: "192.0.2.61",
      account: undefined,
      web: { category: [], method: ["GET"], path: ["/account/verify"], status: [200] },
    });
  });

  it("keeps every value of a field, in its own case, however the keys are written", () => {
    expect(onlyObservation(parse("mixed-keys"))).toMatchObject({
      id: "ecs:mixed-keys-000001",
      atMs: Date.parse("2026-11-22T03:10:06.001Z"),
      action: "POST",
      account: "111122223333",
      region: "us-east-1",
      ip: "192.0.2.62",
      userAgent: "okhttp/4.12.0",
      web: {
        category: ["Network", "network", "web"],
        protocol: ["https"],
        method: ["POST", "PUT"],
        path: ["/v1/mobile/otp", "/v1/mobile/otp/retry"],
        query: [],
        status: [202, 200],
      },
    });
  });

  it("leaves out documents that are not about the web", () => {
    expect(reasonOf(parse("without-web-fields"))).toBe(
      "irrelevant: a document without http or url fields",
    );
  });

  it.each([
    [200, "success"],
    [302, "success"],
    [400, "failure"],
    ["429", "throttled"],
    [503, "failure"],
    [null, "success"],
    ["-", "success"],
  ])("takes status %j for %s", (status, outcome) => {
    expect(minimal({ "http.response.status_code": status }).outcome).toBe(outcome);
  });

  it("takes its identity from the event, else from Elastic, else from where it was found", () => {
    const wrapping = { documentId: "AZq3EXAMPLE0001" };
    expect(onlyObservation(parse("alb", {}, wrapping)).id).toMatch(/^ecs:Root=/);
    expect(onlyObservation(parse("minimal", {}, wrapping)).id).toBe("es:AZq3EXAMPLE0001");
    expect(onlyObservation(parse("minimal")).id).toBe("at:file.json:120");
    expect(minimal({ "event.id": "i".repeat(1_000_000) }).id).toMatch(/^ecs:[0-9A-Z]{20}$/);
  });

  it.each([
    [1795317004512, 1795317004512],
    [1795317004512.7, 1795317004512],
    ["1795317004512", 1795317004512],
    ["2026-11-22T03:10:04.512345678Z", 1795317004512],
    ["2026-11-22T05:10:04.512+02:00", 1795317004512],
    [[1795317004512], 1795317004512],
  ])("reads @timestamp %j", (timestamp, atMs) => {
    expect(minimal({ "@timestamp": timestamp }).atMs).toBe(atMs);
  });

  it.each([
    [undefined],
    [null],
    [""],
    ["22/Nov/2026:03:10:04 +0000"],
    ["1795317004"],
    [1795317004],
    [LATEST_MS + 1],
    [-1],
    [1e300],
    [NaN],
    [{}],
    [true],
  ])("refuses @timestamp %j", (timestamp) => {
    expect(parse("minimal", { "@timestamp": timestamp }).kind).toBe("malformed");
  });

  it("takes a masked or missing address for unknown, and refuses text that is none", () => {
    for (const ip of ["0.0.0.0", "::", "", "-", null, []]) {
      expect(minimal({ "source.ip": ip }).ip).toBeUndefined();
    }
    for (const ip of ["not an address", "192.0.2.1:443", "192.0.2.0/24", 3221225985, {}]) {
      expect(reasonOf(parse("minimal", { "source.ip": ip }))).toMatch(
        /^malformed: source\.ip is not an address: /,
      );
    }
  });

  it("writes an IPv4 address that is mapped into IPv6 as IPv4", () => {
    expect(minimal({ "source.ip": "::FFFF:192.0.2.1" }).ip).toBe("192.0.2.1");
  });

  it("names a request without a proper method", () => {
    expect(minimal({ "http.request.method": undefined }).action).toBe("request");
    expect(minimal({ "http.request.method": "GET\r\nX: y" }).action).toBe("request");
  });

  it("cuts long texts", () => {
    const { web, userAgent } = minimal({
      "url.path": `/${"a".repeat(1_000_000)}`,
      "user_agent.original": "b".repeat(1_000_000),
    });
    expect(web?.path[0]).toHaveLength(8192);
    expect(userAgent).toHaveLength(1024);
  });

  it("keeps neither bodies nor users", () => {
    const text = JSON.stringify(
      minimal({
        "http.request.body.content": "phone=+12065550100",
        "user.email": "ana@example.com",
        http: { request: { body: { content: "code=123456" } } },
      }),
    );
    expect(text).not.toMatch(/12065550100|ana@example|123456/);
  });
});
