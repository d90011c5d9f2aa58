import { byIpOr64, cognitoTarget } from "./matching";
import { percent, spelledDuration } from "../model/format";
import type { UnconfirmedBurst } from "../model/measure";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import { SLOW_PEOPLE, typingBlindSpots } from "./typing-time";

export const cognitoSmsBurst: Rule<UnconfirmedBurst> = {
  id: "cognito-sms-burst",
  title: "Burst of unconfirmed Cognito codes from one address",
  counts: "Cognito calls that send or may send an SMS, refused ones included",
  countedBy: "source IP (IPv6: its /64)",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: { kind: "unconfirmed-burst", threshold: 10, windowMs: 5 * MINUTE_MS, share: 0.2 },
  prose: ({ threshold, windowMs, share }) => ({
    description: `One address makes Cognito send ${threshold} codes in ${spelledDuration(windowMs)} and under ${percent(share)} of them are ever typed in: attackers do not read what they make us send.`,
    falsePositives: [
      "A load test that never confirms. Suppress the runner's CIDR for the test window.",
      "A launch behind one NAT address at which codes arrive late or people are slow to type.",
      "A migration job that verifies numbers again through one address. Suppress its principal until it ends.",
      "A backend that calls Cognito for all of its users, with confirmations that this account cannot see.",
      ...SLOW_PEOPLE,
    ],
    blindSpots: [
      "An attacker with many addresses: see cognito-network-burst and cognito-agent-burst.",
      "Calls that a server makes for its users carry the server's address.",
      "Federated sign-ins, and pages of managed login and the hosted UI other than sign-up, forgotten password and second factor.",
      "Phone numbers: Cognito does not write them to CloudTrail.",
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
