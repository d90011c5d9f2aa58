import { otpEndpointBurst } from "../../lambda/core/rules/otp-endpoint-burst";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { webLogs } from "../data-sources";
import { SEQUENCE_TIMES, absentOrIn, eqlList, sequenceOf, sequenceSignals } from "../eql";
import type { UnversionedRule } from "../kibana-rule";
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

const CONDITION = `    ${absentOrIn("event.category", CATEGORIES)} and
    ${absentOrIn("network.protocol", PROTOCOLS)} and
    http.request.method in ${eqlList(METHODS)} and
    (
      url.path : ${eqlList(pathPatterns)} or
      ?url.query : ${eqlList(anywhere(QUERY_WORDS))} or
      ?url.original : ${eqlList(anywhere(PROVIDER_HOSTS))}
    ) and
    ${absentOrIn("http.response.status_code", STATUSES)}`;

/** The mission's query, as an event correlation. */
export const otpEndpointSequence = (licence: Licence): UnversionedRule =>
  nativeRule({
    id: "sms-pumping-otp-endpoint-sequence",
    basis: otpEndpointBurst,
    name: `${otpEndpointBurst.title} (sequence)`,
    data: webLogs,
    detection: {
      type: "eql",
      language: "eql",
      index: webLogs.index,
      query: sequenceOf("source.ip", measure, measure.threshold, CONDITION),
    },
    schedule: covering(measure.windowMs, 5 * MINUTE_MS, webLogs.latenessMs),
    maxSignals: sequenceSignals(licence),
    suppression: suppressedBy(["source.ip"], usualQuiet(measure), licence),
    fields: ["http.request.method", "source.ip", "url.path"],
    investigate: ["source.ip", "url.path", "http.response.status_code", "user_agent.original"],
    ...endpointGuidance(
      [
        SEQUENCE_TIMES,
        "This one counts by the events' own time, whenever they arrive, and knows nothing of what follows its window; an alert holds the whole sequence. It keeps few sequences a run, so one loud address may hide another: prefer the threshold rule where many attack at once.",
      ],
      ["A second address in the same run, when the first fills the few alerts of a run."],
    ),
  });
