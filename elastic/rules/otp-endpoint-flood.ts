import { severityAt } from "../../lambda/core/findings/escalation";
import { duration } from "../../lambda/core/model/format";
import { otpEndpointBurst } from "../../lambda/core/rules/otp-endpoint-burst";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { webLogs } from "../data-sources";
import { esqlList, esqlOf, fromIndices } from "../esql";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import { METHODS, PATH_WORDS } from "../../lambda/core/rules/otp-requests";
import { covering } from "../schedule";
import { suppressedBy, usualQuiet } from "../suppression";
import { alertsOnce, WEB_STEPS } from "./otp-endpoint-guidance";

const { measure, severity } = otpEndpointBurst;

/** Where a finding of the detector escalates for the first time. */
const TIMES = 10;
const requests = measure.threshold * TIMES;

/* Only what every web log writes: an unknown column fails the whole query, and a list of
   categories, as a web ACL's log has, would match nothing. */
const QUERY = esqlOf([
  fromIndices(webLogs.index),
  `WHERE source.ip IS NOT NULL
    AND http.request.method IN ${esqlList(METHODS)}
    AND TO_LOWER(url.path) RLIKE ".*/(${PATH_WORDS.join("|")}).*"`,
  `STATS Esql.requests = COUNT(*),
    Esql.paths = COUNT_DISTINCT(url.path),
    Esql.first_seen = MIN(@timestamp),
    Esql.last_seen = MAX(@timestamp)
  BY source.ip`,
  `WHERE Esql.requests >= ${requests}`,
  "KEEP source.ip, Esql.requests, Esql.paths, Esql.first_seen, Esql.last_seen",
  "SORT Esql.requests DESC",
]);

/** Ten times the mission's measure: EQL repeats an event a hundred times at the most. */
export const otpEndpointFlood = (licence: Licence): UnversionedRule =>
  nativeRule({
    id: "sms-pumping-otp-endpoint-flood",
    basis: otpEndpointBurst,
    name: "Flood of requests to code and phone endpoints from one address",
    description: `One address calls paths that have to do with codes and phones ${requests} times in ${duration(measure.windowMs)}: ${TIMES} times what is suspicious, and dear within the hour if each sends a text.`,
    severity: severityAt(severity, 1),
    data: webLogs,
    detection: { type: "esql", language: "esql", query: QUERY },
    schedule: covering(
      measure.windowMs,
      licence.isSuppressionLicensed ? MINUTE_MS : measure.windowMs,
    ),
    maxSignals: 100,
    suppression: suppressedBy(["source.ip"], usualQuiet(measure), licence),
    fields: ["http.request.method", "source.ip", "url.path"],
    investigate: ["source.ip", "Esql.requests", "Esql.paths", "Esql.first_seen", "Esql.last_seen"],
    steps: WEB_STEPS,
    choosing: [
      `It goes well beside the sequence or the threshold rule: it says which of their bursts are floods, ${TIMES} times as large.`,
      alertsOnce("address"),
    ],
    blindSpots: [
      "An attacker with several addresses, each of which stays below this.",
      "Paths such as /send-otp, /forgot-password or /resend: the detector's otp-send-burst has them.",
      "The query string and the host name: only the path is looked at. Answers of any status count: a flood that is refused is one too.",
    ],
  });
