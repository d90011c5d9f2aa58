import { spelledDuration } from "../../lambda/core/model/format";
import { otpEndpointBurst } from "../../lambda/core/rules/otp-endpoint-burst";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { webLogs } from "../data-sources";
import type { UnversionedRule } from "../kibana-rule";
import { kqlAbsentOrIn, kqlAnyOf, kqlIn } from "../kql";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import {
  anywhere,
  CATEGORIES,
  METHODS,
  pathPatterns,
  PROTOCOLS,
  PROVIDER_HOSTS,
  QUERY_WORDS,
  STATUSES,
} from "../../lambda/core/rules/otp-requests";
import { covering } from "../schedule";
import { suppressedBy, usualQuiet } from "../suppression";
import { endpointGuidance } from "./otp-endpoint-guidance";

const { measure } = otpEndpointBurst;

const QUERY = [
  kqlAbsentOrIn("event.category", CATEGORIES),
  kqlAbsentOrIn("network.protocol", PROTOCOLS),
  kqlIn("http.request.method", METHODS),
  kqlAnyOf([
    kqlIn("url.path", pathPatterns),
    kqlIn("url.query", anywhere(QUERY_WORDS)),
    kqlIn("url.original", anywhere(PROVIDER_HOSTS)),
  ]),
  kqlAbsentOrIn("http.response.status_code", STATUSES),
].join(" and ");

/**
 * Every minute, over a minute more than the window: on a schedule as long as the window a burst
 * would be split between two runs.
 */
const SCHEDULE = covering(measure.windowMs, MINUTE_MS);

/** The mission's query, counted. */
export const otpEndpointThreshold = (licence: Licence): UnversionedRule =>
  nativeRule({
    id: "sms-pumping-otp-endpoint-threshold",
    basis: otpEndpointBurst,
    name: `${otpEndpointBurst.title} (threshold)`,
    data: webLogs,
    detection: {
      type: "threshold",
      language: "kuery",
      index: webLogs.index,
      query: QUERY,
      threshold: { field: ["source.ip"], value: measure.threshold },
    },
    schedule: SCHEDULE,
    maxSignals: 100,
    suppression: suppressedBy([], usualQuiet(measure), licence),
    fields: ["http.request.method", "source.ip", "url.path"],
    investigate: ["source.ip", "url.path", "http.response.status_code", "user_agent.original"],
    ...endpointGuidance(
      [
        "This one counts by the time of arrival: what a load balancer writes every five minutes arrives at once, so a burst may seem shorter and rarely longer than it was. Each address has an alert of its own however many attack, and one event counts in one alert only.",
      ],
      [
        "Words in capitals: patterns of KQL respect case, those of the sequence rule do not.",
        `A burst whose log files arrive more than ${spelledDuration(SCHEDULE.lookBackMs)} apart.`,
      ],
    ),
  });
