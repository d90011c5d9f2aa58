import { refusal, refusalIn } from "../../core/elastic/bulk";
import { isSecurityRefusal, keyFaultIn, type KeyFault } from "../../core/elastic/refused-key";
import { endpointFault, endpointUrl, type EndpointFault } from "../../core/elastic/endpoint";
import type { BulkAnswer, ElasticStream } from "../../core/elastic/store-documents";
import { at, parsedJson } from "../../core/sources/records/json";
import type { SecretSource } from "../aws/secret";
import { errorText } from "../runtime";
import {
  answererOf,
  backoffMs,
  type HttpReply,
  isBusy,
  networkTrouble,
  type Patience,
  patiently,
  retryAfterMs,
  transport,
  type Tried,
  waited,
} from "../http";

export interface ElasticSettings extends Pick<
  Patience,
  "timeoutMs" | "nowMs" | "sleep" | "random"
> {
  readonly endpoint: string;
  readonly dataStream: string;
  readonly apiKey: SecretSource;
}

const TRIES = 5;

/** What a response to `_bulk` means for the request as a whole. */
type Reading =
  | BulkAnswer
  /** Worth another try in this invocation. */
  | { readonly kind: "again"; readonly outage: BulkAnswer }
  | { readonly kind: "unauthorized"; readonly fault: KeyFault | undefined };

const outage = (status: number, type: string, text: string): BulkAnswer => ({
  kind: "outage",
  reason: refusal(status, type, text),
});

const notElastic = (status: number): BulkAnswer =>
  outage(
    status,
    "not_elasticsearch",
    `something answered ${status} that is not Elasticsearch (no header x-elastic-product), such as a proxy's login page: look at the endpoint and at what stands in front of it`,
  );

const MISSING_PRIVILEGES =
  "the API key may not do this: store one that has create_doc and auto_configure on the data stream";

const FORBIDDEN =
  "something in front of Elasticsearch refuses the request: look whether the endpoint's IP filter lets AWS in";

/** What an answer means that stores nothing and that no further try would change. */
function broken({ status, headers: { location }, text }: HttpReply): BulkAnswer {
  if (location !== undefined && status >= 300 && status < 400) {
    return outage(status, "redirected", `the endpoint redirects to ${location}: give that address`);
  }
  const said = refusalIn(status, parsedJson(text));
  if (status === 403) {
    const remedy = isSecurityRefusal(status, text) ? MISSING_PRIVILEGES : FORBIDDEN;
    return outage(status, said.type, `${remedy}; ${said.text}`);
  }
  return outage(status, said.type, `the endpoint answered ${status}: ${said.text}`);
}

/**
 * Reads a response to `_bulk`. Elasticsearch answers 200 to every request that it could read and
 * tells the rest by item; only then, and to call a document bad, must it be Elasticsearch itself
 * that has answered.
 */
function readReply(reply: HttpReply): Reading {
  const { status, text } = reply;
  const body = parsedJson(text);
  if (status === 401) return { kind: "unauthorized", fault: keyFaultIn(text) };
  if (isBusy(reply)) return { kind: "again", outage: broken(reply) };
  if (status === 413) return { kind: "answered", status, body };
  const isElastic = answererOf(reply) === "Elasticsearch";
  if ((status === 200 || status === 400) && !isElastic) return notElastic(status);
  if (status === 400) return { kind: "answered", status, body };
  if (status !== 200) return broken(reply);
  if (at(body, "items") !== undefined) return { kind: "answered", status, body };
  return { kind: "again", outage: outage(status, "malformed_answer", "the answer has no items") };
}

const FAULTS: Readonly<Record<EndpointFault, string>> = {
  "cloud-id": "a cloud id",
  "no-scheme": "without https://",
  "no-url": "no address",
  credentials: "one with a user and a password",
  "plain-http": "http://, over which the key could be read by others",
  "other-scheme": "without https://",
  query: "one with ? or #",
};

