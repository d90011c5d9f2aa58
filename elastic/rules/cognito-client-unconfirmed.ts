import { duration, percent } from "../../lambda/core/model/format";
import { cognitoClientUnconverted } from "../../lambda/core/rules/cognito-client-unconverted";
import { HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { ASSUMED_SHARE as share, assumedFloor, isOdd, missingOf } from "../assumed-share";
import { APP_CLIENT, settling, unconfirmedQuery } from "../cognito-esql";
import { cognitoTrail } from "../data-sources";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import { suppressedBy, usualQuiet } from "../suppression";
import { CLIENT_BLIND_SPOTS, COGNITO_STEPS, SETTLES } from "./cognito-guidance";
import { alertsOnce } from "./otp-endpoint-guidance";

const { measure } = cognitoClientUnconverted;

/** One of the measure's spans: Kibana knows no past to judge the shorter ones by. */
const SPAN_MS = HOUR_MS;
const FLOOR = assumedFloor(measure);

const BY = ["Esql.client_id"];
const COUNTS = ["Esql.requests", "Esql.confirmations"] as const;

/** An app client whose codes are confirmed far less than half the time, over all addresses. */
export function cognitoClientUnconfirmed(licence: Licence): UnversionedRule {
  const intervalMs = licence.isSuppressionLicensed ? 5 * MINUTE_MS : SPAN_MS;
  const schedule = settling({ ...measure, windowMs: SPAN_MS }, intervalMs);
  return nativeRule({
    id: "sms-pumping-cognito-client-unconfirmed",
    basis: cognitoClientUnconverted,
    name: "Unconfirmed Cognito codes of one app client (sends without confirmations)",
    description: `Within ${duration(SPAN_MS)} an app client's codes lack at least ${FLOOR} of the confirmations that ${percent(share)} of them would bring: attackers may rotate their addresses and programs, but they do not type codes in.`,
    data: cognitoTrail,
    detection: {
      type: "esql",
      language: "esql",
      query: unconfirmedQuery({
        by: BY,
        schedule,
        columns: APP_CLIENT,
        where: `${missingOf(...COUNTS)} >= ${FLOOR}
    AND ${isOdd(measure, ...COUNTS)}`,
      }),
    },
    schedule,
    maxSignals: 100,
    suppression: suppressedBy(BY, usualQuiet(measure), licence),
    fields: ["event.action", "event.provider", "source.ip"],
    investigate: [...BY, "Esql.requests", "Esql.confirmations", "Esql.addresses"],
    steps: COGNITO_STEPS,
    choosing: [
      `It takes for granted that people confirm ${percent(share)} of their codes. An app client of yours that confirms less, or by a back end that the trail does not show, alerts always: except it by \`Esql.client_id\`.`,
      SETTLES,
      alertsOnce("app client"),
    ],
    blindSpots: [
      `A client that usually confirms nearly all of its codes, and an attack that leaves it at more than ${percent(measure.share * share)}.`,
      "An attacker who confirms as many codes as people do, with numbers of his own.",
      "An attack that is slow beside ordinary traffic, or shorter than it takes to reach the number.",
      ...CLIENT_BLIND_SPOTS,
    ],
  });
}
