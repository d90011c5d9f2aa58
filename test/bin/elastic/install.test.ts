import { ruleIdOf } from "../../../elastic/rule-ids";
import { slugOf } from "../../../elastic/versions";
import { INDEX_TEMPLATE_NAME } from "../../../lambda/core/elastic/index-template";
import { deployment, type Deployment } from "../../support/elastic-connection";
import { contents, installed, rulesIn, wanted } from "../../support/elastic-install";

const FINDINGS = ruleIdOf("sms-pumping-findings");
const NAT = { id: "1", list_id: "nat", type: "detection", namespace_type: "single" };
const OWN = { id: "2", list_id: "own", type: "rule_default", namespace_type: "single" };
const SLACK = { id: "slack", action_type_id: ".slack", params: { message: "x" } };

describe("installing", () => {
  let state: Deployment;

  beforeEach(async () => {
    state = await deployment();
  });

  afterEach(async () => {
    await state.close();
  });

  const rule = (id = FINDINGS) => rulesIn(state).get(id);

  /** Sets on a rule what a user sets in Kibana. */
  function setByUser(fields: object, id = FINDINGS): void {
    state.kibana.exceptionLists.add("nat").add("own");
    state.kibana.connectors.add("slack");
    rulesIn(state).set(id, { ...rule(id), ...fields });
  }

  const everything = { enabled: true, actions: [SLACK], exceptions_list: [NAT, OWN] };

  test.each(["findings", "native"] as const)(
    "puts the template and the rules of %s, disabled",
    async (profile) => {
      const { printed, refused } = await installed(state, { wanted: wanted(profile) });
      expect(refused).toBeUndefined();
      const rules = wanted(profile).rulesOf(profile, true);
      expect([...rulesIn(state).keys()].sort()).toEqual(rules.map((each) => each.rule_id).sort());
      for (const each of rules) {
        expect(rule(each.rule_id)).toMatchObject({ ...each, enabled: false });
        expect(printed).toContain(
          `${slugOf(each.rule_id)}: create version ${each.version}, disabled\n`,
        );
        expect(printed).toContain(`${slugOf(each.rule_id)}: done\n`);
      }
      expect(state.elasticsearch.templates.get(INDEX_TEMPLATE_NAME)).toMatchObject({
        template: { lifecycle: { data_retention: "365d" } },
      });
      expect(printed).toContain("The rules run with the API key that you gave.");
      expect(printed).toContain("New rules are disabled");
    },
  );

  test.each(["findings", "native"] as const)("of %s twice changes nothing", async (profile) => {
    await installed(state, { wanted: wanted(profile) });
    const before = contents(state);
    state.kibana.asked.length = 0;
    const { printed, refused } = await installed(state, { wanted: wanted(profile) });
    expect([refused, contents(state)]).toEqual([undefined, before]);
    expect(printed).toMatch(/\nnothing to do\n$/);
    expect(state.kibana.asked.filter((each) => !each.startsWith("GET "))).toEqual([]);
    expect(state.elasticsearch.asked.filter((each) => each.startsWith("PUT "))).toHaveLength(1);
  });

  test("dry changes nothing and shows what would be done", async () => {
    const before = contents(state);
    const { printed } = await installed(state, { isDryRun: true });
    expect(contents(state)).toBe(before);
    expect(printed).toContain(`template       ${INDEX_TEMPLATE_NAME}: create\n`);
    expect(printed).toMatch(/rule {11}sms-pumping-findings: create version \d+, disabled\n/);
    expect(printed).toMatch(/\ndry run: nothing was changed\n$/);
    expect(printed).not.toContain("done");
  });

  test("dry shows an update and changes nothing", async () => {
    await installed(state);
    setByUser(everything);
    const before = contents(state);
    const { printed } = await installed(state, { wanted: wanted("findings", 1), isDryRun: true });
    expect(contents(state)).toBe(before);
    expect(printed).toMatch(
      /update from version \d+ to \d+; stays enabled, 1 action, 2 exception lists\n/,
    );
  });

  test("anew keeps what people have set on a rule", async () => {
    await installed(state);
    setByUser(everything);
    const { refused } = await installed(state, { wanted: wanted("findings", 1) });
    expect(refused).toBeUndefined();
    const [next] = wanted("findings", 1).rulesOf("findings", true);
    expect(rule()).toMatchObject({ ...next, ...everything });
  });

  test("anew leaves a disabled rule disabled", async () => {
    await installed(state);
    await installed(state, { wanted: wanted("findings", 1) });
    expect(rule()).toMatchObject({ enabled: false });
  });

  test.each(["enabled", "actions", "exceptions_list"])(
    "sets %s again where the import does not keep it",
    async (field) => {
      await installed(state);
      setByUser(everything);
      if (field === "enabled") setByUser({ enabled: false });
      const before = rule();
      state.kibana.forgotten.add(field);
      const { refused } = await installed(state, { wanted: wanted("findings", 1) });
      expect(refused).toBeUndefined();
      expect(rule()?.[field]).toEqual(before?.[field]);
    },
  );

  test("says what it could not keep", async () => {
    await installed(state);
    setByUser(everything);
    for (const field of ["actions", "exceptions_list"]) {
      state.kibana.forgotten.add(field);
      state.kibana.unpatchable.add(field);
    }
    const { refused } = await installed(state, { wanted: wanted("findings", 1) });
    expect(refused).toBe(
      "sms-pumping-findings: Kibana did not keep actions and exceptions_list: set them again by hand",
    );
  });

  test("says so where an exception list is there no more", async () => {
    await installed(state);
    setByUser(everything);
    state.kibana.exceptionLists.delete("nat");
    const { refused } = await installed(state, { wanted: wanted("findings", 1) });
    expect(refused).toContain('references a non existent exception list of list_id: "nat"');
    expect(rule()).toMatchObject({ exceptions_list: [OWN], enabled: true });
  });

  test("writes rules of the same version again where they are to run with another key", async () => {
    await installed(state);
    setByUser(everything);
    const before = rule();
    const { printed, refused } = await installed(state, { mustRenew: true });
    expect(refused).toBeUndefined();
    expect(printed).toMatch(/update version \d+ once more; stays enabled, 1 action/);
    expect(printed).toContain("The rules run with the API key that you gave.");
    expect(rule()).toEqual({ ...before, revision: Number(before?.revision) + 1 });
  });

  test("leaves a newer rule alone", async () => {
    await installed(state, { wanted: wanted("findings", 5) });
    const before = contents(state);
    const { printed } = await installed(state);
    expect(contents(state)).toBe(before);
    expect(printed).toMatch(/skip: version \d+ is there\nnothing to do\n$/);
  });

  test("names each rule that Kibana refuses behind its 200, and installs the others", async () => {
    const [first, second] = wanted("native")
      .rulesOf("native", true)
      .map((each) => each.rule_id);
    state.kibana.refused.set(first!, "query: line 1:5 is\nwrong");
    state.kibana.swallowed.add(second!);
    const { printed, refused } = await installed(state, { wanted: wanted("native") });
    expect(refused).toBe(
      `${slugOf(first!)}: query: line 1:5 is wrong (400); it is not there\nelastic: ${slugOf(second!)}: it is not there`,
    );
    expect(printed).not.toContain(`${slugOf(first!)}: done`);
    expect(rulesIn(state).size).toBe(wanted("native").rulesOf("native", true).length - 2);
  });

  test("tells an update that Kibana swallowed from one that it took", async () => {
    await installed(state);
    state.kibana.swallowed.add(FINDINGS);
    const { refused } = await installed(state, { wanted: wanted("findings", 1) });
    expect(refused).toMatch(/^sms-pumping-findings: version \d+ is there, not \d+$/);
  });

  test("goes into the space that is named", async () => {
    state.kibana.spaces.set("soc", new Map());
    const connection = { ...state.connection, space: "soc" };
    expect((await installed({ ...state, connection })).refused).toBeUndefined();
    expect([rulesIn(state).size, rulesIn(state, "soc").size]).toEqual([0, 1]);
  });

  test("refuses a space that does not exist, and changes nothing", async () => {
    const connection = { ...state.connection, space: "none" };
    const { refused } = await installed({ ...state, connection });
    expect(refused).toContain("Kibana has no space none; look at its identifier");
    expect(state.elasticsearch.templates.size).toBe(0);
  });

  test("refuses a space in which the key may do nothing", async () => {
    state.kibana.allowedSpaces = new Set(["other"]);
    expect((await installed(state)).refused).toContain("may do nothing in the space default");
  });

  test.each(["8.18.4", "9.0.3"])(
    "refuses version %s before it changes anything",
    async (version) => {
      state.elasticsearch.version = version;
      expect((await installed(state)).refused).toBe(
        `Elasticsearch: version ${version} is too old; needs 8.19, 9.1 or newer, or Serverless`,
      );
      expect(state.elasticsearch.templates.size).toBe(0);
    },
  );

  test("asks Kibana for the version where the key may not ask Elasticsearch", async () => {
    state.elasticsearch.lacking.add("monitor");
    const { printed, refused } = await installed(state, {
      wanted: { ...wanted(), maySuppress: false },
    });
    expect(refused).toBeUndefined();
    expect(printed).toContain("version 9.5.1, licence not known");
  });

  test("refuses to guess whether suppression is licensed", async () => {
    state.elasticsearch.lacking.add("monitor");
    expect((await installed(state)).refused).toMatch(
      /privilege monitor, or give --no-suppression$/,
    );
    expect(rulesIn(state).size).toBe(0);
  });

  test("refuses a key that may not keep templates, with Elastic's reason", async () => {
    state.elasticsearch.lacking.add("manage_index_templates");
    expect((await installed(state)).refused).toMatch(
      /^index template logs-sms_pumping.finding: refused with 403: .*manage_index_templates/,
    );
  });

  test("refuses a key that may not read rules", async () => {
    state.kibana.access = "none";
    expect((await installed(state)).refused).toMatch(
      /^the API key may not read rules .*rules-read/,
    );
  });

  test("refuses a key that may not write rules", async () => {
    state.kibana.access = "read";
    expect((await installed(state)).refused).toMatch(
      /^the import of rules: refused with 403: .*rules-all/,
    );
    expect(rulesIn(state).size).toBe(0);
  });

  test("refuses a Kibana without detection rules", async () => {
    state.kibana.hasDetection = false;
    expect((await installed(state)).refused).toContain("this Kibana has no detection rules");
  });

  test("waits while Kibana is busy", async () => {
    state.kibana.busy.push(503, 429);
    expect((await installed(state)).refused).toBeUndefined();
    expect(state.waits).toHaveLength(2);
  });
});

