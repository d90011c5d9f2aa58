import { otpSendBurst } from "../../lambda/core/rules/otp-send-burst";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { answeredWebLogs } from "../data-sources";
import { esqlMinutes, esqlOf } from "../esql";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import { codeRequests, SETTLED_MS } from "../otp-esql";
import { covering } from "../schedule";
import { suppressedBy, usualQuiet } from "../suppression";
import { alertsOnce, WEB_STEPS } from "./otp-endpoint-guidance";

const { measure } = otpSendBurst;

const queryOf = (lookBackMs: number): string =>
  esqlOf([
    ...codeRequests(lookBackMs),
    `WHERE source.ip IS NOT NULL`,
    `EVAL Esql.is_request = CASE(Esql.sends AND @timestamp < NOW() - ${esqlMinutes(SETTLED_MS)}, 1, 0),
    Esql.is_confirmation = CASE(Esql.takes AND NOT Esql.sends, 1, 0)`,
    `STATS Esql.requests = SUM(Esql.is_request),
    Esql.confirmations = SUM(Esql.is_confirmation),
    Esql.first_seen = MIN(CASE(Esql.is_request == 1, @timestamp, null)),
    Esql.last_seen = MAX(CASE(Esql.is_request == 1, @timestamp, null))
  BY source.ip`,
    `WHERE Esql.requests >= ${measure.threshold}
    AND Esql.confirmations < ${measure.share} * Esql.requests`,
    "KEEP source.ip, Esql.requests, Esql.confirmations, Esql.first_seen, Esql.last_seen",
    "SORT Esql.requests DESC",
  ]);

/** Codes that one address asked a web site for and hardly any of which was typed in there. */
export function otpSendUnconfirmed(licence: Licence): UnversionedRule {
  const intervalMs = licence.isSuppressionLicensed ? MINUTE_MS : measure.windowMs;
  const schedule = covering(measure.windowMs, intervalMs, SETTLED_MS);
  return nativeRule({
    id: "sms-pumping-otp-send-unconfirmed",
    basis: otpSendBurst,
    name: `${otpSendBurst.title}, hardly any of which is typed in`,
    ownFalsePositives: [
      "Many real users behind one address at a launch, on a site whose log does not show who types a code in. Except that address.",
      "An uptime monitor that asks for a code every few seconds. Except its addresses.",
    ],
    data: answeredWebLogs,
    detection: { type: "esql", language: "esql", query: queryOf(schedule.lookBackMs) },
    schedule,
    maxSignals: 100,
    suppression: suppressedBy(["source.ip"], usualQuiet(measure), licence),
    fields: ["http.request.method", "http.response.status_code", "source.ip", "url.path"],
    investigate: ["source.ip", "Esql.requests", "Esql.confirmations"],
    steps: WEB_STEPS,
    choosing: [
      "It asks for paths that send a code, which the rules on code and phone endpoints know in part only, and for codes that are typed in: your paths must be in the query, those that send and those that take one.",
      alertsOnce("address"),
    ],
    blindSpots: [
      "Paths that the query does not name. GraphQL and other endpoints that do everything under one path.",
      `An attacker who changes address after fewer than ${measure.threshold} requests: the rule over all addresses sees him.`,
      "Which request a code answers: any code that is typed in from the address counts.",
      "Logs without a status, as those of web ACLs: they are not read.",
    ],
  });
}
