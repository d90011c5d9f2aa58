import { check, type CheckSpec } from "../../../bin/elastic/check";
import { ruleIdOf } from "../../../elastic/rule-ids";
import { EXTERNAL_ALERTS } from "../../../bin/elastic/both-profiles";
import { INDEX_TEMPLATE_NAME } from "../../../lambda/core/elastic/index-template";
import { deployment, type Deployment } from "../../support/elastic-connection";
import { contents, installed, rulesIn, wanted } from "../../support/elastic-install";

interface Checked {
  readonly printed: string;
  readonly missing: string | undefined;
}

async function checked(
  { connection }: Pick<Deployment, "connection">,
  spec: Partial<CheckSpec> = {},
): Promise<Checked> {
  const lines: string[] = [];
  const missing = await check(connection, {
    use: "install",
    profile: undefined,
    namespace: "default",
    wanted: wanted(),
    print: (line) => lines.push(line),
    ...spec,
  });
  return { printed: `${lines.join("\n")}\n`, missing };
}

describe("checking an installation", () => {
  let state: Deployment;

  beforeEach(async () => {
    state = await deployment();
    await installed(state);
    state.kibana.asked.length = 0;
  });

  afterEach(async () => {
    await state.close();
  });

  const set = (id: string, fields: object): unknown =>
    rulesIn(state).set(id, { ...rulesIn(state).get(id), ...fields });
  const enable = (id: string): unknown => set(id, { enabled: true });

  test("finds nothing missing, and changes nothing", async () => {
    enable(ruleIdOf("sms-pumping-findings"));
    const before = contents(state);
    const { printed, missing } = await checked(state);
    expect(missing).toBeUndefined();
    expect(printed).toBe(
      [
        "ok     elasticsearch  version 9.5.1, licence platinum",
        "ok     suppression    the licence platinum has it",
        "ok     privileges     the key has all that it needs in Elasticsearch",
        `ok     template       ${INDEX_TEMPLATE_NAME}: version 1 is there`,
        "ok     space          default",
        "ok     privileges     the key may manage rules in Kibana",
        "ok     rules          all 1 of the profile findings are there and up to date",
        "ok     rules          1 of 1 of the profile findings are enabled",
        "",
      ].join("\n"),
    );
    expect(contents(state)).toBe(before);
  });

  test("notes that no rule is enabled", async () => {
    const { printed, missing } = await checked(state);
    expect(printed).toContain("note   rules          none of 1 of the profile findings is enabled");
    expect(missing).toBeUndefined();
  });

  test("shows the same as one object, without a key where none is needed", async () => {
    const { printed } = await checked(state, { format: "json" });
    const shown = JSON.parse(printed) as { readonly results: object[]; readonly key?: object };
    expect(shown.results).toHaveLength(8);
    expect(shown.results[0]).toEqual({
      verdict: "ok",
      about: "elasticsearch",
      text: expect.stringContaining("version 9.5.1") as string,
    });
    expect(shown.key).toBeUndefined();
  });

  test("misses template and rules where there are none", async () => {
    state.elasticsearch.templates.clear();
    rulesIn(state).clear();
    const { printed, missing } = await checked(state);
    expect(printed).toContain("lacks  template       logs-sms_pumping.finding is not there");
    expect(printed).toContain("lacks  rules          none is there");
    expect(missing).toBe("2 things are missing");
  });

  test("misses what is out of date", async () => {
    const stored = state.elasticsearch.templates.get(INDEX_TEMPLATE_NAME);
    state.elasticsearch.templates.set(INDEX_TEMPLATE_NAME, { ...stored, priority: 100 });
    const { printed, missing } = await checked(state, { wanted: wanted("findings", 1) });
    expect(printed).toContain("needs an update priority differs");
    expect(printed).toContain(
      "1 of 1 of the profile findings are missing or not up to date (sms-pumping-findings)",
    );
    expect(missing).toBe("2 things are missing");
  });

  test("takes whatever retention is stored", async () => {
    const all = wanted();
    const short = { ...all, template: { ...all.template, retentionDays: 30 } };
    await installed(state, { wanted: short });
    expect((await checked(state)).missing).toBeUndefined();
    expect((await checked(state, { wanted: short })).missing).toBeUndefined();
    const long = { ...all, template: { ...all.template, retentionDays: 90 } };
    expect((await checked(state, { wanted: long })).missing).toBe("one thing is missing");
  });

  test("misses the profile that is asked for", async () => {
    const { printed, missing } = await checked(state, { profile: "native" });
    expect(printed).toContain("run smspump elastic install --profile native");
    expect(missing).toBe("one thing is missing");
  });

  test("tells that both profiles are enabled", async () => {
    await installed(state, { wanted: wanted("native") });
    enable(ruleIdOf("sms-pumping-findings"));
    expect((await checked(state)).missing).toBeUndefined();
    enable(ruleIdOf("sms-pumping-scouting-regions"));
    const { printed } = await checked(state);
    expect(printed).toContain("lacks  rules          both profiles have enabled rules");
  });

  test("tells that two rules are enabled of which one is enough", async () => {
    await installed(state, { wanted: wanted("native") });
    enable(ruleIdOf("sms-pumping-otp-endpoint-sequence"));
    expect((await checked(state)).missing).toBeUndefined();
    enable(ruleIdOf("sms-pumping-otp-endpoint-threshold"));
    expect((await checked(state)).printed).toContain("find the same and are both enabled");
  });

  test("tells that Elastic's own rule promotes the same documents", async () => {
    rulesIn(state).set(EXTERNAL_ALERTS.ruleId, { name: EXTERNAL_ALERTS.name, enabled: true });
    expect(await checked(state)).toMatchObject({
      missing: undefined,
      printed: expect.stringContaining("note   rules          Elastic's rule") as string,
    });
    enable(ruleIdOf("sms-pumping-findings"));
    expect((await checked(state)).printed).toContain("enabled beside the profile findings");
    set(EXTERNAL_ALERTS.ruleId, { enabled: false });
    expect((await checked(state)).printed).not.toContain(EXTERNAL_ALERTS.name);
  });

  test.each(["monitor", "manage_index_templates"])(
    "names %s where the cluster denies it, and prints a key that has it",
    async (privilege) => {
      state.elasticsearch.lacking.add(privilege);
      const { printed, missing } = await checked(state);
      expect(printed).toContain(`lacks  privilege      ${privilege} on the cluster\n`);
      expect(missing).toBe("one thing is missing");
      const key = JSON.parse(printed.slice(printed.indexOf("POST /_security/api_key\n") + 24)) as {
        role_descriptors: { install: { cluster: string[] } };
      };
      expect(key.role_descriptors.install.cluster).toContain(privilege);
    },
  );

  test("names what indices deny", async () => {
    state.elasticsearch.lacking
      .add(".alerts-security.alerts-default/write")
      .add(".alerts-security.alerts-default/manage")
      .add("logs-sms_pumping.finding-*/read");
    const { printed, missing } = await checked(state);
    expect(printed).toContain("manage, write on the index .alerts-security.alerts-default\n");
    expect(printed).toContain("read on the index logs-sms_pumping.finding-*\n");
    expect(missing).toBe("2 things are missing");
  });

  test("asks for what the rules read that are there, not for what others would", async () => {
    state.elasticsearch.lacking.add("logs-aws.cloudtrail-*/read");
    expect((await checked(state)).missing).toBeUndefined();
    expect((await checked(state, { profile: "native" })).printed).toContain(
      "read on the index logs-aws.cloudtrail-*\n",
    );
  });

  test.each([
    ["none", "to read and change rules: feature_securitySolutionRulesV4.all"],
    ["read", "to change rules: feature_securitySolutionRulesV4.all"],
  ] as const)("names Kibana's privilege where the key has %s", async (access, said) => {
    state.kibana.access = access;
    const { printed, missing } = await checked(state);
    expect(printed).toContain(`lacks  privilege      ${said}`);
    expect(missing).toBe("one thing is missing");
  });

  test("asks Elasticsearch for Kibana's privilege where Kibana's routes do not ask", async () => {
    await state.close();
    state = await deployment("9.2.0");
    await installed(state);
    expect((await checked(state)).missing).toBeUndefined();
    state.kibana.access = "read";
    state.elasticsearch.lacking.add("feature_siemV4.all");
    expect((await checked(state)).printed).toContain("to change rules: feature_siemV4.all");
  });

  test("tells what the space lacks", async () => {
    const connection = { ...state.connection, space: "none" };
    const { printed, missing } = await checked({ connection });
    expect(printed).toContain("lacks  space          Kibana has no space none");
    expect(missing).toBe("one thing is missing");
  });

  test("tells that Kibana cannot run rules", async () => {
    state.kibana.hasEncryptionKey = false;
    expect((await checked(state)).printed).toContain("xpack.encryptedSavedObjects.encryptionKey");
  });

  test.each([
    ["8.18.4", "lacks  elasticsearch  version 8.18.4 is too old"],
    ["10.1.0", "note   elasticsearch  newer than the rules were written for"],
  ])("judges version %s", async (version, said) => {
    state.elasticsearch.version = version;
    expect((await checked(state)).printed).toContain(said);
  });

  test("notes a licence without suppression", async () => {
    state.elasticsearch.licence = "basic";
    await installed(state);
    const { printed, missing } = await checked(state);
    expect(printed).toContain("note   suppression    licence basic: rules are installed in a form");
    expect(missing).toBeUndefined();
  });

  test("needs neither version nor licence of Serverless", async () => {
    state.elasticsearch.flavor = "serverless";
    const { printed, missing } = await checked(state);
    expect(printed).toContain("ok     elasticsearch  Serverless\n");
    expect(missing).toBeUndefined();
  });
});

