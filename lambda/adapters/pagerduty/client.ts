import type { PagerDutyEvent, SendToPagerDuty } from "../../core/notifications/pagerduty/event";
import { printable, withoutNumbers } from "../../core/notifications/printable";
import { NotificationRefused } from "../../core/notifications/sink";
import { at, parsedJson, stringAt } from "../../core/sources/records/json";
import type { SecretSource } from "../aws/secret";
import {
  type HttpReply,
  networkTrouble,
  type Patience,
  patiently,
  retryAfterMs,
  transport,
  type Tried,
} from "../http";
import { errorText } from "../runtime";

/** Where PagerDuty takes events, by the service region of an account. */
export const ENDPOINTS = {
  us: "https://events.pagerduty.com",
  eu: "https://events.eu.pagerduty.com",
} as const;

export interface PagerDutySettings extends Pick<
  Patience,
  "timeoutMs" | "nowMs" | "sleep" | "random"
> {
  /** Of a deployed stack one of `ENDPOINTS`. */
  readonly endpoint: string;
  readonly routingKey: SecretSource;
}

type Answer =
  | { readonly kind: "taken" }
  /** No other answer would come of the same event. */
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "key"; readonly why: string }
  | { readonly kind: "again"; readonly why: string };

const TRIES = 2;
/** What PagerDuty wants to wait for longer is the queue's business. */
const LONGEST_WAIT_MS = 2_000;
const LONGEST_REASON = 300;

/** What PagerDuty says, as one line that names no number: it may quote what an attacker has sent. */
function reasonIn(text: string): string {
  const body = parsedJson(text);
  const errors: unknown = at(body, "errors");
  const list = Array.isArray(errors) ? errors.filter((each) => typeof each === "string") : [];
  const said = [stringAt(body, "message"), ...list].filter((each) => each !== undefined);
  return withoutNumbers(printable(said.join("; "), LONGEST_REASON)) || "no reason was given";
}

const isAboutKey = (status: number, why: string): boolean =>
  status === 401 || status === 403 || (status === 400 && /routing.?key/i.test(why));

function readReply({ status, text }: HttpReply): Answer {
  if (status === 202) return { kind: "taken" };
  const why = `PagerDuty answered ${status}: ${reasonIn(text)}`;
  if (isAboutKey(status, why)) return { kind: "key", why };
  return { kind: status === 400 || status === 413 ? "refused" : "again", why };
}

/** Whether the same may fare better soon, and when. */
function triedOf(value: Answer, waitMs: number): Tried<Answer> {
  const isSoon = value.kind === "again" && waitMs <= LONGEST_WAIT_MS;
  return { value, againInMs: isSoon ? waitMs : undefined };
}

/** One request. The key goes to no other address than the configured one: redirects stay unread. */
async function request(
  event: PagerDutyEvent,
  key: string,
  { endpoint, nowMs }: PagerDutySettings,
  timeoutMs: number,
): Promise<Tried<Answer>> {
  try {
    const reply = await transport()({
      method: "POST",
      url: `${endpoint}/v2/enqueue`,
      body: JSON.stringify({ routing_key: key, ...event }),
      headers: { "content-type": "application/json" },
      timeoutMs,
    });
    return triedOf(readReply(reply), retryAfterMs(reply, nowMs()));
  } catch (error) {
    const trouble = networkTrouble(error, "look at what stands between AWS and PagerDuty");
    return triedOf({ kind: "again", why: `PagerDuty: ${trouble?.text ?? errorText(error)}` }, 0);
  }
}

/** A request with the key that is known, and where that is refused with the one that is stored. */
async function authorized(
  event: PagerDutyEvent,
  settings: PagerDutySettings,
  timeoutMs: number,
): Promise<Tried<Answer>> {
  const { routingKey } = settings;
  const key = await routingKey.read();
  const first = await request(event, key, settings, timeoutMs);
  if (first.value.kind !== "key") return first;
  const stored = await routingKey.readAgain();
  return stored === key ? first : request(event, stored, settings, timeoutMs);
}

const wrongKey = (secret: string): string =>
  `the key in secret ${secret} is not one of an Events API v2 integration, or of the other service region; store a valid one, until then the messages wait in the queue`;

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
    const { routingKey, timeoutMs, nowMs, sleep, random } = settings;
    const answer = await patiently((ms) => authorized(event, settings, ms), {
      tries: TRIES,
      timeoutMs,
      nowMs,
      sleep,
      random,
    });
    if (answer === undefined) throw new Error("there was no time to reach PagerDuty");
    if (answer.kind === "taken") return;
    if (answer.kind === "refused") throw new NotificationRefused(answer.why);
    throw new Error(
      answer.kind === "key" ? `${answer.why}: ${wrongKey(routingKey.secret)}` : answer.why,
    );
  };

const HINT =
  'store the integration key of an "Events API v2" integration, or {"routingKey": "<the key>"}';
const KEY = /^[A-Za-z0-9]{32}$/;

/**
 * The key in a secret's text: the integration key of a service in PagerDuty, which its API calls a
 * routing key, or JSON with `routingKey`.
 *
 * @throws Error with what to store instead
 */
export function routingKeyIn(text: string | undefined, secret: string): string {
  const refuse = (what: string): Error => new Error(`secret ${secret}: ${what}; ${HINT}`);
  if (text === undefined) throw refuse("got bytes, expected text");
  if (text.trim() === "") throw refuse("it is empty");
  const key = text.trim().startsWith("{") ? stringAt(parsedJson(text), "routingKey") : text;
  if (key === undefined) throw refuse("it is JSON without the text routingKey");
  if (!KEY.test(key.trim())) throw refuse("what it holds is not 32 letters and digits");
  return key.trim();
}