describe("rules under the ids of an earlier version", () => {
  const SLUG = "sms-pumping-findings";
  let state: Deployment;

  const rule = (id: string) => rulesIn(state).get(id);

  /* As the version before this one has installed it, and people have set it up. */
  beforeEach(async () => {
    state = await deployment();
    state.kibana.exceptionLists.add("nat").add("own");
    state.kibana.connectors.add("slack");
    await installed(state);
    const now = rule(FINDINGS)!;
    rulesIn(state).clear();
    rulesIn(state).set(SLUG, {
      ...now,
      id: "id-of-old",
      rule_id: SLUG,
      version: 1,
      enabled: true,
      actions: [SLACK],
      exceptions_list: [NAT, OWN],
    });
  });

  afterEach(async () => {
    await state.close();
  });

  const whole = { enabled: true, actions: [SLACK], exceptions_list: [NAT, OWN] };

  test("move to the new ones with state, actions and exceptions", async () => {
    const { printed, refused } = await installed(state);
    expect(refused).toBeUndefined();
    expect(printed).toContain(
      `${SLUG}: move from the rule_id ${SLUG}, as version 1; stays enabled, 1 action, 2 exception lists\n`.replace(
        "version 1",
        `version ${wanted().rulesOf("findings", true)[0]!.version}`,
      ),
    );
    expect([...rulesIn(state).keys()]).toEqual([FINDINGS]);
    expect(rule(FINDINGS)).toMatchObject(whole);
    expect((await installed(state)).printed).toContain("nothing to do");
  });

  test("never run beside the new ones", async () => {
    await installed(state);
    const asked = state.kibana.asked.filter((each) => !each.startsWith("GET "));
    const deletion = asked.findIndex((each) => each.startsWith("DELETE "));
    // The last thing is to enable the new one.
    expect(asked.slice(deletion + 1).map((each) => each.split(" ")[0])).toEqual(["PATCH"]);
  });

  test("move on after an installation that was cut off", async () => {
    state.kibana.undeletable.add(SLUG);
    const { refused } = await installed(state);
    expect(refused).toContain(`did not delete the rule with the old rule_id ${SLUG} (500)`);
    expect(rule(FINDINGS)).toMatchObject({ enabled: false });
    state.kibana.undeletable.clear();
    // Its own list has gone over already, and must not be lost.
    expect(rule(SLUG)).toMatchObject({ exceptions_list: [NAT], enabled: true });
    expect((await installed(state)).refused).toBeUndefined();
    expect([...rulesIn(state).keys()]).toEqual([FINDINGS]);
    expect(rule(FINDINGS)).toMatchObject(whole);
  });

  test("stay as they are where Kibana does not keep what people have set", async () => {
    const before = rule(SLUG);
    state.kibana.forgotten.add("exceptions_list");
    state.kibana.unpatchable.add("actions");
    state.kibana.forgotten.add("actions");
    const { refused } = await installed(state);
    expect(refused).toContain("Kibana did not keep actions");
    expect(rule(SLUG)).toMatchObject({ ...whole, rule_id: before?.rule_id });
    expect(rule(FINDINGS)).toMatchObject({ enabled: false });
  });

  test("lose no response action", async () => {
    const response_actions = [{ action_type_id: ".osquery", params: { query: "select 1" } }];
    rulesIn(state).set(SLUG, { ...rule(SLUG)!, response_actions });
    state.kibana.forgotten.add("response_actions");
    state.kibana.unpatchable.add("response_actions");
    const { refused } = await installed(state);
    expect(refused).toContain("Kibana did not keep response_actions");
    expect(rule(SLUG)).toMatchObject({ ...whole, response_actions });
    state.kibana.unpatchable.clear();
    expect((await installed(state)).refused).toBeUndefined();
    expect([...rulesIn(state).keys()]).toEqual([FINDINGS]);
    expect(rule(FINDINGS)).toMatchObject({ ...whole, response_actions });
  });

  test("stay as they are on a dry run", async () => {
    const before = contents(state);
    await installed(state, { isDryRun: true });
    expect(contents(state)).toBe(before);
  });

  test("are disabled by --switch, too", async () => {
    const { refused } = await installed(state, { wanted: wanted("native") });
    expect(refused).toContain("rules of the profile findings are enabled");
    const switched = await installed(state, { wanted: wanted("native"), maySwitch: true });
    expect(switched.refused).toBeUndefined();
    expect(rule(SLUG)).toMatchObject({ enabled: false });
  });
});

