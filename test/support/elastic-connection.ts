import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Connection } from "../../bin/elastic/connection";
import { transport } from "../../lambda/adapters/http";
import { elasticAdminServer, type ElasticAdminServer } from "./elastic-admin-server";
import { kibanaServer, type KibanaServer } from "./kibana-server";
import type { Ran } from "./smspump";

/** An Elasticsearch and a Kibana that belong together, and the way to them. */
export interface Deployment {
  readonly elasticsearch: ElasticAdminServer;
  readonly kibana: KibanaServer;
  readonly connection: Connection;
  /** How long the client has waited, each time, in milliseconds. */
  readonly waits: number[];
  readonly close: () => Promise<void>;
}

export async function deployment(version = "9.5.1"): Promise<Deployment> {
  const elasticsearch = await elasticAdminServer({ version });
  const kibana = await kibanaServer({ version });
  const waits: number[] = [];
  return {
    elasticsearch,
    kibana,
    waits,
    connection: {
      elasticsearch: elasticsearch.url,
      kibana: kibana.url,
      space: "default",
      apiKey: elasticsearch.apiKey,
      transport: transport(),
      patience: {
        sleep: (ms) => {
          waits.push(ms);
          return Promise.resolve();
        },
        random: () => 0.5,
      },
    },
    close: async () => {
      await elasticsearch.close();
      await kibana.close();
    },
  };
}

/** Runs `smspump elastic` in a process of its own, while servers of this one answer it. */
export async function smspumpElastic(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input = "",
): Promise<Ran> {
  const path = join(__dirname, "..", "..", "bin", "smspump.cjs");
  const child = spawn(process.execPath, [path, "elastic", ...args], {
    env: { ...process.env, ELASTIC_API_KEY: undefined, ...env },
  });
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => (out.stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (out.stderr += data.toString()));
  child.stdin.end(input);
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, ...out };
}
