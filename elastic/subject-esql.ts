import { flowOf } from "../lambda/core/sources/cognito-flow";
import {
  ASKING_CALLS,
  ASKING_PAGES,
  COGNITO,
  CONFIRMING_CALLS,
  CONFIRMING_PAGES,
  EITHER_PAGES,
} from "./cognito-calls";
import { APP_CLIENT, CODE_ROLES, TIMED_ROLES } from "./cognito-esql";
import { cognitoTrail } from "./data-sources";
import { esqlList, esqlMinutes, esqlOf, fromIndices } from "./esql";
import { ADMIN_CALLS } from "./principal-esql";
import type { Schedule } from "./schedule";

/** The user whom a call is about: of the API, or as a page's form has it. */
const SUBJECT: readonly string[] = [
  'GROK aws.cloudtrail.additional_eventdata """(^|[{ ])sub=\\[?(?<Esql.subject>[A-Za-z0-9-]{36})"""',
  "WHERE Esql.subject IS NOT NULL",
];

const actionsOf = (flow: string): readonly string[] =>
  [
    ...ASKING_CALLS,
    ...ASKING_PAGES,
    ...CONFIRMING_CALLS,
    ...CONFIRMING_PAGES,
    ...EITHER_PAGES,
  ].filter((name) => flowOf(name) === flow);

const FLOW = `EVAL Esql.flow = CASE(event.action IN ${esqlList(actionsOf("reset"))}, "reset",
    event.action IN ${esqlList(actionsOf("attribute"))}, "attribute",
    event.action IN ${esqlList(actionsOf("sign-up"))}, "sign-up", "sign-in")`;

/* An invitation asks nobody for a code. What went out by e-mail costs nothing, and neither does what was refused. */
const ASKS_FOR_TEXT = `EVAL Esql.asks = Esql.asks AND event.outcome == "success"
      AND NOT (event.action IN ${esqlList(ADMIN_CALLS)})
      AND NOT (Esql.response LIKE "*deliveryMedium=EMAIL*")`;

const BY = ["Esql.client_id", "Esql.flow"];

export interface Conversion {
  readonly schedule: Schedule;
  /** Which kinds of call are looked at. */
  readonly flows: string;
  /** What holds of a row that alerts, by `Esql.subjects` and `Esql.converted`. */
  readonly where: string;
}

/**
 * How many users who were sent a text typed a code in, each of them counted once: confirmations of
 * users who never asked for a text cancel nothing.
 */
export const conversionQuery = ({ schedule, flows, where }: Conversion): string =>
  esqlOf([
    fromIndices(cognitoTrail.index),
    `WHERE @timestamp >= NOW() - ${esqlMinutes(schedule.lookBackMs)}
    AND event.provider == ${JSON.stringify(COGNITO)}`,
    ...CODE_ROLES,
    ASKS_FOR_TEXT,
    FLOW,
    `WHERE ${flows}`,
    ...APP_CLIENT,
    ...SUBJECT,
    TIMED_ROLES,
    `STATS Esql.asked = MAX(Esql.is_request),
    Esql.typed = MAX(Esql.is_confirmation),
    Esql.texts = SUM(Esql.is_request),
    Esql.first_request = MIN(CASE(Esql.is_request == 1, @timestamp, null)),
    Esql.last_request = MAX(CASE(Esql.is_request == 1, @timestamp, null))
  BY ${[...BY, "Esql.subject"].join(", ")}`,
    "WHERE Esql.asked == 1",
    `STATS Esql.subjects = COUNT(*),
    Esql.converted = SUM(Esql.typed),
    Esql.requests = SUM(Esql.texts),
    Esql.first_seen = MIN(Esql.first_request),
    Esql.last_seen = MAX(Esql.last_request)
  BY ${BY.join(", ")}`,
    `WHERE ${where}`,
    `KEEP ${[...BY, "Esql.subjects", "Esql.converted", "Esql.requests", "Esql.first_seen", "Esql.last_seen"].join(", ")}`,
    "SORT Esql.subjects DESC",
  ]);
