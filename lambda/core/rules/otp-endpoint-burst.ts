import { byIp, WEB } from "./matching";
import { spelledDuration } from "../model/format";
import type { WebRequest } from "../model/observation";
import {
  anywhere,
  CATEGORIES,
  METHODS,
  pathPatterns,
  PROTOCOLS,
  PROVIDER_HOSTS,
  QUERY_WORDS,
  STATUSES,
} from "./otp-requests";
import type { Burst } from "../model/measure";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import { likeAny } from "../model/wildcard";

const isOtpPath = likeAny(pathPatterns);
const isOtpQuery = likeAny(anywhere(QUERY_WORDS));
const isProviderUrl = likeAny(anywhere(PROVIDER_HOSTS));

/** Load balancers and firewalls leave some fields out; a field that says otherwise still rules out. */
const isAbsentOrIn = <T>(values: readonly T[], allowed: readonly T[]): boolean =>
  values.length === 0 || values.some((value) => allowed.includes(value));

const isOtpRequest = (web: WebRequest): boolean =>
  isAbsentOrIn(web.category, CATEGORIES) &&
  isAbsentOrIn(web.protocol, PROTOCOLS) &&
  web.method.some((method) => METHODS.includes(method)) &&
  (isOtpPath(web.path) || isOtpQuery(web.query) || isProviderUrl(web.original)) &&
  isAbsentOrIn(web.status, STATUSES);

export const otpEndpointBurst: Rule<Burst> = {
  id: "otp-endpoint-burst",
  title: "Burst of requests to code and phone endpoints from one address",
  counts: "GET and POST to paths with otp, verify, sms, phone, mfa and the like",
  countedBy: "source IP",
  severity: "medium",
  notify: "page",
  attack: ["T1496.003"],
  measure: { kind: "burst", threshold: 50, windowMs: 5 * MINUTE_MS },
  prose: ({ threshold, windowMs }) => ({
    description: `One address calls paths that have to do with codes and phones, or the APIs of SMS providers, ${threshold} times in ${spelledDuration(windowMs)}: the sequence query that Elastic's users know, event by event.`,
    falsePositives: [
      "A load test or QA run (k6, Gatling, JMeter) from a fixed runner address. Suppress the runner's CIDR for the test window.",
      "A launch or promotion with many real users behind one corporate NAT or egress address. Suppress that CIDR with a high pageAtTimes.",
      "An uptime monitor that runs the whole code flow every few seconds. Suppress the monitor's addresses.",
      "A migration that verifies many numbers again through one service. Suppress its address until the job ends.",
      "Ordinary pages whose path happens to match, such as /mobile/api/feed or /phones/iphone.",
    ],
    blindSpots: [
      "Paths such as /send-otp, /forgot-password or /resend do not match this query; otp-send-burst has them.",
      "Answers with 201, 202, 204 or a redirect are not counted; otp-send-burst counts them.",
      `An attacker who changes address after fewer than ${threshold} requests.`,
      "Web logs show no phone numbers and not whether a code was ever typed in.",
    ],
  }),
  reads: ["web", "ip"],
  hits:
    () =>
    ({ web }) =>
      web !== undefined && isOtpRequest(web),
  entityOf: byIp,
  targetOf: () => WEB,
};
