import { duration, percent } from "../../lambda/core/model/format";
import { UNKNOWN_TIMES } from "../../lambda/core/counting/minutes/judge-minutes";
import { usualShare } from "../../lambda/core/counting/minutes/usual-share";
import { cognitoClientUnconverted } from "../../lambda/core/rules/cognito-client-unconverted";
import { HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
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
/** What the detector assumes of an app client whose past it does not know, and asks for then. */
const { share } = usualShare({ days: 0, requests: 0, confirmed: 0 });
const FLOOR = UNKNOWN_TIMES * measure.threshold;
/** Roots of the requests: chance alone does not reach so many. */
const ROOTS = 3;

const BY = ["Esql.client_id"];
const MISSING = `${share} * Esql.requests - Esql.confirmations`;

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
        where: `${MISSING} >= ${FLOOR}
    AND ${MISSING} >= ${ROOTS} * SQRT(Esql.requests)
    AND Esql.confirmations < ${measure.share} * ${share} * Esql.requests`,
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