describe("installing without a licence for suppression", () => {
  let state: Deployment;

  beforeEach(async () => {
    state = await deployment();
    state.elasticsearch.licence = "basic";
  });

  afterEach(async () => {
    await state.close();
  });

  const suppression = () => rulesIn(state).get(FINDINGS)?.alert_suppression;

  test("takes the rules that do without, and says so", async () => {
    const { printed } = await installed(state);
    expect(printed).toContain("suppression    not used");
    expect([rulesIn(state).size, suppression()]).toEqual([1, undefined]);
  });

  test.each(["platinum", "enterprise", "trial"])(
    "writes the rules again when the licence becomes %s, though their version is the same",
    async (licence) => {
      await installed(state);
      state.elasticsearch.licence = licence;
      const { printed } = await installed(state);
      expect(printed).toContain("update with suppression");
      expect(suppression()).toBeDefined();
      expect((await installed(state)).printed).toContain("nothing to do");
    },
  );

  test("uses suppression on Serverless, which has no licence, unless it is told not to", async () => {
    state.elasticsearch.flavor = "serverless";
    expect((await installed(state)).printed).toContain("elasticsearch  Serverless\n");
    expect(suppression()).toBeDefined();
    const plain = { ...wanted(), maySuppress: false };
    expect((await installed(state, { wanted: plain })).printed).toContain("update without");
    expect(suppression()).toBeUndefined();
  });
});

