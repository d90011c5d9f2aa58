import { byIp, WEB } from "./matching";
import { spelledDuration } from "../model/format";
import { isCodeRequest } from "./otp-requests";
import type { Burst, Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";

export const otpSendBurst: Rule<Burst> = {
  id: "otp-send-burst",
  title: "Burst of requests that send a code from one address",
  counts: "POST, PUT and PATCH to paths that send a code (`otpPaths`)",
  countedBy: "source IP",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: { kind: "burst", threshold: 20, windowMs: 5 * MINUTE_MS },
  prose: ({ threshold, windowMs }) => ({
    description: `One address asks for a code to be sent ${threshold} times in ${spelledDuration(windowMs)}. Few people need a second code, nobody needs ${threshold}.`,
    falsePositives: [
      "A load test from a fixed runner address. Suppress the runner's CIDR for the test window.",
      "Many real users behind one corporate NAT at a launch. Suppress that CIDR with a high pageAtTimes.",
      `An uptime monitor that asks for a code more often than every ${spelledDuration(windowMs / threshold)}. Suppress its addresses.`,
      "A migration that verifies many numbers again through one service. Suppress its address until the job ends.",
    ],
    blindSpots: [
      "Paths that the list does not know: add yours to otpPaths.",
      "GraphQL and other endpoints that do everything under one path.",
      `An attacker who changes address after fewer than ${threshold} requests: see otp-site-unconverted.`,
      "Web logs show no phone numbers and not whether a code was ever typed in.",
    ],
  }),
  reads: ["web", "ip"],
  hits: isCodeRequest,
  entityOf: byIp,
  targetOf: () => WEB,
};
