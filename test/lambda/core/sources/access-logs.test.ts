import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Observation } from "../../../../lambda/core/model/observation";
import { parseLine, parseRecord } from "../../../../lambda/core/sources";
import { INTAKE_FORMATS } from "../../../../lambda/core/sources/formats";
import { lineReader } from "../../../../lambda/core/sources/lines";
import type { ParseResult } from "../../../../lambda/core/sources/records/source";
import { readMessage } from "../../../../lambda/detect/message";
import { fixture } from "../../../support/fixtures";
import { broken } from "../../../support/observation-laws";
import { contextOf, onlyObservation, reasonOf } from "../../../support/parsing";
import { runs } from "../../../support/runs";

const CONTEXT = contextOf();
const LOGS = ["alb", "combined", "cloudfront"] as const;
const linesOf = (name: string): readonly string[] =>
  readFileSync(join(__dirname, `../../../fixtures/logs/${name}.log`), "utf8")
    .trimEnd()
    .split("\n");

const seen = (results: readonly (ParseResult | undefined)[]): readonly Observation[] =>
  results.flatMap((result) => (result?.kind === "observations" ? result.observations : []));

function fromLog(name: string): readonly Observation[] {
  const read = lineReader();
  return seen(linesOf(name).map((line) => parseLine(line, read, CONTEXT)));
}

const fromRecord = (name: string): readonly Observation[] =>
  seen(parseRecord(fixture(`access/${name}`), CONTEXT));

const AT_MS = Date.parse("2026-11-22T03:10:04.512Z");

describe("alb-log", () => {
  it("reads a line whole, by the time of the request", () => {
    expect(fromLog("alb")[0]).toEqual({
      id: "at:file.json:120",
      atMs: AT_MS,
      source: "alb-log",
      kind: "web-request",
      action: "POST",
      outcome: "success",
      delivery: "possible",
      account: undefined,
      region: undefined,
      ip: "198.51.100.23",
      userAgent: "python-requests/2.32.5",
      web: {
        category: [],
        protocol: [],
        method: ["POST"],
        path: ["/api/auth/send-otp"],
        query: ["lang=en"],
        original: ["https://shop.example.com:443/api/auth/send-otp?lang=en"],
        status: [200],
      },
    });
  });

  it("reads IPv6 addresses, quotes in agents, spaces in addresses and broken requests", () => {
    const [, second, , fourth, fifth] = fromLog("alb");
    expect(second).toMatchObject({
      ip: "2001:db8:4:5::17",
      outcome: "throttled",
      userAgent: 'say "hello" twice',
    });
    expect(fourth).toMatchObject({
      action: "GET",
      web: { path: ["/shell"], query: ["cd+/tmp;rm+-rf+*;get+ a.example/x"], status: [404] },
    });
    expect(fifth).toMatchObject({ action: "request", outcome: "failure" });
  });

  it("counts no request that the balancer only sends elsewhere", () => {
    expect(fromLog("alb").map(({ delivery }) => delivery)).toEqual([
      "possible",
      "possible",
      "none",
      "possible",
      "possible",
    ]);
  });

  it("reads the same from the JSON of vended logs, but for the time", () => {
    const [text] = fromLog("alb");
    const [json] = fromRecord("alb-vended.not-recorded");
    expect(json).toEqual({ ...text, atMs: Date.parse("2026-11-22T03:10:04.612Z") });
  });
});

