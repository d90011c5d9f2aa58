import { byNetwork, cognitoTarget } from "./matching";
import { percent, spelledDuration } from "../model/format";
import type { UnconfirmedBurst } from "../model/measure";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import { SLOW_PEOPLE, typingBlindSpots } from "./typing-time";

export const cognitoNetworkBurst: Rule<UnconfirmedBurst> = {
  id: "cognito-network-burst",
  title: "Burst of unconfirmed Cognito codes from one network",
  counts: "Cognito calls that send or may send an SMS, refused ones included",
  countedBy: "source network (/24, IPv6: /48)",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: { kind: "unconfirmed-burst", threshold: 20, windowMs: 5 * MINUTE_MS, share: 0.2 },
  prose: ({ threshold, windowMs, share }) => ({
    description: `Addresses of one network together make Cognito send ${threshold} codes in ${spelledDuration(windowMs)} and under ${percent(share)} of them are ever typed in: an attacker who rents a block and rotates through it.`,
    falsePositives: [
      "A load test from several runners in one network. Suppress their CIDR for the test window.",
      "A launch in one company or campus at which codes arrive late or people are slow to type.",
      "A migration job with several workers in one subnet. Suppress its principal until it ends.",
      ...SLOW_PEOPLE,
    ],
    blindSpots: [
      "Residential proxies: addresses that share no network.",
      "Calls that a server makes for its users carry the server's network.",
      `Slow attacks of fewer than ${threshold} requests in ${spelledDuration(windowMs)}.`,
      "Admin calls that a principal of the account signs, such as AdminCreateUser: they count for their principal, and for no network.",
      ...typingBlindSpots(threshold),
    ],
  }),
  reads: ["kind", "action", "principal", "ip", "clientId", "userPoolId", "unnamedClientId"],
  hits:
    () =>
    ({ kind }) =>
      kind === "sms-requested",
  entityOf: byNetwork,
  targetOf: cognitoTarget,
};
