import { kibanaServer, type Json, type KibanaServer } from "./kibana-server";

const RULES = "/api/detection_engine/rules";

interface CallInit {
  readonly method?: string;
  readonly body?: FormData | string;
  readonly headers?: Readonly<Record<string, string>>;
}

const RULE: Json = {
  rule_id: "r",
  name: "n",
  description: "d",
  risk_score: 47,
  severity: "medium",
  type: "eql",
  language: "eql",
  query: "any where true",
  version: 1,
};

describe("the stand-in for Kibana", () => {
  let kibana: KibanaServer;

  beforeEach(async () => {
    kibana = await kibanaServer();
  });

  afterEach(async () => {
    await kibana.close();
  });

  const call = (path: string, init: CallInit = {}): Promise<Response> =>
    fetch(`${kibana.url}${path}`, {
      redirect: "manual",
      ...init,
      headers: { authorization: `ApiKey ${kibana.apiKey}`, "kbn-xsrf": "true", ...init.headers },
    });

  const fileOf = (text: string, name = "rules.ndjson"): FormData => {
    const form = new FormData();
    form.append("file", new Blob([text]), name);
    return form;
  };

  async function imported(rules: readonly unknown[], query = ""): Promise<Json> {
    const lines = rules.map((rule) => (typeof rule === "string" ? rule : JSON.stringify(rule)));
    const body = fileOf(`${lines.join("\n")}\n`);
    const response = await call(`${RULES}/_import${query}`, { method: "POST", body });
    expect(response.status).toBe(200);
    return (await response.json()) as Json;
  }

  const stored = (): Json | undefined => kibana.spaces.get("default")?.get("r");

  test("names itself in every answer", async () => {
    expect((await call("/nowhere")).headers.get("kbn-name")).toBe("kibana");
  });

  test("refuses a wrong key, a missing kbn-xsrf and an unknown version", async () => {
    expect((await call("/", { headers: { authorization: "ApiKey x" } })).status).toBe(401);
    const bare = { authorization: `ApiKey ${kibana.apiKey}` };
    const response = await fetch(`${kibana.url}${RULES}`, { method: "PATCH", headers: bare });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("kbn-xsrf");
    const odd = await call("/api/status", { headers: { "elastic-api-version": "1" } });
    expect(odd.status).toBe(400);
  });

  test("refuses an unknown space", async () => {
    kibana.spaces.set("soc", new Map());
    expect((await call(`/s/soc/api/status`)).status).toBe(200);
    expect((await call(`/s/none/api/status`)).status).toBe(404);
    expect((await call(`/api/spaces/space/soc`)).status).toBe(200);
    expect((await call(`/api/spaces/space/none`)).status).toBe(404);
  });

  test("takes rules, enabled where the file does not say otherwise", async () => {
    expect(await imported([RULE])).toMatchObject({ success: true, success_count: 1 });
    expect(stored()).toMatchObject({ enabled: true, version: 1, exceptions_list: [] });
  });

  test("answers 200 with an error for each rule that it refuses", async () => {
    const bad: readonly [unknown, string][] = [
      [{ ...RULE, rule_id: undefined }, "rule_id: Required"],
      [{ ...RULE, name: "" }, "name: Required"],
      [{ ...RULE, severity: "grave" }, "severity: Invalid enum value, got grave"],
      [{ ...RULE, risk_score: 101 }, "risk_score: Expected integer"],
      [{ ...RULE, version: 0 }, "version: Expected integer"],
      [{ ...RULE, type: "sigma" }, "type: Invalid enum value, got sigma"],
      [{ ...RULE, language: "kuery" }, "language: Invalid enum value"],
      [{ ...RULE, query: undefined }, "query: Required"],
      [{ ...RULE, type: "esql", language: "esql", index: ["a"] }, "index: Not allowed"],
      [{ ...RULE, type: "threshold", language: "kuery" }, "threshold: Expected object"],
      [{ ...RULE, alert_suppression: { group_by: [] } }, "group_by: Expected 1 to 3"],
      [{ ...RULE, from: "yesterday" }, "from: Invalid yesterday"],
      [{ ...RULE, threat: [{ framework: "x" }] }, "threat: tactic: Expected object"],
      ["{half", "JSON"],
    ];
    for (const [rule, said] of bad) {
      const body = await imported([rule]);
      expect(body).toMatchObject({ success: false, success_count: 0 });
      expect(JSON.stringify(body.errors)).toContain(said);
    }
    expect(stored()).toBeUndefined();
  });

  test("lets a threshold rule group by more fields from 9.2 on", async () => {
    const field = ["a", "b", "c", "d"];
    const rule = { ...RULE, type: "threshold", language: "kuery", threshold: { field, value: 1 } };
    expect(await imported([rule])).toMatchObject({ success: true });
    const old = await kibanaServer({ version: "9.1.0" });
    const response = await fetch(`${old.url}${RULES}/_import`, {
      method: "POST",
      headers: { authorization: `ApiKey ${old.apiKey}`, "kbn-xsrf": "1" },
      body: fileOf(JSON.stringify(rule)),
    });
    await old.close();
    expect(await response.json()).toMatchObject({ success: false });
  });

  test("takes good rules beside bad ones", async () => {
    const body = await imported([{ rule_id: "bad" }, RULE]);
    expect(body).toMatchObject({ success: false, success_count: 1, rules_count: 2 });
    expect(stored()).toBeDefined();
  });

  test("overwrites nothing unless it is told to", async () => {
    await imported([RULE]);
    const body = await imported([{ ...RULE, version: 2 }]);
    expect(body.errors).toMatchObject([{ rule_id: "r", error: { status_code: 409 } }]);
    expect(stored()).toMatchObject({ version: 1, revision: 0 });
  });

  test("unlinks exception lists and actions, and enables, where an overwrite does not carry them", async () => {
    kibana.exceptionLists.add("nat");
    kibana.connectors.add("slack");
    const list = { id: "1", list_id: "nat", type: "detection", namespace_type: "single" };
    const actions = [{ id: "slack", action_type_id: ".slack", params: {} }];
    const set = { enabled: false, actions, exceptions_list: [list] };
    await imported([{ ...RULE, ...set }]);
    expect(stored()).toMatchObject(set);
    await imported([{ ...RULE, ...set, version: 2 }], "?overwrite=true");
    expect(stored()).toMatchObject({ ...set, version: 2 });
    await imported([{ ...RULE, version: 3 }], "?overwrite=true");
    expect(stored()).toMatchObject({ enabled: true, actions: [], exceptions_list: [] });
  });

  test("takes a rule without the exception list that does not exist, and says so", async () => {
    const list = { id: "1", list_id: "gone", type: "detection", namespace_type: "single" };
    const body = await imported([{ ...RULE, exceptions_list: [list] }]);
    expect(body).toMatchObject({ success: false, success_count: 1, errors: [{ rule_id: "r" }] });
    expect(stored()).toMatchObject({ exceptions_list: [] });
  });

  test("refuses a rule with an action of a connector that does not exist", async () => {
    const actions = [{ id: "gone", action_type_id: ".slack", params: {} }];
    const body = await imported([{ ...RULE, actions }]);
    expect(body.errors).toMatchObject([{ rule_id: "r", error: { status_code: 404 } }]);
    expect(stored()).toBeUndefined();
  });

  test("refuses what is no form, has no file, or a file of another kind", async () => {
    const post = (body: FormData | string, headers = {}): Promise<Response> =>
      call(`${RULES}/_import`, { method: "POST", body, headers });
    expect((await post("{}", { "content-type": "application/json" })).status).toBe(415);
    expect((await post(new FormData())).status).toBe(415);
    const json = await post(fileOf("{}", "rules.json"));
    expect([json.status, await json.text()]).toEqual([
      400,
      expect.stringContaining("Invalid file extension .json") as string,
    ]);
  });

  test("gives one rule, all rules, and patches", async () => {
    await imported([RULE]);
    expect(await (await call(`${RULES}?rule_id=r`)).json()).toMatchObject({ rule_id: "r" });
    expect((await call(`${RULES}?rule_id=none`)).status).toBe(404);
    expect((await call(RULES)).status).toBe(400);
    expect(await (await call(`${RULES}/_find`)).json()).toMatchObject({ total: 1 });
    const patch = { method: "PATCH", body: JSON.stringify({ rule_id: "r", enabled: false }) };
    expect((await call(RULES, patch)).status).toBe(200);
    expect(stored()).toMatchObject({ enabled: false, revision: 1 });
    const none = { method: "PATCH", body: JSON.stringify({ rule_id: "none" }) };
    expect((await call(RULES, none)).status).toBe(404);
  });

  test("refuses keys that lack a privilege", async () => {
    kibana.access = "read";
    expect((await call(`${RULES}?rule_id=r`)).status).toBe(404);
    expect((await call(RULES, { method: "PATCH", body: "{}" })).status).toBe(403);
    kibana.access = "none";
    expect((await call(`${RULES}?rule_id=r`)).status).toBe(403);
  });
});