describe("checking the key of the stack", () => {
  let state: Deployment;

  beforeEach(async () => {
    state = await deployment();
    state.elasticsearch.lacking.add("monitor").add("manage_index_templates");
  });

  afterEach(async () => {
    await state.close();
  });

  const ingest = (namespace = "default"): Promise<Checked> =>
    checked(
      { connection: { ...state.connection, kibana: undefined } },
      { use: "ingest", namespace },
    );

  test("needs no more than to add documents, and asks nothing of Kibana", async () => {
    const { printed, missing } = await ingest();
    expect(missing).toBeUndefined();
    expect(printed).toBe(
      [
        "note   elasticsearch  the key may not ask for the version: look whether it is 8.19 or newer",
        "ok     privileges     the key has all that it needs in Elasticsearch",
        "",
      ].join("\n"),
    );
    expect(state.kibana.asked).toEqual([]);
  });

  test("names what it lacks on the stream of its namespace", async () => {
    state.elasticsearch.lacking.add("logs-sms_pumping.finding-prod/create_doc");
    expect((await ingest()).missing).toBeUndefined();
    const { printed, missing } = await ingest("prod");
    expect(printed).toContain("create_doc on the index logs-sms_pumping.finding-prod\n");
    expect(printed).toContain('"sms-pumping-ingest"');
    expect(missing).toBe("one thing is missing");
  });
});
