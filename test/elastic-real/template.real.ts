import { putTemplate, stackOf, storedTemplate } from "../../bin/elastic/elasticsearch";
import { templateStep, wantedBody } from "../../bin/elastic/template-plan";
import { FIELDS, dataStreamOf } from "../../lambda/core/elastic/fields";
import { INDEX_TEMPLATE_NAME, indexTemplate } from "../../lambda/core/elastic/index-template";
import { at, isObject } from "../../lambda/core/sources/records/json";
import { documentedIngestKey, documentedInstallKey, makeKey } from "./keys";
import { ask, succeed } from "./node/ask";
import { VERSION } from "./node/jars";
import { describeReal } from "./node/real";
import { clientOf, connectionWith, putEcsMappings, putTemplates, soundDocuments } from "./streams";

/** Types whose modules the node lacks, by what stands for them; a float is told as it is. */
const STANDS_FOR: Readonly<Record<string, string>> = {
  constant_keyword: "keyword",
  match_only_text: "text",
};

/* The real name would be in use by other suites' streams. */
const OWN = "sms-pumping-test";

describeReal("the index template", () => {
  test("is stored as it is sent: the next look finds nothing to change", async () => {
    await putEcsMappings();
    const { encoded } = await makeKey(documentedInstallKey);
    const connection = connectionWith(encoded);
    expect(await storedTemplate(connection, OWN)).toBeUndefined();
    const template = {
      name: OWN,
      bodyFor: (days: number) => ({
        ...indexTemplate({ retentionDays: days }),
        index_patterns: ["logs-sms_pumping.other-*"],
      }),
      retentionDays: 90,
    };
    const body = wantedBody(template, undefined);
    await putTemplate(connection, OWN, body);
    const stored = await storedTemplate(connection, OWN);
    expect(templateStep(body, stored)).toMatchObject({ kind: "skip" });
    // Without an answer of the user's, what is stored is kept.
    expect(wantedBody({ ...template, retentionDays: undefined }, stored)).toEqual(body);
    const longer = wantedBody({ ...template, retentionDays: 91 }, stored);
    expect(templateStep(longer, stored)).toMatchObject({ kind: "update" });
  });

  test("needs the privilege that the key for installing has, and that of the stack has not", async () => {
    const { encoded } = await makeKey(documentedIngestKey);
    const body = indexTemplate({ retentionDays: 1 });
    const put = putTemplate(connectionWith(encoded), INDEX_TEMPLATE_NAME, body);
    await expect(put).rejects.toThrow(/refused with 403: .*unauthorized.*elastic check/);
  });

  test("gives every field of the documented table its documented type", async () => {
    await putTemplates();
    const { encoded } = await makeKey(documentedIngestKey);
    const [document] = soundDocuments("typed", 1);
    const body = `{"create":{"_id":"typed"}}\n${JSON.stringify(document!.body)}\n`;
    await clientOf({ key: encoded, namespace: "fields" }).bulk(body);
    const path = `/${dataStreamOf("fields")}/_field_caps?fields=*`;
    const told = at(await succeed("GET", path), "fields");
    const typeOf = (name: string): string | undefined => {
      const caps = isObject(told) ? told[name] : undefined;
      return isObject(caps) ? Object.keys(caps).join() : undefined;
    };
    for (const [name, documented] of FIELDS) {
      const [type = "", more] = documented.split("+");
      expect([name, typeOf(name)]).toEqual([name, STANDS_FOR[type] ?? type]);
      if (more !== undefined) expect([name, typeOf(`${name}.text`)]).toEqual([name, "text"]);
    }
  });

  test("sets how long findings are kept, and no failure store", async () => {
    const found = await succeed("POST", `/_index_template/_simulate_index/${dataStreamOf("kept")}`);
    expect(at(found, "template", "lifecycle")).toMatchObject({ data_retention: "365d" });
    expect(JSON.stringify(found)).not.toContain('"ignore_malformed":"true"');
  });
});

describeReal("the node", () => {
  test("is of the version that the pages name", async () => {
    const { encoded } = await makeKey(documentedInstallKey);
    expect(await stackOf(connectionWith(encoded))).toEqual({
      version: VERSION,
      isServerless: false,
    });
  });

  test("takes nobody without a key", async () => {
    expect(await ask("GET", "/", { key: "bm9ib2R5Om5vYm9keQ==" })).toMatchObject({ status: 401 });
  });
});
