import type { BulkAnswer, ElasticStream } from "../core/elastic/store-documents";
import { backoffMs, retryAfterMs } from "./backoff";
import { elasticUrl } from "./elastic-endpoint";
import { outage, readResponse, type Reading } from "./elastic-response";
import { networkTrouble } from "./network-error";
import type { ApiKeySource } from "./secret-api-key";
import { errorText } from "./runtime";

export interface ElasticSettings {
  readonly endpoint: string;
  readonly dataStream: string;
  readonly apiKey: ApiKeySource;
  /** How long one request may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** At least 0 and below 1. */
  readonly random: () => number;
}

const ATTEMPTS = 5;
/** With less time than that a request is not begun. */
const SHORTEST_MS = 500;

interface Tried {
  readonly reading: Reading;
  readonly waitMs: number;
}

/** One request. The key goes to no other address than the configured one: redirects stay unread. */
async function request(
  body: string,
  key: string,
  settings: ElasticSettings,
  timeoutMs: number,
): Promise<Tried> {
  const url = elasticUrl(settings.endpoint, `/${settings.dataStream}/_bulk`);
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { authorization: `ApiKey ${key}`, "content-type": "application/x-ndjson" },
      redirect: "manual",
      signal: AbortSignal.timeout(Math.ceil(timeoutMs)),
    });
    const { status, headers } = response;
    const reading = readResponse({
      status,
      isElastic: headers.get("x-elastic-product") === "Elasticsearch",
      location: headers.get("location"),
      text: await response.text(),
    });
    return { reading, waitMs: retryAfterMs(headers.get("retry-after"), settings.nowMs()) };
  } catch (error) {
    const { text, isTransient } = networkTrouble(error);
    const trouble = outage(0, "unreachable", `${new URL(url).host}: ${text}`);
    return { reading: isTransient ? { kind: "again", outage: trouble } : trouble, waitMs: 0 };
  }
}

/** A request with the key that is known, and where that is refused with the one that is stored. */
async function authorized(
  body: string,
  settings: ElasticSettings,
  timeoutMs: number,
): Promise<Tried> {
  const { apiKey } = settings;
  const key = await apiKey.read();
  const first = await request(body, key, settings, timeoutMs);
  if (first.reading.kind !== "unauthorized") return first;
  const stored = await apiKey.readAgain();
  return stored === key ? first : request(body, stored, settings, timeoutMs);
}

const refusedKey = (secret: string): BulkAnswer =>
  outage(
    401,
    "unauthorized",
    `Elasticsearch refuses the API key in secret ${secret}, which may be revoked or expired: store a valid one there; until then the findings wait in the queue`,
  );

/** Waits for as long as is due, unless that would leave no time for what comes after. */
async function waited(ms: number, deadlineMs: number, settings: ElasticSettings): Promise<boolean> {
  if (settings.nowMs() + ms + SHORTEST_MS > deadlineMs) return false;
  await settings.sleep(ms);
  return true;
}

async function bulk(
  body: string,
  deadlineMs: number,
  settings: ElasticSettings,
): Promise<BulkAnswer> {
  let last = outage(0, "no_time", "no time was left in this invocation");
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const leftMs = deadlineMs - settings.nowMs();
    if (leftMs < SHORTEST_MS) return last;
    const timeoutMs = Math.min(settings.timeoutMs, leftMs);
    const { reading, waitMs } = await authorized(body, settings, timeoutMs);
    if (reading.kind === "unauthorized") return refusedKey(settings.apiKey.secret);
    if (reading.kind !== "again") return reading;
    last = reading.outage;
    const pauseMs = Math.max(waitMs, backoffMs(attempt, settings.random()));
    if (attempt + 1 < ATTEMPTS && !(await waited(pauseMs, deadlineMs, settings))) return last;
  }
  return last;
}

/**
 * A data stream of Elasticsearch by plain `fetch`, which keeps its connections. Requests that meet
 * with 429, 502, 503, 504 or the network's trouble are repeated while there is time; whatever was
 * stored without our learning of it is a conflict then. Neither the key nor a body is ever part of
 * an error.
 */
export const elasticClient =
  (settings: ElasticSettings) =>
  /** @param deadlineMs when everything must have ended, by the clock of the settings */
  (deadlineMs: number): ElasticStream => ({
    bulk: async (body) => {
      try {
        return await bulk(body, deadlineMs, settings);
      } catch (error) {
        // The endpoint or the secret is wrong: somebody has to mend it.
        return outage(0, "not_sent", errorText(error));
      }
    },
    pause: (round) => waited(backoffMs(round, settings.random()), deadlineMs, settings),
  });
