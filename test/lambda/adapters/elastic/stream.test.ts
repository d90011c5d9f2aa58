import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { SecretSource } from "../../../../lambda/adapters/aws/secret";
import { elasticStream, type ElasticSettings } from "../../../../lambda/adapters/elastic/stream";
import type { BulkAnswer } from "../../../../lambda/core/elastic/store-documents";
import { at } from "../../../../lambda/core/sources/records/json";
import type { RequestFault } from "../../../support/elastic-server-answer";
import {
  KEY,
  startElasticServer,
  type ElasticServer,
  type ElasticServerOptions,
} from "../../../support/elastic-server";

const STREAM = "logs-sms_pumping.finding-default";
const OTHER_KEY = Buffer.from("otherTestKeyId000000:otherTestSecret0000000").toString("base64");
const BODY = '{"create":{"_id":"a"}}\n{"@timestamp":"2026-11-22T05:00:00Z"}\n';

let server: ElasticServer;

const start = async (options: ElasticServerOptions = {}): Promise<void> => {
  server = await startElasticServer(options);
};

afterEach(() => server.stop());

/** A secret that holds one key after another, each time that it is read. */
function secretOf(...keys: readonly string[]) {
  let reads = 0;
  const readAgain = (): Promise<string> =>
    Promise.resolve(keys[Math.min(reads++, keys.length - 1)]!);
  let known: string | undefined;
  const apiKey: SecretSource = {
    secret: "sms-pumping/elastic",
    read: async () => (known ??= await readAgain()),
    readAgain: async () => (known = await readAgain()),
  };
  return { apiKey, reads: () => reads };
}

