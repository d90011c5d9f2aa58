import { ROOTS } from "../../lambda/core/counting/minutes/judge-minutes";
import { ENOUGH_REQUESTS, VISIBLE_SHARE } from "../../lambda/core/counting/minutes/usual-share";
import { duration, percent } from "../../lambda/core/model/format";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { otpSiteUnconverted } from "../../lambda/core/rules/otp-site-unconverted";
import { answeredWebLogs } from "../data-sources";
import { esqlMinutes, esqlOf } from "../esql";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import { codeRequests, SETTLED_MS } from "../otp-esql";
import { covering, type Schedule } from "../schedule";
import { suppressedBy, usualQuiet } from "../suppression";
import { alertsOnce, WEB_STEPS } from "./otp-endpoint-guidance";

const { measure } = otpSiteUnconverted;

/** What is judged, and how long before it the site's usual share is taken from. */
const SPAN_MS = HOUR_MS;
const PAST_MS = DAY_MS;
const queryOf = ({ lookBackMs }: Schedule): string =>
  esqlOf([
    ...codeRequests(lookBackMs),
    `EVAL Esql.is_request = CASE(Esql.sends AND @timestamp < NOW() - ${esqlMinutes(SETTLED_MS)}, 1, 0),
    Esql.is_confirmation = CASE(Esql.takes AND NOT Esql.sends, 1, 0),
    Esql.is_now = CASE(@timestamp >= NOW() - ${esqlMinutes(SPAN_MS + SETTLED_MS)}, 1, 0),
    Esql.site = "all sites"`,
    `STATS Esql.requests = SUM(Esql.is_request * Esql.is_now),
    Esql.confirmations = SUM(Esql.is_confirmation * Esql.is_now),
    Esql.past_requests = SUM(Esql.is_request * (1 - Esql.is_now)),
    Esql.past_confirmations = SUM(Esql.is_confirmation * (1 - Esql.is_now)),
    Esql.addresses = COUNT_DISTINCT(CASE(Esql.is_request * Esql.is_now == 1, source.ip, null)),
    Esql.first_seen = MIN(CASE(Esql.is_request * Esql.is_now == 1, @timestamp, null)),
    Esql.last_seen = MAX(CASE(Esql.is_request * Esql.is_now == 1, @timestamp, null))
  BY Esql.site`,
    `WHERE Esql.past_requests >= ${ENOUGH_REQUESTS}
    AND Esql.past_confirmations >= ${VISIBLE_SHARE} * Esql.past_requests`,
    "EVAL Esql.promised = Esql.requests * LEAST(1.0, TO_DOUBLE(Esql.past_confirmations) / Esql.past_requests)",
    `WHERE Esql.promised - Esql.confirmations >= ${measure.threshold}
    AND Esql.promised - Esql.confirmations >= ${ROOTS} * SQRT(Esql.requests)
    AND Esql.confirmations < ${measure.share} * Esql.promised`,
    "KEEP Esql.site, Esql.requests, Esql.confirmations, Esql.promised, Esql.addresses, Esql.first_seen, Esql.last_seen",
    "SORT Esql.requests DESC",
  ]);

/** Code requests to web sites against codes that are typed in there, over all addresses. */
export function otpSiteUnconfirmed(licence: Licence): UnversionedRule {
  const intervalMs = licence.isSuppressionLicensed ? 5 * MINUTE_MS : SPAN_MS;
  const schedule = covering(SPAN_MS + PAST_MS, intervalMs, SETTLED_MS);
  return nativeRule({
    id: "sms-pumping-otp-site-unconfirmed",
    basis: otpSiteUnconverted,
    name: "Unconfirmed code requests to the web sites, over all addresses",
    description: `Within ${duration(SPAN_MS)} the codes that the sites send lack at least ${measure.threshold} of the successful requests that would type them in, by the share of the day before: attackers may rotate their addresses, but they do not type codes in.`,
    ownFalsePositives: [
      "A campaign that makes many people ask for codes which most never type in.",
      "Texts that do not arrive because a carrier is down. It is worth an alert, but it is no attack.",
      "A new way of typing codes in by a path that the query does not name. Add it.",
    ],
    data: answeredWebLogs,
    detection: { type: "esql", language: "esql", query: queryOf(schedule) },
    schedule,
    maxSignals: 100,
    suppression: suppressedBy(["Esql.site"], usualQuiet(measure), licence),
    fields: ["http.request.method", "http.response.status_code", "source.ip", "url.path"],
    investigate: ["Esql.requests", "Esql.confirmations", "Esql.promised", "Esql.addresses"],
    steps: WEB_STEPS,
    choosing: [
      `It stays silent until the day before had ${ENOUGH_REQUESTS} requests for codes of which ${percent(VISIBLE_SHARE)} and more were typed in: your paths must be in the query, those that send and those that take a code.`,
      alertsOnce("site"),
    ],
    blindSpots: [
      "Sites whose log shows no requests that take a code.",
      "An attack that lasts for longer than a day: its own share is then the usual one.",
      "Which site it is: host names are the caller's to choose, so all count together, and an attack on a small one drowns in a large one.",
      "An attacker who types codes in, with numbers of his own.",
      "Logs without a status, as those of web ACLs: they are not read. GraphQL and other endpoints that do everything under one path.",
    ],
  });
}
