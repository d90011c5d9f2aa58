import { check } from "../../bin/elastic/check";
import { rulePrivilege } from "../../bin/elastic/stack";
import { install } from "../../bin/elastic/install";
import { INDEX_TEMPLATE_NAME, indexTemplate } from "../../lambda/core/elastic/index-template";
import { wanted } from "../support/elastic-install";
import { kibanaServer, type KibanaServer } from "../support/kibana-server";
import { documentedInstallKey, makeKey } from "./keys";
import { succeed } from "./node/ask";
import { VERSION } from "./node/jars";
import { describeReal } from "./node/real";
import { connectionWith, putEcsMappings } from "./streams";

/* Elasticsearch is real, Kibana is not: no part of it is on Maven Central. */

/* The page shows the newest version's privilege for rules, and says what to put there in others. */
const ofThisVersion = JSON.parse(
  JSON.stringify(documentedInstallKey).replace(
    rulePrivilege({ version: undefined, isServerless: false }),
    rulePrivilege({ version: VERSION, isServerless: false }),
  ),
) as object;

/** Kibana does so when it starts: Elasticsearch knows its privileges by that alone. */
async function registerKibanaPrivileges(): Promise<void> {
  const application = "kibana-.kibana";
  const names = [rulePrivilege({ version: VERSION, isServerless: false }), "feature_actions.read"];
  const privileges = names.map((name) => [name, { application, name, actions: [`test:${name}`] }]);
  await succeed("PUT", "/_security/privilege", {
    body: { [application]: Object.fromEntries(privileges) as object },
  });
}

describeReal("installing with the documented key", () => {
  let kibana: KibanaServer;

  afterEach(() => kibana.close());

  test("puts the template and passes the check", async () => {
    await putEcsMappings();
    await registerKibanaPrivileges();
    const { encoded } = await makeKey(ofThisVersion);
    kibana = await kibanaServer({ version: VERSION, apiKey: encoded });
    const connection = { ...connectionWith(encoded), kibana: kibana.url };
    const old = { ...indexTemplate({ retentionDays: 30 }), version: 0 };
    await succeed("PUT", `/_index_template/${INDEX_TEMPLATE_NAME}`, { body: old });
    const lines: string[] = [];
    const print = (line: string): void => void lines.push(line);
    const spec = { wanted: wanted(), isDryRun: false, maySwitch: false, mustRenew: false, print };
    await install(connection, spec);
    expect(lines.join("\n")).toContain(`${INDEX_TEMPLATE_NAME}: update from version 0 to 1`);
    lines.length = 0;
    await install(connection, spec);
    expect(lines.at(-1)).toBe("nothing to do");
    lines.length = 0;
    const missing = await check(connection, {
      use: "install",
      profile: "findings",
      namespace: "default",
      wanted: wanted(),
      print,
    });
    expect({ missing, told: lines.filter((line) => line.startsWith("lacks")) }).toEqual({
      missing: undefined,
      told: [],
    });
    expect(lines.join("\n")).toContain(`version ${VERSION}, licence trial`);
  });
});