describe("installing beside the other profile", () => {
  let state: Deployment;

  beforeEach(async () => {
    state = await deployment();
    await installed(state, { wanted: wanted("native") });
  });

  afterEach(async () => {
    await state.close();
  });

  const enable = (id: string): unknown =>
    rulesIn(state).set(id, { ...rulesIn(state).get(id), enabled: true });

  const SEQUENCE = "sms-pumping-otp-endpoint-sequence";

  test("is no trouble while none of its rules is enabled", async () => {
    expect((await installed(state)).refused).toBeUndefined();
    expect(rulesIn(state).has(FINDINGS)).toBe(true);
  });

  test("refuses while one of its rules is enabled, and says what to do", async () => {
    enable(ruleIdOf(SEQUENCE));
    const before = contents(state);
    for (const isDryRun of [false, true]) {
      const { refused } = await installed(state, { isDryRun });
      expect(refused).toMatch(/^rules of the profile native are enabled: ".+"\. .*--switch/);
    }
    expect(contents(state)).toBe(before);
  });

  test("disables its rules where it may, and never runs both", async () => {
    enable(ruleIdOf(SEQUENCE));
    const { printed, refused } = await installed(state, { maySwitch: true });
    expect(refused).toBeUndefined();
    expect(printed).toContain(`${SEQUENCE}: disable\n`);
    expect(printed).toContain(`${SEQUENCE}: disabled\n`);
    expect(rulesIn(state).get(ruleIdOf(SEQUENCE))).toMatchObject({ enabled: false });
    const written = state.kibana.asked.filter((each) => !each.startsWith("GET ")).slice(-2);
    expect(written[0]).toContain("PATCH ");
    expect(written[1]).toContain("POST ");
  });

  test("only shows what it would disable when dry", async () => {
    enable(ruleIdOf(SEQUENCE));
    const before = contents(state);
    const { printed } = await installed(state, { maySwitch: true, isDryRun: true });
    expect(printed).toContain(`${SEQUENCE}: disable\n`);
    expect(contents(state)).toBe(before);
  });
});

