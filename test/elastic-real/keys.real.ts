import { setTimeout as sleep } from "node:timers/promises";
import { send } from "../../bin/elastic/connection";
import { stringAt } from "../../lambda/core/sources/records/json";
import { dataStreamOf } from "../../lambda/core/elastic/fields";
import { indexTemplate } from "../../lambda/core/elastic/index-template";
import { smspumpElastic } from "../support/elastic-connection";
import type { Ran } from "../support/smspump";
import {
  documentedIngestKey,
  documentedInstallKey,
  keyFor,
  makeKey,
  revoke,
  type MadeKey,
} from "./keys";
import { ask } from "./node/ask";
import { describeReal, realNode } from "./node/real";
import { clientOf, connectionWith, putTemplates } from "./streams";

const STREAM = dataStreamOf("keys");
const LINES = `{"create":{"_id":"a"}}\n{"@timestamp":"2026-11-22T05:00:00Z"}\n`;

const check = (key: string): Promise<Ran> =>
  smspumpElastic(["check", "--for", "ingest", "--elasticsearch", realNode().url], {
    ELASTIC_API_KEY: key,
  });

const outageOf = async ({ encoded }: Pick<MadeKey, "encoded">): Promise<string> => {
  const answer = await clientOf({ key: encoded, namespace: "keys" }).bulk(LINES);
  return answer.kind === "outage" ? answer.reason.text : `answered ${answer.status}`;
};

describeReal("the documented key of the stack", () => {
  beforeAll(() => putTemplates());

  test("passes the check, to the letter of the page", async () => {
    const { encoded } = await makeKey(documentedIngestKey);
    const { status, stdout, stderr } = await check(encoded);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("ok     privileges     the key has all that it needs");
    expect(stdout).toContain("the key may not ask for the version");
  });

  test("adds documents and makes their stream, and does nothing else", async () => {
    const { encoded: key } = await makeKey(documentedIngestKey);
    expect(await ask("POST", `/${STREAM}/_bulk`, { body: LINES, key })).toMatchObject({
      status: 200,
      body: { errors: false, items: [{ create: { status: 201 } }] },
    });
    const refusals = [
      await ask("GET", "/", { key }),
      await ask("GET", "/_license", { key }),
      await ask("POST", `/${STREAM}/_search`, { body: {}, key }),
      await ask("GET", `/${STREAM}/_doc/a`, { key }),
      await ask("PUT", "/_index_template/logs-sms_pumping.finding", {
        body: indexTemplate({ retentionDays: 1 }),
        key,
      }),
      await ask("POST", `/${STREAM}/_rollover`, { key }),
      await ask("DELETE", `/${STREAM}`, { key }),
    ];
    for (const { status, product, body } of refusals) {
      expect({ status, product, type: stringAt(body, "error", "type") }).toEqual({
        status: 403,
        product: null,
        type: "security_exception",
      });
    }
  });

  test("may neither change a document nor write elsewhere", async () => {
    const { encoded: key } = await makeKey(documentedIngestKey);
    const more = [
      `{"index":{"_index":"${STREAM}","_id":"a"}}\n{"@timestamp":"2026-11-22T05:00:00Z"}\n`,
      `{"delete":{"_index":"${STREAM}","_id":"a"}}\n`,
      `{"create":{"_index":"logs-other-default","_id":"a"}}\n{"@timestamp":"2026-11-22T05:00:00Z"}\n`,
    ];
    for (const body of more) {
      const { body: answer } = await ask("POST", "/_bulk", { body, key });
      expect(JSON.stringify(answer)).toMatch(/"status":40[03]/);
      expect(JSON.stringify(answer)).not.toMatch(/"status":20/);
    }
  });
});

describeReal("a key that is refused", () => {
  beforeAll(() => putTemplates());

  test("because it was revoked is told as such, with the remedy", async () => {
    const key = await makeKey(documentedIngestKey);
    await revoke(key);
    expect(await ask("GET", "/", { key: key.encoded })).toMatchObject({
      status: 401,
      product: null,
      body: { error: { type: "security_exception" } },
    });
    const { status, stderr } = await check(key.encoded);
    expect(status).toBe(1);
    expect(stderr).toContain(
      "the API key was revoked; make another as docs/elastic/install.md says",
    );
    expect(await outageOf(key)).toContain("which was revoked: store a valid one there");
  });

  test("because it has expired is told as such, with the remedy", async () => {
    const key = await makeKey({ ...documentedIngestKey, expiration: "1s" });
    await sleep(1_500);
    const { status, stderr } = await check(key.encoded);
    expect(status).toBe(1);
    expect(stderr).toContain("the API key has expired; make another");
    expect(await outageOf(key)).toContain("which has expired: store a valid one there");
  });

  test.each([
    [
      "nobody made it",
      "bm9ib2R5LW1hZGUtaXQ6bm9ib2R5LW1hZGUtaXQ=",
      "no such API key is known there",
    ],
    ["it is no id and secret", "bm9ib2R5", "the API key"],
  ])("because %s is told as such", async (_, key, said) => {
    const { status, stderr } = await check(key);
    expect(status).toBe(1);
    expect(stderr).toContain(said);
  });

  test("because its secret is another's is told as such", async () => {
    const { id } = await makeKey(documentedIngestKey);
    const encoded = Buffer.from(`${id}:another-secret-another`).toString("base64");
    expect((await check(encoded)).stderr).toContain("its secret is another");
    expect(await outageOf({ encoded })).toContain("whose secret part is wrong");
  });

  test.each([
    [["create_doc"], "auto_configure on the index"],
    [["auto_configure"], "create_doc on the index"],
    [["read"], "auto_configure, create_doc on the index"],
  ])("because it may only %j is told what it lacks, with a key that has it", async (has, lacks) => {
    const { encoded } = await keyFor([dataStreamOf("*")], has);
    const { status, stdout } = await check(encoded);
    expect(status).toBe(1);
    expect(stdout).toContain(`lacks  privilege      ${lacks} ${dataStreamOf("default")}`);
    expect(stdout).toContain("POST /_security/api_key");
  });

  test("because it may write nothing at all is told so by the forwarder", async () => {
    const reader = await keyFor([dataStreamOf("*")], ["read"]);
    expect(await outageOf(reader)).toContain("store one that has create_doc and auto_configure");
  });
});

describeReal("the documented key for installing", () => {
  test("tells version and licence", async () => {
    const connection = connectionWith((await makeKey(documentedInstallKey)).encoded);
    const licence = await send("Elasticsearch", connection, { method: "GET", path: "/_license" });
    expect(licence.status).toBe(200);
    expect(stringAt(JSON.parse(licence.text), "license", "type")).toBe("trial");
  });
});