describe("combined-log", () => {
  it("reads nginx, Apache, the common format and API Gateway's line", () => {
    const found = fromLog("combined");
    expect(found).toHaveLength(6);
    expect(found[0]).toMatchObject({
      source: "combined-log",
      atMs: Date.parse("2026-11-22T03:10:04Z"),
      ip: "198.51.100.23",
      userAgent: "python-requests/2.32.5",
      web: { method: ["POST"], path: ["/api/auth/send-otp"], query: ["lang=en"], status: [200] },
    });
    expect(found[1]).toMatchObject({
      atMs: Date.parse("2026-11-22T03:10:05Z"),
      ip: "2001:db8:4:5::17",
      userAgent: 'say "hello"',
    });
    expect(found[2]).toMatchObject({ action: "request", userAgent: undefined });
    expect(found[3]).toMatchObject({ userAgent: undefined, outcome: "success" });
    expect(found[4]).toMatchObject({ ip: undefined, userAgent: 'say "hello"' });
    expect(found[5]).toMatchObject({ web: { path: ["/auth/send-otp"] } });
  });

  it.each([
    ["long", "a".repeat(6000)],
    ["long and escaped", "\\x22".repeat(6000)],
    ["with a time", "x [01/Jan/2001:00:00:00 +0000]"],
    ["with a time and a status", "x [01/Jan/2001:00:00:00 +0000] GET 200 "],
    ["with a request", String.raw`x [01/Jan/2001:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1`],
  ])("cannot be hidden from by a user name that is %s", (_, user) => {
    const [line = ""] = linesOf("combined");
    const [plain] = fromLog("combined");
    const result = parseLine(line.replace(" - - [", ` - ${user} [`), lineReader(), CONTEXT);
    expect(result).toEqual({ kind: "observations", observations: [plain] });
  });

  it("takes no address in a query for the one that was asked for", () => {
    const [line = ""] = linesOf("combined");
    const asked = line.replace("/api/auth/send-otp?lang=en", "/send-otp?://x");
    expect(seen([parseLine(asked, lineReader(), CONTEXT)])[0]?.web).toMatchObject({
      path: ["/send-otp"],
      query: ["://x"],
      original: [],
    });
  });

  it("is unwrapped from what an agent or a subscription puts around it", () => {
    const [line] = fromLog("combined");
    expect(fromRecord("fluent-bit")).toEqual([line]);
    expect(fromRecord("subscription")[0]).toEqual({
      ...line,
      id: "le:39321000000000000000000000000000000000000000000000000001",
      account: "111122223333",
    });
  });
});

describe("an address with a port, as App Service's header has it", () => {
  it.each([
    ["198.51.100.23:4711", "198.51.100.23"],
    ["[2001:db8:4:5::17]:4711", "2001:db8:4:5::17"],
    ["2001:db8:4:5::17", "2001:db8:4:5::17"],
    ["198.51.100.23:4711, 10.0.0.1", undefined],
  ])("%s is %s", (text, ip) => {
    const row = {
      Type: "AppRequests",
      TimeGenerated: "2026-11-22T03:10:04.000Z",
      ClientIP: "0.0.0.0",
      Properties: { "client-ip": text },
    };
    expect(seen(parseRecord(row, CONTEXT))[0]?.ip).toBe(ip);
  });
});

describe("cloudfront-log", () => {
  it("reads W3C by its header, and names a request by CloudFront's own id", () => {
    const [first, second] = fromLog("cloudfront");
    expect(first).toMatchObject({
      id: "cf:q1w2e3EXAMPLE==",
      atMs: Date.parse("2026-11-22T03:10:04Z"),
      userAgent: "python-requests/2.32.5 (x)",
      web: { path: ["/api/auth/send-otp"], query: ["lang=en%20x"], status: [200] },
    });
    expect(second).toMatchObject({ ip: "2001:db8:4:5::17", web: { status: [] } });
  });

  it("reads the same from JSON, by its milliseconds", () => {
    expect(fromRecord("cloudfront-json")).toEqual([{ ...fromLog("cloudfront")[0], atMs: AT_MS }]);
  });

  it("reads no rows whose header never came", () => {
    const [, , row = ""] = linesOf("cloudfront");
    expect(parseLine(row, lineReader(), CONTEXT)).toBeUndefined();
  });
});

