import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { dataStreamOf } from "../../lambda/core/elastic/document";
import { INDEX_TEMPLATE_NAME, indexTemplate } from "../../lambda/core/elastic/index-template";
import { at, stringAt } from "../../lambda/core/records/json";
import { KEY, startElasticServer, type ElasticServer } from "../support/elastic-server";
import type { StoredDocument } from "../support/elastic-server-streams";
import { envelopes, forgotPasswordFlood } from "./attacks";
import { CreateSecretCommand, eventually, type Cloud } from "./cloud";
import type { Stage } from "./stage";

const SECRET = "sms-pumping/elastic";
const STREAM = dataStreamOf("default");

const run = promisify(execFile);

/** A stand-in for Elasticsearch on this machine, and what the deployment is told of it. */
export async function openElastic(): Promise<{
  readonly elastic: ElasticServer;
  readonly configuration: object;
}> {
  const elastic = await startElasticServer();
  elastic.putTemplate(INDEX_TEMPLATE_NAME, indexTemplate({ retentionDays: 365 }));
  return { elastic, configuration: { elastic: { endpoint: elastic.url, secret: SECRET } } };
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
      const documents = documentsOn(stage(), "client:smspump-drill-client");
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
      const { stdout } = await run(
        process.execPath,
        [
          join(__dirname, "../../bin/smspump.cjs"),
          ...["redrive", "rejects", "--outputs", outputsFile],
        ],
        { env: emulator.environment },
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
