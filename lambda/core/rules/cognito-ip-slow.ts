import { byIpOr64, cognitoTarget } from "./matching";
import { percent, spelledDuration } from "../model/format";
import type { UnconfirmedBurst } from "../model/measure";
import type { Rule } from "../model/rule";
import { DAY_MS } from "../model/time";
import { SLOW_PEOPLE, typingBlindSpots } from "./typing-time";

export const cognitoIpSlow: Rule<UnconfirmedBurst> = {
  id: "cognito-ip-slow",
  title: "Slow stream of unconfirmed Cognito codes from one address",
  counts: "Cognito calls that send or may send an SMS, refused ones included",
  countedBy: "source IP (IPv6: its /64)",
  severity: "medium",
  notify: "page",
  attack: ["T1496.003"],
  measure: { kind: "unconfirmed-burst", threshold: 20, windowMs: DAY_MS, share: 0.1 },
  prose: ({ threshold, windowMs, share }) => ({
    description: `One address makes Cognito send ${threshold} codes within ${spelledDuration(windowMs)} and under ${percent(share)} of them are ever typed in: an attacker who stays below every limit per minute.`,
    falsePositives: [
      "An uptime monitor that asks for codes and never confirms them. Suppress its addresses.",
      "A backend that calls Cognito for all of its users, with confirmations that this account cannot see.",
      "A NAT address at which codes arrive late or not at all, as when a carrier has an outage.",
      ...SLOW_PEOPLE,
    ],
    blindSpots: [
      `Fewer than ${threshold} requests from one address in ${spelledDuration(windowMs)}.`,
      `An attacker who confirms ${percent(share)} of the codes with numbers of his own.`,
      "Calls that a server makes for its users carry the server's address.",
      "Admin calls that a principal of the account signs, such as AdminCreateUser: they count for their principal, and for no address.",
      ...typingBlindSpots(threshold),
    ],
  }),
  reads: ["kind", "action", "principal", "ip", "clientId", "userPoolId", "unnamedClientId"],
  hits:
    () =>
    ({ kind }) =>
      kind === "sms-requested",
  entityOf: byIpOr64,
  targetOf: cognitoTarget,
};