describe("the template of an installation", () => {
  let state: Deployment;

  beforeEach(async () => {
    state = await deployment();
    await installed(state);
  });

  afterEach(async () => {
    await state.close();
  });

  const keeping = (retentionDays: number | undefined) => {
    const all = wanted();
    return { wanted: { ...all, template: { ...all.template, retentionDays } } };
  };

  const retention = (): unknown =>
    (state.elasticsearch.templates.get(INDEX_TEMPLATE_NAME) as { template: { lifecycle: object } })
      .template.lifecycle;

  test("gets another retention where it is asked for, and keeps it where not", async () => {
    const { printed } = await installed(state, keeping(30));
    expect(printed).toContain("update template.lifecycle.data_retention differs");
    expect(printed).toContain("A data stream that exists keeps its old settings");
    expect(retention()).toEqual({ enabled: true, data_retention: "30d" });
    expect((await installed(state)).printed).toContain("nothing to do");
    expect(retention()).toEqual({ enabled: true, data_retention: "30d" });
  });

  test("is put back where somebody has changed it", async () => {
    const stored = state.elasticsearch.templates.get(INDEX_TEMPLATE_NAME);
    state.elasticsearch.templates.set(INDEX_TEMPLATE_NAME, { ...stored, priority: 100 });
    expect((await installed(state)).printed).toContain("update priority differs");
    expect(state.elasticsearch.templates.get(INDEX_TEMPLATE_NAME)).toMatchObject({ priority: 200 });
  });
});
