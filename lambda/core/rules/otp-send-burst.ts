import { byIp, WEB } from "./matching";
import { percent, spelledDuration } from "../model/format";
import { ANY_CODE_BLIND_SPOT, isCodeRequest, isCodeTypedIn } from "./otp-requests";
import { FEW } from "../model/grace";
import type { UnconfirmedBurst } from "../model/measure";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import { FLOOD_BLIND_SPOT, newcomerBlindSpot, SLOW_PEOPLE } from "./typing-time";

export const otpSendBurst: Rule<UnconfirmedBurst> = {
  id: "otp-send-burst",
  title: "Burst of requests that send a code from one address",
  counts:
    "POST, PUT and PATCH to paths that send a code (`otpPaths`) against successful ones to paths at which it is typed in (`verifyPaths`)",
  countedBy: "source IP",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: { kind: "unconfirmed-burst", threshold: 20, windowMs: 5 * MINUTE_MS, share: 0.2 },
  prose: ({ threshold, windowMs, share }) => ({
    description: `One address asks for a code to be sent ${threshold} times in ${spelledDuration(windowMs)} and under ${percent(share)} of them are typed in. Few people need a second code, nobody needs ${threshold}.`,
    falsePositives: [
      "A load test from a fixed runner address. Suppress the runner's CIDR for the test window.",
      "Many real users behind one corporate NAT at a launch, where no log shows who types a code in. Suppress that CIDR with a high pageAtTimes, or set verifyPaths.",
      ...SLOW_PEOPLE,
      `An uptime monitor that asks for a code more often than every ${spelledDuration(windowMs / threshold)}. Suppress its addresses.`,
      "A migration that verifies many numbers again through one service. Suppress its address until the job ends.",
    ],
    blindSpots: [
      "Paths that the list does not know: add yours to otpPaths.",
      "GraphQL and other endpoints that do everything under one path.",
      `An attacker who changes address after fewer than ${threshold} requests: see otp-site-unconverted.`,
      "Web logs show no phone numbers, and nothing tells which request a code answers.",
      ANY_CODE_BLIND_SPOT,
      newcomerBlindSpot(threshold),
      FLOOD_BLIND_SPOT,
      `Fewer than ${FEW.times * threshold} requests of which any is confirmed.`,
    ],
  }),
  reads: ["web", "outcome", "ip"],
  hits: isCodeRequest,
  confirmedBy: isCodeTypedIn,
  entityOf: byIp,
  targetOf: () => WEB,
};
