import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { DRILL_CLIENT } from "../../bin/drill/records";
import { ruleIdOf } from "../../elastic/rule-ids";
import { dataStreamOf } from "../../lambda/core/elastic/fields";
import { INDEX_TEMPLATE_NAME } from "../../lambda/core/elastic/index-template";
import { at, stringAt } from "../../lambda/core/sources/records/json";
import { KEY, startElasticServer, type ElasticServer } from "../support/elastic-server";
import { kibanaServer, type KibanaServer } from "../support/kibana-server";
import type { StoredDocument } from "../support/elastic-server-streams";
import { envelopes, forgotPasswordFlood } from "./attacks";
import { CreateSecretCommand, eventually, type Cloud } from "./cloud";
import type { Stage } from "./stage";

const SECRET = "sms-pumping/elastic";
const STREAM = dataStreamOf("default");

const run = promisify(execFile);

const smspump = (args: readonly string[], env: NodeJS.ProcessEnv) =>
  run(process.execPath, [join(__dirname, "../../bin/smspump.cjs"), ...args], { env });

/** As a user does before the first deployment. */
export const installInElastic = (elastic: ElasticServer, kibana: KibanaServer) =>
  smspump(
    [
      ...["elastic", "install", "--profile", "findings"],
      ...["--elasticsearch", elastic.url, "--kibana", kibana.url],
    ],
    { ...process.env, ELASTIC_API_KEY: KEY },
  );

/** What stands in for Elastic on this machine, and what the deployment is told of it. */
export async function openElastic(): Promise<{
  readonly elastic: ElasticServer;
  readonly kibana: KibanaServer;
  readonly configuration: object;
}> {
  const elastic = await startElasticServer();
  const kibana = await kibanaServer({ apiKey: KEY, version: "9.2.0" });
  return {
    elastic,
    kibana,
    configuration: { elastic: { endpoint: elastic.url, secret: SECRET } },
  };
}

/** The function reads the secret when it first has something to say, so it may come late. */
export const keepKey = async ({ secrets }: Cloud): Promise<void> => {
  await secrets.send(
    new CreateSecretCommand({ Name: SECRET, SecretString: JSON.stringify({ apiKey: KEY }) }),
  );
};

const documentsOn = ({ elastic }: Stage, target: string): readonly StoredDocument[] =>
  (elastic.stream(STREAM)?.documents ?? []).filter(
    ({ body }) => stringAt(body, "sms_pumping", "target") === target,
  );

const alerts = (documents: readonly StoredDocument[]): readonly StoredDocument[] =>
  documents.filter(({ body }) => at(body, "event", "kind") === "alert");

/** The way of an attack into Elastic, with nothing in between that is not deployed. */
export function describeElastic(stage: () => Stage): void {
  const attack = (ip: string, label: string): Promise<void> =>
    stage().cloud.send(stage().detection("QueueUrl"), envelopes(forgotPasswordFlood(ip, label)));
  const alertsOf = (label: string) => () =>
    Promise.resolve(alerts(documentsOn(stage(), `client:client${label}`)));
  const isThere = (found: readonly unknown[]): boolean => found.length > 0;

  describe("the forwarder", () => {
    test("finds the index template and the rule installed", () => {
      const { elastic, kibana } = stage();
      expect(elastic.template(INDEX_TEMPLATE_NAME)).toBeDefined();
      const rule = kibana.spaces.get("default")?.get(ruleIdOf("sms-pumping-findings"));
      expect(rule).toMatchObject({ enabled: false, query: "event.kind:alert" });
    });

    test("stores an attack as one alert and its findings, each once", async () => {
      await attack("198.51.100.88", "elastic");
      const [alert] = await eventually(alertsOf("elastic"), isThere);
      expect(alert?.body).toMatchObject({
        event: { action: "incident-opened", category: ["intrusion_detection"], severity: 73 },
        related: { ip: ["198.51.100.88"] },
        threat: { technique: { subtechnique: { id: ["T1496.003"] } } },
        data_stream: { type: "logs", dataset: "sms_pumping.finding", namespace: "default" },
      });
      const { cloud, detection } = stage();
      expect(await eventually(cloud.idle(detection("ForwardQueueUrl")), Boolean)).toBe(true);
      const documents = documentsOn(stage(), "client:clientelastic");
      expect(alerts(documents)).toHaveLength(1);
      expect(new Set(documents.map(({ id }) => id)).size).toBe(documents.length);
      expect(documents.map(({ body }) => at(body, "event", "action"))).toContain("finding-opened");
      // The botnet of a thousand addresses was told of like this too.
      expect(alerts(documentsOn(stage(), "client:clientbotnet"))).not.toHaveLength(0);
    });

    test("drills are there, and alert nobody", () => {
      const documents = documentsOn(stage(), `client:${DRILL_CLIENT}`);
      expect(documents).not.toHaveLength(0);
      expect(alerts(documents)).toHaveLength(0);
    });

    test("what Elastic refuses waits with its reason, until somebody sends it again", async () => {
      const { cloud, detection, elastic, emulator, outputsFile } = stage();
      elastic.plan({ item: () => "invalid" });
      await attack("198.51.100.89", "refused");
      const rejects = (): Promise<string> =>
        cloud.attribute(detection("RejectsQueueUrl"), "ApproximateNumberOfMessages");
      await eventually(rejects, (count) => Number(count) >= 2);
      expect(await eventually(cloud.idle(detection("ForwardQueueUrl")), Boolean)).toBe(true);
      expect(alerts(documentsOn(stage(), "client:clientrefused"))).toHaveLength(0);

      elastic.plan({});
      const { stdout } = await smspump(
        ["redrive", "rejects", "--outputs", outputsFile],
        emulator.environment,
      );
      expect(stdout).toMatch(/^ +\d+ {2}400 illegal_argument_exception: /m);
      const found = await eventually(alertsOf("refused"), isThere);
      expect(found).toHaveLength(1);
      expect(await rejects()).toBe("0");
    });

    test("what comes while Elastic is away is stored when it is back", async () => {
      const { elastic } = stage();
      let requests = 0;
      elastic.plan({
        request: () => {
          requests++;
          return { kind: "status", status: 503 };
        },
      });
      await attack("198.51.100.90", "away");
      await eventually(
        () => Promise.resolve(requests),
        (count) => count > 0,
      );
      elastic.plan({});
      expect(await eventually(alertsOf("away"), isThere, 150_000)).toHaveLength(1);
    }, 240_000);
  });
}
