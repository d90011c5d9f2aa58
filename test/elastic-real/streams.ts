import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "../../bin/elastic/connection";
import { elasticStream } from "../../lambda/adapters/elastic/stream";
import { transport } from "../../lambda/adapters/http";
import type { ElasticDocument } from "../../lambda/core/elastic/document";
import { dataStreamOf } from "../../lambda/core/elastic/fields";
import { INDEX_TEMPLATE_NAME, indexTemplate } from "../../lambda/core/elastic/index-template";
import type { ElasticStream } from "../../lambda/core/elastic/store-documents";
import { at, type JsonObject } from "../../lambda/core/sources/records/json";
import { ECS_MAPPINGS } from "./node/build";
import { succeed } from "./node/ask";
import { realNode } from "./node/real";

const random = (): number => Math.random();

/** The way of the command line to the node, which has no Kibana. */
export const connectionWith = (apiKey: string, url = realNode().url): Connection => ({
  elasticsearch: url,
  kibana: undefined,
  space: "default",
  apiKey,
  transport: transport(),
  patience: { sleep, random },
});

export interface Client {
  readonly key: string;
  readonly namespace: string;
  readonly url?: string;
  /** How long it may go on trying. */
  readonly forMs?: number;
}

/** The forwarder's own client. */
export function clientOf({ key, namespace, url, forMs = 60_000 }: Client): ElasticStream {
  const read = (): Promise<string> => Promise.resolve(key);
  return elasticStream({
    endpoint: url ?? realNode().url,
    dataStream: dataStreamOf(namespace),
    apiKey: { secret: "sms-pumping/elastic", read, readAgain: read },
    timeoutMs: 20_000,
    nowMs: Date.now,
    sleep,
    random,
  })(Date.now() + forMs);
}

/** What a distribution has by itself: Elastic's mappings for ECS. */
export async function putEcsMappings(url = realNode().url): Promise<void> {
  const text = readFileSync(join(realNode().built.folder, ECS_MAPPINGS), "utf8");
  const body = JSON.parse(
    text.replace(/\$\{[^}]*version\}/g, "1").replace(/\$\{[^}]*\}/g, "false"),
  ) as object;
  await succeed("PUT", "/_component_template/ecs@mappings", { body, url });
}

export async function putTemplates(url = realNode().url): Promise<void> {
  await putEcsMappings(url);
  const body = indexTemplate({ retentionDays: 365 });
  await succeed("PUT", `/_index_template/${INDEX_TEMPLATE_NAME}`, { body, url });
}

export interface Stored {
  readonly _index: string;
  readonly _id: string;
  readonly _source: JsonObject;
  readonly _ignored?: readonly string[];
}

/** What a query finds in the data streams or indices of a name, of at most 10,000. */
export async function search(
  index: string,
  query: object = { match_all: {} },
  url = realNode().url,
): Promise<readonly Stored[]> {
  await succeed("POST", `/${index}/_refresh`, { url });
  const body = { query, size: 10_000 };
  const found = await succeed("POST", `/${index}/_search`, { body, url });
  return at(found, "hits", "hits") as Stored[];
}

/** Documents that fit the template, each with an id of its own. */
export const soundDocuments = (prefix: string, count: number): readonly ElasticDocument[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${prefix}-${i}`,
    body: {
      "@timestamp": new Date(Date.UTC(2026, 10, 22, 5, 0, i % 60)).toISOString(),
      event: { kind: "event", id: `${prefix}-${i}` },
      message: "x".repeat(200),
      sms_pumping: { type: "finding", count: i },
    },
  }));