describe("waf-log", () => {
  it("reads a request, and 429 where a rate rule says so", () => {
    expect(fromRecord("waf-alb")).toMatchObject([
      {
        id: "at:file.json:120",
        atMs: AT_MS,
        source: "waf-log",
        account: "111122223333",
        region: "us-east-1",
        ip: "198.51.100.23",
        userAgent: "python-requests/2.32.5",
        delivery: "possible",
        web: { path: ["/api/auth/send-otp"], status: [] },
      },
    ]);
    expect(fromRecord("waf-rate-blocked")).toMatchObject([
      { outcome: "throttled", web: { status: [429] } },
    ]);
  });

  it("takes a block without a status of its own for 403, and a challenge for a refusal", () => {
    for (const [action, status] of [
      ["BLOCK", 403],
      ["CAPTCHA", 405],
      ["CHALLENGE", 403],
    ] as const) {
      const results = parseRecord({ ...fixture("access/waf-alb"), action }, CONTEXT);
      expect(seen(results)).toMatchObject([{ outcome: "failure", web: { status: [status] } }]);
    }
  });

  it("counts no call of a user pool, which CloudTrail counts, and tells pool, client and call", () => {
    const common = {
      delivery: "none",
      userPoolId: "us-east-1_Ex4mpleQ7",
      clientId: "1example23456789abcdefghij",
      web: undefined,
    };
    expect(fromRecord("waf-cognito-call")).toMatchObject([{ action: "ForgotPassword", ...common }]);
    expect(fromRecord("waf-cognito-page")).toMatchObject([{ action: "POST", ...common }]);
  });
});

describe("api-gateway-log", () => {
  it("reads the documented names and those of the console", () => {
    expect(fromRecord("api-gateway-http")).toMatchObject([
      {
        source: "api-gateway-log",
        atMs: AT_MS,
        ip: "198.51.100.23",
        action: "POST",
        web: { path: ["/auth/send-otp"], status: [200] },
      },
    ]);
    expect(fromRecord("api-gateway-console")).toMatchObject([
      {
        atMs: Date.parse("2026-11-22T03:10:04Z"),
        web: { path: ["/auth/send-otp"], status: [429] },
      },
    ]);
  });

  it("reads the time as a number too", () => {
    const record = { ...fixture("access/api-gateway-http"), requestTimeEpoch: AT_MS };
    expect(seen(parseRecord(record, CONTEXT))).toMatchObject([{ atMs: AT_MS }]);
  });
});

describe("app-requests", () => {
  it("takes a masked address for unknown, unless a property has it", () => {
    const [masked, copied] = fromRecord("app-requests-export");
    expect(masked).toMatchObject({
      id: "az:51d760d34d75e847/3c9b0000000000000000000000000001",
      atMs: AT_MS,
      ip: undefined,
      action: "POST",
      web: { path: ["/api/auth/send-otp"], query: ["lang=en"], status: [200] },
    });
    expect(copied).toMatchObject({ ip: "198.51.100.23" });
  });

  it("counts a sampled row as the requests that it stands for", () => {
    const found = fromRecord("app-requests-query");
    expect(found).toHaveLength(4);
    expect(new Set(found.map(({ id }) => id)).size).toBe(4);
    expect(found[3]).toMatchObject({ outcome: "throttled", ip: "198.51.100.23" });
  });

  it("reads the answer of the query API", () => {
    expect(fromRecord("app-requests-tables")).toMatchObject([
      { ip: "198.51.100.23", web: { path: ["/api/auth/send-otp"], status: [200] } },
    ]);
  });
});