const WANTED =
  "give the address of Elasticsearch, such as https://example.es.eu-west-1.aws.elastic.cloud";

/** The stack has checked the endpoint; whoever has changed it since is told what is wrong. */
function bulkUrl({ endpoint, dataStream }: ElasticSettings): string {
  const fault = endpointFault(endpoint);
  if (fault !== undefined) throw new Error(`the endpoint is ${FAULTS[fault]}; ${WANTED}`);
  return `${endpointUrl(endpoint)}/${dataStream}/_bulk`;
}

const send = transport();

const TRUST = "configure the authority that issued it (elastic.caFile)";

/** One request and what it asks to wait, should another follow. */
async function request(
  body: string,
  key: string,
  settings: ElasticSettings,
  timeoutMs: number,
): Promise<{ readonly reading: Reading; readonly waitMs: number }> {
  const url = bulkUrl(settings);
  try {
    const headers = { authorization: `ApiKey ${key}`, "content-type": "application/x-ndjson" };
    const reply = await send({ method: "POST", url, headers, body, timeoutMs });
    return { reading: readReply(reply), waitMs: retryAfterMs(reply, settings.nowMs()) };
  } catch (error) {
    const { text, isTransient } = networkTrouble(error, TRUST) ?? {
      text: `it could not be reached (${errorText(error)})`,
      isTransient: true,
    };
    const trouble = outage(0, "unreachable", `${new URL(url).host}: ${text}`);
    return { reading: isTransient ? { kind: "again", outage: trouble } : trouble, waitMs: 0 };
  }
}

const KEY_FAULTS: Readonly<Record<KeyFault, string>> = {
  revoked: "which was revoked",
  expired: "which has expired",
  unknown: "which it does not know: it may be of another deployment",
  "wrong-secret": "whose secret part is wrong",
};

const refusedKey = (secret: string, fault: KeyFault | undefined): BulkAnswer =>
  outage(
    401,
    "unauthorized",
    `Elasticsearch refuses the API key in secret ${secret}, ${fault === undefined ? "which may be revoked or expired" : KEY_FAULTS[fault]}: store a valid one there; until then the findings wait in the queue`,
  );

/** A request with the key that is known, and where that is refused with the one that is stored. */
async function authorized(
  body: string,
  settings: ElasticSettings,
  timeoutMs: number,
): Promise<Tried<BulkAnswer>> {
  const { apiKey } = settings;
  const key = await apiKey.read();
  let { reading, waitMs } = await request(body, key, settings, timeoutMs);
  if (reading.kind === "unauthorized") {
    const stored = await apiKey.readAgain();
    if (stored !== key) {
      ({ reading, waitMs } = await request(body, stored, settings, timeoutMs));
    }
  }
  if (reading.kind === "unauthorized") {
    return { value: refusedKey(apiKey.secret, reading.fault), againInMs: undefined };
  }
  return reading.kind === "again"
    ? { value: reading.outage, againInMs: waitMs }
    : { value: reading, againInMs: undefined };
}

/**
 * A data stream of Elasticsearch. Requests that meet with a busy server or the network's trouble
 * are repeated while there is time; whatever was stored without our learning of it is a conflict
 * then. Neither the key nor a body is ever part of an error.
 */
export const elasticStream =
  (settings: ElasticSettings) =>
  /** @param deadlineMs when everything must have ended, by the clock of the settings */
  (deadlineMs: number): ElasticStream => {
    const patience: Patience = { ...settings, tries: TRIES, deadlineMs };
    return {
      bulk: async (body) => {
        try {
          const answer = await patiently(
            (timeoutMs) => authorized(body, settings, timeoutMs),
            patience,
          );
          return answer ?? outage(0, "no_time", "no time was left in this invocation");
        } catch (error) {
          // The endpoint or the secret is wrong: somebody has to mend it.
          return outage(0, "not_sent", errorText(error));
        }
      },
      pause: (round) => waited(backoffMs(round, settings.random()), patience),
    };
  };
