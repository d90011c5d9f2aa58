import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import {
  answererOf,
  backoffMs,
  type HttpReply,
  networkTrouble,
  retryAfterMs,
  transport,
} from "../../../lambda/adapters/http";
import { standIn, type Asked, type StandIn } from "../../support/http-stand-in";
import { selfSigned } from "../../support/self-signed";

/** What a request to there leads to, in words. */
async function problemOf(url: string, ca?: string): Promise<string | undefined> {
  try {
    await transport(ca)({ method: "GET", url, headers: {} });
    return "an answer";
  } catch (error) {
    return networkTrouble(error, "give it with --ca")?.text;
  }
}

describe("the transport", () => {
  const open: { readonly close: () => unknown }[] = [];

  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });

  async function server(answer: Parameters<typeof standIn>[0], tls = false): Promise<StandIn> {
    const made = await standIn(answer, tls ? selfSigned() : undefined);
    open.push(made);
    return made;
  }

  async function rawServer(onData: (server: Server) => void): Promise<number> {
    const made = createServer();
    onData(made);
    await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
    open.push({ close: () => made.close() });
    return (made.address() as AddressInfo).port;
  }

  test("sends method, headers and body, and reads status, headers and text", async () => {
    const seen: Asked[] = [];
    const { url } = await server((asked) => {
      seen.push(asked);
      return { status: 418, headers: { "x-kind": "pot" }, body: { ü: 1 } };
    });
    const reply: HttpReply = await transport()({
      method: "PUT",
      url: `${url}/a?b=c`,
      headers: { "x-asked": "yes" },
      body: Buffer.from("ü"),
    });
    expect(reply).toMatchObject({ status: 418, text: '{"ü":1}' });
    expect(reply.headers["x-kind"]).toBe("pot");
    expect(seen).toMatchObject([
      { method: "PUT", path: "/a", headers: { "x-asked": "yes", "content-length": "2" } },
    ]);
    expect(seen[0]?.body.toString()).toBe("ü");
  });

  test("follows no redirect: the key would go along", async () => {
    const other = await server(() => ({ status: 200 }));
    const { url } = await server(() => ({ status: 302, headers: { location: other.url } }));
    const reply = await transport()({ method: "GET", url, headers: {} });
    expect(reply.status).toBe(302);
  });

  test("trusts a certificate of nobody's only where it is given", async () => {
    const tls = selfSigned();
    const made = await standIn(() => ({ status: 200 }), tls);
    open.push(made);
    expect(await problemOf(made.url)).toBe(
      "the certificate is of no authority that this machine trusts: give it with --ca (DEPTH_ZERO_SELF_SIGNED_CERT)",
    );
    expect(await problemOf(made.url, selfSigned().cert)).toContain("give it with --ca");
    expect(await problemOf(made.url, tls.cert)).toBe("an answer");
  });

  test("tells that a certificate is of another host", async () => {
    const tls = selfSigned();
    const made = await standIn(() => ({ status: 200 }), tls);
    open.push(made);
    const url = made.url.replace("127.0.0.1", "localhost");
    expect(await problemOf(url, tls.cert)).toContain("its certificate is of another host");
  });

  test("tells that nobody answers", async () => {
    const { url, close } = await standIn(() => ({ status: 200 }));
    await close();
    expect(await problemOf(url)).toBe(
      "nobody answers there: look at the host and the port (ECONNREFUSED)",
    );
  });

  test("tells that the host does not exist", async () => {
    expect(await problemOf("https://es.invalid")).toMatch(
      /^no such host: .*\((ENOTFOUND|EAI_AGAIN)\)$/,
    );
  });

  test("tells https to a server without TLS", async () => {
    const { url } = await server(() => ({ status: 200 }));
    expect(await problemOf(url.replace("http:", "https:"))).toContain("no TLS is spoken there");
  });

  test("tells http to a server with TLS, which cuts the line", async () => {
    const { url } = await server(() => ({ status: 200 }), true);
    expect(await problemOf(url.replace("https:", "http:"))).toContain("look at http or https");
  });

  test("tells that no HTTP is spoken", async () => {
    const port = await rawServer((made) => {
      made.on("connection", (socket) => socket.end("220 smtp.example.com ESMTP\r\n"));
    });
    expect(await problemOf(`http://127.0.0.1:${port}`)).toContain("no HTTP is spoken there");
  });

  test("tells that the line was cut in the middle of an answer", async () => {
    const port = await rawServer((made) => {
      made.on("connection", (socket) => {
        socket.on("error", () => undefined);
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf", () => {
          socket.resetAndDestroy();
        });
      });
    });
    expect(await problemOf(`http://127.0.0.1:${port}`)).toContain("(ECONNRESET)");
  });
});

test.each([new TypeError("x is undefined"), "odd", null, { code: 7 }, { code: "EODD" }])(
  "%s is no network's error and is left to be a defect",
  (error) => {
    expect(networkTrouble(error, "")).toBeUndefined();
  },
);

test.each(["ENOTFOUND", "ECONNRESET", "ETIMEDOUT", "HPE_INVALID_CONSTANT"])(
  "%s may pass",
  (code) => {
    const trouble = networkTrouble(Object.assign(new Error("x"), { code }), "");
    expect(trouble?.text).toContain(`(${code})`);
    expect(trouble?.isTransient).toBe(true);
  },
);

test.each([
  ["SELF_SIGNED_CERT_IN_CHAIN", "trust it"],
  ["CERT_HAS_EXPIRED", "has expired"],
  ["CERT_NOT_YET_VALID", "is not valid yet"],
])("a certificate that is refused with %s is told as such, and not tried again", (code, said) => {
  const trouble = networkTrouble({ code }, "trust it");
  expect(trouble?.text).toContain(said);
  expect(trouble?.isTransient).toBe(false);
});

test("a request that takes too long ends, even in the middle of an answer", async () => {
  const made = createServer((socket) => {
    socket.on("error", () => undefined).resume();
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
  });
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
  const sent = transport()({ method: "GET", url, headers: {}, timeoutMs: 50 });
  await expect(sent).rejects.toMatchObject({ code: "ETIMEDOUT" });
  await new Promise((resolve) => made.close(resolve));
});

test.each([
  ["Elasticsearch", { "x-elastic-product": "Elasticsearch" }],
  ["Kibana", { "kbn-name": "kibana" }],
  [undefined, { "x-elastic-product": "other" }],
])("%s is who has answered by its header", (product, headers) => {
  expect(answererOf({ status: 200, headers, text: "" })).toBe(product);
});

const NOW = Date.parse("2026-11-22T05:00:00Z");

test("the longest wait doubles from half a second to twenty", () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 100].map((attempt) => backoffMs(attempt, 1));
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
});

test("all of a wait is chance", () => {
  expect(backoffMs(3, 0)).toBe(0);
  expect(backoffMs(3, 0.25)).toBe(1000);
});

test.each([
  [undefined, 0],
  ["3", 3000],
  ["Sun, 22 Nov 2026 05:00:03 GMT", 3000],
  ["Sun, 22 Nov 2026 04:00:00 GMT", 0],
  ["soon", 0],
  ["-1", 0],
])("the header Retry-After %j asks for %d ms", (header, expected) => {
  expect(retryAfterMs({ headers: { "retry-after": header } }, NOW)).toBe(expected);
});
