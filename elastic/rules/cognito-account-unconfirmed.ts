import { DOMINANT } from "../../lambda/core/counting/minutes/evaluate-parts";
import { duration, percent } from "../../lambda/core/model/format";
import { HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { cognitoAccountUnconverted } from "../../lambda/core/rules/cognito-account-unconverted";
import { ASSUMED_SHARE, assumedFloor, isOdd, missingOf } from "../assumed-share";
import { COGNITO } from "../cognito-calls";
import { APP_CLIENT, CODE_ROLES, settling, TIMED_ROLES } from "../cognito-esql";
import { cognitoTrail } from "../data-sources";
import { esqlMinutes, esqlOf, fromIndices } from "../esql";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import type { Schedule } from "../schedule";
import { suppressedBy, usualQuiet } from "../suppression";
import { CLIENT_BLIND_SPOTS, COGNITO_STEPS, SETTLES } from "./cognito-guidance";
import { alertsOnce } from "./otp-endpoint-guidance";

const { measure } = cognitoAccountUnconverted;
const ACCOUNT = "cloud.account.id";
/** A trickle through clients that hardly anybody uses shows only over hours. */
const SPAN_MS = 6 * HOUR_MS;
const FLOOR = assumedFloor(measure);

/* Only what is odd of a client by itself adds up: what chance does to very many small ones would too. */
const queryOf = ({ lookBackMs }: Schedule): string =>
  esqlOf([
    fromIndices(cognitoTrail.index),
    `WHERE @timestamp >= NOW() - ${esqlMinutes(lookBackMs)}
    AND event.provider == ${JSON.stringify(COGNITO)}`,
    ...CODE_ROLES,
    ...APP_CLIENT,
    TIMED_ROLES,
    `STATS Esql.asked = SUM(Esql.is_request),
    Esql.typed = SUM(Esql.is_confirmation),
    Esql.first_request = MIN(CASE(Esql.is_request == 1, @timestamp, null)),
    Esql.last_request = MAX(CASE(Esql.is_request == 1, @timestamp, null))
  BY ${ACCOUNT}, Esql.client_id`,
    `WHERE ${isOdd(measure, "Esql.asked", "Esql.typed")}`,
    `EVAL Esql.lacking = ${missingOf("Esql.asked", "Esql.typed")}`,
    `STATS Esql.clients = COUNT(*),
    Esql.requests = SUM(Esql.asked),
    Esql.confirmations = SUM(Esql.typed),
    Esql.missing = SUM(Esql.lacking),
    Esql.largest = MAX(Esql.lacking),
    Esql.first_seen = MIN(Esql.first_request),
    Esql.last_seen = MAX(Esql.last_request)
  BY ${ACCOUNT}`,
    `WHERE Esql.clients > 1
    AND Esql.missing >= ${FLOOR}
    AND Esql.largest < ${DOMINANT} * Esql.missing`,
    `KEEP ${ACCOUNT}, Esql.clients, Esql.requests, Esql.confirmations, Esql.first_seen, Esql.last_seen`,
    "SORT Esql.requests DESC",
  ]);

/** Several app clients that together lack what none of them lacks alone. */
export function cognitoAccountUnconfirmed(licence: Licence): UnversionedRule {
  const intervalMs = licence.isSuppressionLicensed ? 5 * MINUTE_MS : SPAN_MS;
  const schedule = settling({ ...measure, windowMs: SPAN_MS }, intervalMs);
  return nativeRule({
    id: "sms-pumping-cognito-account-unconfirmed",
    basis: cognitoAccountUnconverted,
    name: "Unconfirmed Cognito codes of several app clients together",
    description: `Within ${duration(SPAN_MS)} several app clients of an account, each of which converts oddly badly, together lack at least ${FLOOR} of the confirmations that ${percent(ASSUMED_SHARE)} of their codes would bring, and none of them lacks most: an attacker who spreads over clients that hardly anybody uses.`,
    data: cognitoTrail,
    detection: { type: "esql", language: "esql", query: queryOf(schedule) },
    schedule,
    maxSignals: 100,
    suppression: suppressedBy([ACCOUNT], usualQuiet(measure), licence),
    fields: [ACCOUNT, "event.action", "event.provider"],
    investigate: [ACCOUNT, "Esql.clients", "Esql.requests", "Esql.confirmations"],
    steps: COGNITO_STEPS,
    choosing: [
      `It takes for granted that people confirm ${percent(ASSUMED_SHARE)} of their codes. Several app clients whose back ends confirm where the trail does not show it alert always: leave the rule off then.`,
      SETTLES,
      alertsOnce("account"),
    ],
    blindSpots: [
      "App clients of which each lacks no more than chance explains.",
      "An attacker who confirms as many codes as people do, with numbers of his own.",
      ...CLIENT_BLIND_SPOTS,
    ],
  });
}
