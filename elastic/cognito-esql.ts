import { CODE_FIELD } from "../lambda/core/sources/cognito-hosted-ui";
import { GRACE_MS } from "../lambda/core/model/grace";
import type { ShareMeasure, UnconfirmedExcess } from "../lambda/core/model/measure";
import {
  ASKING_CALLS,
  ASKING_PAGES,
  CHALLENGE_ANSWERS,
  COGNITO,
  CONFIRMING_CALLS,
  CONFIRMING_PAGES,
  EITHER_PAGES,
  SIGN_INS,
} from "./cognito-calls";
import { cognitoTrail } from "./data-sources";
import { esqlList, esqlMinutes, esqlOf, fromIndices } from "./esql";
import { covering, type Schedule } from "./schedule";

/** A code is judged once it had its time to be typed in, and that call its time to arrive. */
export const SETTLED_MS = cognitoTrail.latenessMs + GRACE_MS;

/** How wide a stretch of requests each run judges, and how often. */
export const settling = (
  { windowMs }: ShareMeasure | UnconfirmedExcess,
  intervalMs: number,
): Schedule => covering(windowMs, intervalMs, SETTLED_MS);

export const SMS_CHALLENGE = '"*challengeName=SMS_*"';

/** Texts of the record's maps as the integration writes them, `{name=value, …}`; never null. */
export const TEXTS = `EVAL Esql.request = COALESCE(aws.cloudtrail.request_parameters, ""),
    Esql.response = COALESCE(aws.cloudtrail.response_elements, ""),
    Esql.additional = COALESCE(aws.cloudtrail.additional_eventdata, "")`;

/* The form's fields stand in a map within the map: `{requestParameters={code=[…], …}, …}`. What
   comes before a name is a group of its own because readers of Markdown take `](` for a link. */
const TYPED = `EVAL Esql.is_sent_on = Esql.additional LIKE "*status=302*",
    Esql.is_typed = event.action IN ${esqlList(EITHER_PAGES)} AND event.outcome == "success"
      AND Esql.is_sent_on AND TO_LOWER(Esql.additional) RLIKE "(.*[{ ])(${CODE_FIELD})=.*"`;

const ROLES = `EVAL Esql.asks = event.action IN ${esqlList([...ASKING_CALLS, ...ASKING_PAGES])}
      OR (event.action IN ${esqlList(EITHER_PAGES)} AND NOT Esql.is_typed)
      OR (event.action IN ${esqlList(SIGN_INS)} AND Esql.response LIKE ${SMS_CHALLENGE}),
    Esql.confirms = event.outcome == "success" AND (
      event.action IN ${esqlList(CONFIRMING_CALLS)}
      OR (event.action IN ${esqlList(CONFIRMING_PAGES)} AND Esql.is_sent_on)
      OR Esql.is_typed
      OR (event.action IN ${esqlList(CHALLENGE_ANSWERS)} AND Esql.request LIKE ${SMS_CHALLENGE}
        AND NOT (Esql.response LIKE ${SMS_CHALLENGE})))`;

/** Which calls ask for a code, and which type one in. */
export const CODE_ROLES: readonly string[] = [TEXTS, TYPED, ROLES];

/** The same, of calls that had their time. */
export const TIMED_ROLES = `EVAL Esql.is_request = CASE(Esql.asks AND @timestamp < NOW() - ${esqlMinutes(SETTLED_MS)}, 1, 0),
    Esql.is_confirmation = CASE(Esql.confirms AND @timestamp < NOW() - ${esqlMinutes(cognitoTrail.latenessMs)}, 1, 0)`;

/** From the text of a map: `flattened` fields cannot be read in ES|QL. */
export const APP_CLIENT: readonly string[] = [
  'GROK aws.cloudtrail.request_parameters """clientId=(?<Esql.api_client>[A-Za-z0-9_]+)"""',
  'GROK aws.cloudtrail.additional_eventdata """client_id=\\[?(?<Esql.page_client>[A-Za-z0-9_]+)"""',
  "EVAL Esql.client_id = COALESCE(Esql.api_client, Esql.page_client)",
  "WHERE Esql.client_id IS NOT NULL",
];

export interface Unconfirmed {
  readonly by: readonly string[];
  readonly schedule: Schedule;
  /** Commands by which an event asks (`Esql.asks`) or confirms (`Esql.confirms`). */
  readonly roles?: readonly string[];
  /** Commands that make further columns of single events. */
  readonly columns?: readonly string[];
  /** What holds of a row that alerts. */
  readonly where: string;
}

/**
 * Requests for codes that had their time and confirmations, counted by an entity. Event time
 * decides, not arrival: a confirmation that comes in late would else make an attack of its user.
 */
export const unconfirmedQuery = ({
  by,
  schedule,
  roles = CODE_ROLES,
  columns = [],
  where,
}: Unconfirmed): string =>
  esqlOf([
    fromIndices(cognitoTrail.index),
    `WHERE @timestamp >= NOW() - ${esqlMinutes(schedule.lookBackMs)}
    AND event.provider == ${JSON.stringify(COGNITO)}`,
    ...roles,
    ...columns,
    TIMED_ROLES,
    `STATS Esql.requests = SUM(Esql.is_request),
    Esql.confirmations = SUM(Esql.is_confirmation),
    Esql.addresses = COUNT_DISTINCT(CASE(Esql.is_request == 1, source.ip, null)),
    Esql.first_seen = MIN(CASE(Esql.is_request == 1, @timestamp, null)),
    Esql.last_seen = MAX(CASE(Esql.is_request == 1, @timestamp, null))
  BY ${by.join(", ")}`,
    `WHERE ${where}`,
    `KEEP ${[...by, "Esql.requests", "Esql.confirmations", "Esql.addresses", "Esql.first_seen", "Esql.last_seen"].join(", ")}`,
    "SORT Esql.requests DESC",
  ]);