/** A client whose clock moves only while it waits, by as much as it is told to. */
function clientOf(settings: Partial<ElasticSettings> = {}, remainingMs = 60_000) {
  const waits: number[] = [];
  let nowMs = Date.parse("2026-11-22T05:00:00Z");
  const client = elasticStream({
    endpoint: server.url,
    dataStream: STREAM,
    apiKey: secretOf(KEY).apiKey,
    timeoutMs: 5000,
    nowMs: () => nowMs,
    sleep: (ms) => {
      waits.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
    random: () => 0.5,
    ...settings,
  });
  return { waits, stream: client(nowMs + remainingMs) };
}

/** Each request meets with the next of these faults; those after them with none. */
const inTurn = (...faults: readonly (RequestFault | undefined)[]) => ({
  request: (number: number) => faults[number - 1],
});

const always = (fault: RequestFault) => ({ request: () => fault });

const statusesIn = (answer: BulkAnswer): unknown[] => {
  const items = answer.kind === "answered" ? at(answer.body, "items") : [];
  return (items as unknown[]).map((item) => at(item, "create", "status"));
};

const textOf = (answer: BulkAnswer): string =>
  answer.kind === "outage" ? `${answer.reason.type}: ${answer.reason.text}` : "answered";

const status = (code: number, isHtml = false): RequestFault => ({
  kind: "status",
  status: code,
  isHtml,
});

test("a document is stored, and the second time it is a conflict", async () => {
  await start();
  const { stream, waits } = clientOf();
  expect(statusesIn(await stream.bulk(BODY))).toEqual([201]);
  expect(statusesIn(await stream.bulk(BODY))).toEqual([409]);
  expect(server.requests.map(({ path }) => path)).toEqual([`/${STREAM}/_bulk`, `/${STREAM}/_bulk`]);
  expect(waits).toEqual([]);
});

describe("trouble that passes", () => {
  test.each<RequestFault>([
    status(429),
    status(502, true),
    status(503),
    status(504, true),
    { kind: "reset-before" },
  ])("is met with another try: %j", async (fault) => {
    await start({ plan: inTurn(fault) });
    const { stream, waits } = clientOf();
    expect(statusesIn(await stream.bulk(BODY))).toEqual([201]);
    expect(waits).toHaveLength(1);
  });

  test.each<RequestFault>([{ kind: "reset-after" }, { kind: "half-after" }])(
    "that hides what was stored shows as a conflict: %j",
    async (fault) => {
      await start({ plan: inTurn(fault) });
      const { stream } = clientOf();
      expect(statusesIn(await stream.bulk(BODY))).toEqual([409]);
      expect(server.stream(STREAM)!.documents).toHaveLength(1);
    },
  );

  test.each<RequestFault>([{ kind: "silent-after" }, { kind: "slow-after", ms: 2000 }])(
    "ends when its time is over: %j",
    async (fault) => {
      await start({ plan: inTurn(fault) });
      const { stream } = clientOf({ timeoutMs: 100 });
      expect(statusesIn(await stream.bulk(BODY))).toEqual([409]);
    },
  );

  test("is waited for ever longer, with chance in it, five times at most", async () => {
    await start({ plan: always(status(503)) });
    const { stream, waits } = clientOf();
    expect(textOf(await stream.bulk(BODY))).toBe(
      "injected_exception: the endpoint answered 503: on demand",
    );
    expect(waits).toEqual([250, 500, 1000, 2000]);
    expect(server.requests).toHaveLength(5);
  });

  test.each([
    ["seconds", "7", 7000],
    ["a date", "Sun, 22 Nov 2026 05:00:09 GMT", 9000],
    ["less than the backoff", "0", 250],
    ["nonsense", "soon", 250],
  ])("is waited for as long as Retry-After asks: %s", async (_, retryAfter, expected) => {
    await start({ plan: inTurn({ kind: "status", status: 429, retryAfter }) });
    const { stream, waits } = clientOf();
    await stream.bulk(BODY);
    expect(waits).toEqual([expected]);
  });

  test("is not waited for past the deadline", async () => {
    await start({ plan: inTurn({ kind: "status", status: 429, retryAfter: "60" }) });
    const { stream, waits } = clientOf({}, 59_000);
    expect(textOf(await stream.bulk(BODY))).toContain("answered 429");
    expect(waits).toEqual([]);
  });

  test("of the network is told by its code, and neither key nor body", async () => {
    await start();
    await server.stop();
    const { stream } = clientOf();
    const text = textOf(await stream.bulk(BODY));
    expect(text).toMatch(
      /^unreachable: 127\.0\.0\.1:\d+: nobody answers there: look at the host and the port \(ECONNREFUSED\)$/,
    );
  });
});

test("no request begins without time for it", async () => {
  await start();
  const { stream } = clientOf({}, 400);
  expect(textOf(await stream.bulk(BODY))).toContain("no_time");
  expect(server.requests).toEqual([]);
});

describe("the API key", () => {
  test("is read once and read again when it is refused", async () => {
    await start();
    const { apiKey, reads } = secretOf(KEY, OTHER_KEY);
    const { stream } = clientOf({ apiKey });
    await stream.bulk(BODY);
    await stream.bulk(BODY);
    expect(reads()).toBe(1);
    server.revoke(KEY);
    server.allow(OTHER_KEY);
    expect(statusesIn(await stream.bulk(BODY))).toEqual([409]);
    expect(reads()).toBe(2);
    expect(server.requests.map((each) => each.status)).toEqual([200, 200, 401, 200]);
  });

  test("that is revoked is named by its secret, and never shown", async () => {
    await start();
    server.revoke(KEY);
    const { stream } = clientOf({ apiKey: secretOf(KEY).apiKey });
    const text = textOf(await stream.bulk(BODY));
    expect(text).toMatch(/^unauthorized: .*secret sms-pumping\/elastic.*store a valid one/);
    expect(text).not.toContain(KEY);
    // The same key again would be refused again.
    expect(server.requests).toHaveLength(1);
  });

  test("that has expired is told from one that was revoked", async () => {
    await start();
    server.expire(KEY);
    expect(textOf(await clientOf().stream.bulk(BODY))).toContain("which has expired: store");
    server.revoke(KEY);
    expect(textOf(await clientOf().stream.bulk(BODY))).toContain("which was revoked: store");
  });

  test("that is wrong after it was changed, too, is not tried for ever", async () => {
    await start();
    server.revoke(KEY);
    const { stream } = clientOf({ apiKey: secretOf(KEY, OTHER_KEY).apiKey });
    expect(textOf(await stream.bulk(BODY))).toContain("unauthorized");
    expect(server.requests).toHaveLength(2);
  });

  test("that cannot be read is an outage that says what to mend", async () => {
    await start();
    const readAgain = (): Promise<string> => Promise.reject(new Error("secret x: it is empty"));
    const { stream } = clientOf({ apiKey: { secret: "x", read: readAgain, readAgain } });
    expect(textOf(await stream.bulk(BODY))).toBe("not_sent: Error: secret x: it is empty");
    expect(server.requests).toEqual([]);
  });

  test("without privileges on the stream is refused for each document", async () => {
    await start({
      keys: { [KEY]: { index: [{ names: ["logs-other-*"], privileges: ["write"] }] } },
    });
    const { stream } = clientOf();
    expect(statusesIn(await stream.bulk(BODY))).toEqual([403]);
  });

  test("with the least privileges that the documentation names is enough", async () => {
    const names = ["logs-sms_pumping.finding-*"];
    await start({
      keys: { [KEY]: { index: [{ names, privileges: ["create_doc", "auto_configure"] }] } },
    });
    const { stream } = clientOf();
    expect(statusesIn(await stream.bulk(BODY))).toEqual([201]);
  });

  test("goes to no other address than the configured one", async () => {
    await start();
    const met: unknown[] = [];
    const other = createServer((request, response) => {
      met.push(request.headers);
      response.end("{}");
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    server.plan(always({ kind: "redirect", location }));
    const { stream } = clientOf();
    expect(textOf(await stream.bulk(BODY))).toBe(
      `redirected: the endpoint redirects to ${location}: give that address`,
    );
    expect(met).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
  });
});

describe("an answer that is not Elasticsearch's", () => {
  test.each([200, 400])("with the status %d is told as such", async (code) => {
    await start({ plan: always(status(code, true)) });
    const { stream } = clientOf();
    expect(textOf(await stream.bulk(BODY))).toMatch(
      new RegExp(`^not_elasticsearch: something answered ${code} .*x-elastic-product`),
    );
    expect(server.requests).toHaveLength(1);
  });

  test("is not believed, even if it looks like one", async () => {
    await start();
    server.showProduct(false);
    const { stream } = clientOf();
    expect(textOf(await stream.bulk(BODY))).toContain("not_elasticsearch");
  });

  test("with the status 403 names the filter that may be missing", async () => {
    await start({ plan: always(status(403, true)) });
    const { stream } = clientOf();
    expect(textOf(await stream.bulk(BODY))).toMatch(/in front of Elasticsearch.*IP filter/);
  });
});

test("a request that is too large is answered as such, whoever says so", async () => {
  await start({ maxContentLength: 20 });
  const { stream } = clientOf();
  expect(await stream.bulk(BODY)).toEqual({ kind: "answered", status: 413, body: undefined });
});

test("a request that cannot be read is answered with Elasticsearch's reason", async () => {
  await start();
  const { stream } = clientOf();
  const answer = await stream.bulk('{"create":{}}\n{}');
  expect(answer).toMatchObject({ kind: "answered", status: 400 });
  expect(JSON.stringify(answer)).toContain("must be terminated by a newline");
});

test("an answer of 500 is an outage without another try", async () => {
  await start({ plan: always(status(500)) });
  const { stream } = clientOf();
  expect(textOf(await stream.bulk(BODY))).toContain("answered 500");
  expect(server.requests).toHaveLength(1);
});

test.each([
  ["a cloud id", "prod:ZXUtd2VzdC0xLmF3cy5mb3VuZC5pbyRhYmMkZGVm", "the endpoint is a cloud id"],
  ["no scheme", "elastic.example.com:9243", "the endpoint is without https://"],
  ["no address", "https://", "the endpoint is no address"],
  [
    "one with a password",
    "https://a:b@example.com",
    "the endpoint is one with a user and a password",
  ],
  [
    "plain HTTP",
    "http://example.com",
    "the endpoint is http://, over which the key could be read by others",
  ],
  ["one with a query", "https://example.com?a=b", "the endpoint is one with ? or #"],
])("an endpoint that is %s is an outage that says what to give", async (_, endpoint, expected) => {
  await start();
  const { stream } = clientOf({ endpoint });
  const text = textOf(await stream.bulk(BODY));
  expect(text).toContain(`not_sent: Error: ${expected}; give the address of Elasticsearch`);
});

test("a proxy's path in front of Elasticsearch is kept", async () => {
  await start();
  const { stream } = clientOf({ endpoint: `${server.url}/elastic/` });
  await stream.bulk(BODY);
  expect(server.requests[0]!.path).toBe(`/elastic/${STREAM}/_bulk`);
});

test("a pause that ends past the deadline is none", async () => {
  await start();
  const { stream, waits } = clientOf({}, 1300);
  expect(await stream.pause(1)).toBe(true);
  expect(await stream.pause(1)).toBe(false);
  expect(waits).toEqual([500]);
});