describe("lines of text logs", () => {
  const readers = LOGS.map((name) => [name, linesOf(name)] as const);

  it("are read whatever stands in them, and never make more of them than a request", () => {
    const change = fc.record({
      place: fc.nat(),
      length: fc.nat({ max: 40 }),
      text: fc.oneof(
        fc.string({ unit: "binary", maxLength: 40 }),
        fc.constantFrom('"', "\\", "[", "]", "\t", "%", " ", "::", "-"),
      ),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...readers),
        fc.array(change, { maxLength: 5 }),
        ([, lines], changes) => {
          const read = lineReader();
          for (const line of lines) {
            let text = line;
            for (const { place, length, text: by } of changes) {
              const from = place % (text.length + 1);
              text = text.slice(0, from) + by + text.slice(from + length);
            }
            const result = parseLine(text, read, CONTEXT);
            if (result === undefined) continue;
            expect(broken(result)).toBeUndefined();
            expect(seen([result]).length).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: runs(1000) },
    );
  });

  it("are left alone where they are no log's", () => {
    const read = lineReader();
    for (const line of [
      "",
      "hello",
      "http hello",
      "#",
      '"',
      "a b c [22/Nov/2026:03:10:04 +0000] x",
    ]) {
      expect(parseLine(line, read, CONTEXT)).toBeUndefined();
    }
  });
});

describe("what the stack's own way in sends", () => {
  const message = (format: string, records: readonly unknown[], more = {}) => ({
    intake: 1,
    format,
    stream: "web",
    account: "111122223333",
    region: "eu-west-1",
    records: records.map((record, i) => ({ id: `bucket/key#${i}`, record })),
    ...more,
  });
  const arrived = (value: unknown) => readMessage(JSON.stringify(value), false, CONTEXT);
  const withoutPlace = ({ id, account, region, ...rest }: Observation) => {
    expect([typeof id, typeof account, typeof region]).toBeTruthy();
    return rest;
  };

  it.each([
    ["alb", linesOf("alb"), () => fromLog("alb")],
    ["combined", linesOf("combined"), () => fromLog("combined")],
    ["waf", [fixture("access/waf-alb")], () => fromRecord("waf-alb")],
    ["api-access", [fixture("access/api-gateway-http")], () => fromRecord("api-gateway-http")],
    ["ecs", [fixture("ecs/alb")], () => seen(parseRecord(fixture("ecs/alb"), CONTEXT))],
  ] as const)("is read as replay reads %s", (format, records, replayed) => {
    const live = arrived(message(format, records));
    if (live.kind !== "observations") throw new Error(JSON.stringify(live));
    expect(live.observations.map(withoutPlace)).toEqual(replayed().map(withoutPlace));
    expect(INTAKE_FORMATS).toContain(format);
  });

  it("keeps the identity of a record that comes again, and tells others apart", () => {
    const live = arrived(message("alb", linesOf("alb")));
    const ids = live.kind === "observations" ? live.observations.map(({ id }) => id) : [];
    expect(ids).toEqual([0, 1, 2, 3, 4].map((i) => `le:bucket/key#${i}`));
    expect(arrived(message("alb", linesOf("alb")))).toEqual(live);
  });

  it("never lets a record choose its format", () => {
    const call = fixture("cloudtrail/cognito-idp/forgot-password-success");
    const results = parseRecord(message("ecs", [call]), CONTEXT);
    expect(results.map(reasonOf)).toEqual(["irrelevant: a document without http or url fields"]);
    expect(parseRecord(message("combined", [JSON.stringify(call)]), CONTEXT)[0]?.kind).toBe(
      "malformed",
    );
  });

  it("is refused in another version, of an unknown format or without records", () => {
    const refused = [
      message("alb", [], { intake: 2 }),
      message("alb", ["x"], { format: "gopher" }),
      message("alb", ["x"], { records: "x" }),
      message("alb", [7]),
      message("alb", ["no line of a load balancer"]),
    ];
    for (const value of refused) expect(arrived(value).kind).toBe("malformed");
  });

  it("is unwrapped once from what an agent puts around a line", () => {
    expect(fromRecord("intake-message")).toHaveLength(2);
    expect(onlyObservation(parseRecord(fixture("access/fluent-bit"), CONTEXT)[0]).ip).toBe(
      "198.51.100.23",
    );
  });
});
