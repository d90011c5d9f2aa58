import { send, succeeded } from "../../../bin/elastic/connection";
import { standIn } from "../../support/http-stand-in";
import { deployment, type Deployment } from "../../support/elastic-connection";

describe("a call", () => {
  let state: Deployment;

  beforeEach(async () => {
    state = await deployment();
  });

  afterEach(async () => {
    await state.close();
  });

  const root = { method: "GET", path: "/" } as const;
  const status = { method: "GET", path: "/api/status" } as const;

  test("goes to the product that it is for, with the key", async () => {
    const { connection, elasticsearch, kibana } = state;
    expect((await send("Elasticsearch", connection, root)).status).toBe(200);
    expect((await send("Kibana", connection, status)).status).toBe(200);
    expect([elasticsearch.asked, kibana.asked]).toEqual([["GET /"], ["GET /api/status"]]);
  });

  test("is repeated while the server is busy, and waits as it is told", async () => {
    state.elasticsearch.busy.push(429, 503, 502);
    expect((await send("Elasticsearch", state.connection, root)).status).toBe(200);
    expect(state.waits).toEqual([1_000, 1_000, 1_000]);
    state.kibana.busy.push(503, 504);
    expect((await send("Kibana", state.connection, status)).status).toBe(200);
    expect(state.waits.slice(3)).toEqual([250, 500]);
  });

  test("gives up on a server that stays busy", async () => {
    state.kibana.busy.push(503, 503, 503, 503, 503);
    await expect(send("Kibana", state.connection, status)).rejects.toThrow(
      `Kibana at ${state.kibana.url}: answers 503 again and again: it is starting or overloaded, try later`,
    );
    expect(state.kibana.busy).toEqual([]);
  });

  test("refuses Kibana in the place of Elasticsearch, and the reverse", async () => {
    const { connection } = state;
    const swapped = {
      ...connection,
      elasticsearch: state.kibana.url,
      kibana: state.elasticsearch.url,
    };
    await expect(send("Elasticsearch", swapped, root)).rejects.toThrow(
      "that is Kibana; give its URL to --kibana, and that of Elasticsearch here",
    );
    await expect(send("Kibana", swapped, status)).rejects.toThrow(
      "that is Elasticsearch; give its URL to --elasticsearch, and that of Kibana here",
    );
  });

  test("refuses what is not Elastic's", async () => {
    const { connection, elasticsearch } = state;
    elasticsearch.page = { status: 200, body: "<html>Sign in</html>" };
    await expect(send("Elasticsearch", connection, root)).rejects.toThrow(
      "answers 200 with a web page that is not Elasticsearch's; look at the URL",
    );
    elasticsearch.page = { status: 200, body: { version: { distribution: "opensearch" } } };
    await expect(send("Elasticsearch", connection, root)).rejects.toThrow(
      "answers 200 with something that is not Elasticsearch's",
    );
  });

  test("refuses to follow, and says where to", async () => {
    state.kibana.page = { status: 302, headers: { location: "https://sso.example.com/\u00a0x" } };
    await expect(send("Kibana", state.connection, status)).rejects.toThrow(
      "sends on to https://sso.example.com/ x; give the URL of Kibana",
    );
  });

  test("refuses a deployment that Elastic Cloud does not know", async () => {
    state.kibana.page = { status: 404, body: { ok: false, message: "Unknown resource." } };
    await expect(send("Kibana", state.connection, status)).rejects.toThrow(
      "Elastic Cloud knows no such deployment",
    );
  });

  test.each([
    ["revoked", "the API key was revoked; make another as docs/elastic/install.md says"],
    ["expired", "the API key has expired; make another .* Give it no expiration"],
    ["unknown", "no such API key is known there; look whether it is of this deployment"],
  ] as const)("with a key that is %s says so, and what to do", async (keyState, said) => {
    state.elasticsearch.keyState = keyState;
    await expect(send("Elasticsearch", state.connection, root)).rejects.toThrow(new RegExp(said));
  });

  test("with a key that may not do it passes the refusal on", async () => {
    state.elasticsearch.lacking.add("monitor");
    const reply = await send("Elasticsearch", state.connection, root);
    expect(reply.status).toBe(403);
    expect(reply.headers["x-elastic-product"]).toBeUndefined();
    expect(() => succeeded("version", reply)).toThrow(
      /^version: refused with 403: .*unauthorized.*; the API key may not do this: smspump elastic check/,
    );
  });

  test.each([401, 403])("refuses %d from somebody else", async (code) => {
    const { connection, elasticsearch } = state;
    elasticsearch.page = { status: code, body: "<html>Forbidden</html>" };
    await expect(send("Elasticsearch", connection, root)).rejects.toThrow(
      `answers ${code} with a web page that is not Elasticsearch's`,
    );
    elasticsearch.page = { status: code, body: { ok: false, message: "Forbidden" } };
    await expect(send("Elasticsearch", connection, root)).rejects.toThrow("not Elasticsearch's");
  });

  test("tells Elasticsearch in the place of Kibana, though it refuses the key", async () => {
    state.elasticsearch.keyState = "revoked";
    const swapped = { ...state.connection, kibana: state.elasticsearch.url };
    await expect(send("Kibana", swapped, status)).rejects.toThrow("that is Elasticsearch");
  });

  test("refuses a key that was revoked, and never shows it", async () => {
    const connection = { ...state.connection, apiKey: "cmV2b2tlZDprZXk=" };
    for (const product of ["Elasticsearch", "Kibana"] as const) {
      const answer = send(product, connection, status);
      await expect(answer).rejects.toThrow(
        /is not known, was revoked or has expired|no such API key/,
      );
      await expect(answer).rejects.not.toThrow("cmV2b2tlZDprZXk=");
    }
  });

  test("to nobody says so", async () => {
    const gone = await standIn(() => ({ status: 200 }));
    await gone.close();
    const connection = { ...state.connection, elasticsearch: gone.url };
    await expect(send("Elasticsearch", connection, root)).rejects.toThrow(
      `Elasticsearch at ${gone.url}: nobody answers there`,
    );
  });

  test("to a Kibana that was not named says so", async () => {
    const connection = { ...state.connection, kibana: undefined };
    await expect(send("Kibana", connection, status)).rejects.toThrow("give --kibana");
  });

  test("that is refused carries what the server says", () => {
    const reply = { status: 400, headers: {}, text: '{"error":{"reason":"bad pattern"}}' };
    expect(() => succeeded("index template x", reply)).toThrow(
      "index template x: refused with 400: bad pattern",
    );
    expect(() => succeeded("x", { ...reply, text: "" })).toThrow(/^x: refused with 400$/);
    expect(succeeded("x", { ...reply, status: 201 }).status).toBe(201);
  });
});
