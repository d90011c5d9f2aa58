import type { PagerDutyEvent, SendToPagerDuty } from "../../core/notifications/pagerduty/event";
import { printable, withoutNumbers } from "../../core/notifications/printable";
import { NotificationRefused } from "../../core/notifications/sink";
import { at, stringAt } from "../../core/sources/records/json";
import { backoffMs, retryAfterMs } from "../backoff";
import { networkTrouble } from "../network-error";
import type { RoutingKeySource } from "./routing-key";

/** Where PagerDuty takes events, by the service region of an account. */
export const ENDPOINTS = {
  us: "https://events.pagerduty.com",
  eu: "https://events.eu.pagerduty.com",
} as const;

export type PagerDutyRegion = keyof typeof ENDPOINTS;

export interface PagerDutySettings {
  /** Of a deployed stack one of `ENDPOINTS`. */
  readonly endpoint: string;
  readonly routingKey: RoutingKeySource;
  /** How long one request may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** At least 0 and below 1. */
  readonly random: () => number;
}

type Answer =
  | { readonly kind: "taken" }
  /** No other answer would come of the same event. */
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "key"; readonly why: string }
  | { readonly kind: "again"; readonly why: string; readonly waitMs: number };

const TRIES = 2;
/** A longer wait is the queue's business. */
const LONGEST_WAIT_MS = 2_000;
const LONGEST_REASON = 300;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What PagerDuty says, as one line that names no number: it may quote what an attacker has sent. */
function reasonIn(text: string): string {
  const body = parsed(text);
  const errors: unknown = at(body, "errors");
  const list = Array.isArray(errors) ? errors.filter((each) => typeof each === "string") : [];
  const said = [stringAt(body, "message"), ...list].filter((each) => each !== undefined);
  return withoutNumbers(printable(said.join("; "), LONGEST_REASON)) || "no reason was given";
}

const isAboutKey = (status: number, why: string): boolean =>
  status === 401 || status === 403 || (status === 400 && /routing.?key/i.test(why));

function readAnswer(status: number, text: string, waitMs: number): Answer {
  if (status === 202) return { kind: "taken" };
  const why = `PagerDuty answered ${status}: ${reasonIn(text)}`;
  if (isAboutKey(status, why)) return { kind: "key", why };
  if (status === 400 || status === 413) return { kind: "refused", why };
  return { kind: "again", why, waitMs };
}

/** One request. The key goes to no other address than the configured one: redirects stay unread. */
async function request(
  event: PagerDutyEvent,
  key: string,
  { endpoint, timeoutMs, nowMs }: PagerDutySettings,
): Promise<Answer> {
  try {
    const response = await fetch(`${endpoint}/v2/enqueue`, {
      method: "POST",
      body: JSON.stringify({ routing_key: key, ...event }),
      headers: { "content-type": "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const waitMs = retryAfterMs(response.headers.get("retry-after"), nowMs());
    return readAnswer(response.status, await response.text(), waitMs);
  } catch (error) {
    return { kind: "again", why: `PagerDuty: ${networkTrouble(error).text}`, waitMs: 0 };
  }
}

/** A request with the key that is known, and where that is refused with the one that is stored. */
async function authorized(event: PagerDutyEvent, settings: PagerDutySettings): Promise<Answer> {
  const { routingKey } = settings;
  const key = await routingKey.read();
  const first = await request(event, key, settings);
  if (first.kind !== "key") return first;
  const stored = await routingKey.readAgain();
  return stored === key ? first : request(event, stored, settings);
}

/**
 * PagerDuty's Events API v2. What may be over soon is tried again at once, and then left to the queue;
 * a repetition does no harm, since PagerDuty joins events of one key. Neither the key nor an event is ever
 * part of an error.
 *
 * @throws NotificationRefused when PagerDuty will take the event at no time
 * @throws Error when it may take it later, and when the key is wrong
 */
export const pagerDutyClient =
  (settings: PagerDutySettings): SendToPagerDuty =>
  async (event) => {
    const { routingKey, sleep, random } = settings;
    for (let attempt = 0; ; attempt++) {
      const answer = await authorized(event, settings);
      if (answer.kind === "taken") return;
      if (answer.kind === "refused") throw new NotificationRefused(answer.why);
      if (answer.kind === "key") {
        throw new Error(
          `${answer.why}: the key in secret ${routingKey.secret} is not one of an Events API v2 integration, or of the other service region; store a valid one, until then the messages wait in the queue`,
        );
      }
      if (attempt + 1 === TRIES || answer.waitMs > LONGEST_WAIT_MS) throw new Error(answer.why);
      await sleep(Math.max(answer.waitMs, backoffMs(attempt, random())));
    }
  };
