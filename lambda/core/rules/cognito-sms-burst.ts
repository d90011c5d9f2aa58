import { byIpOr64, cognitoTarget } from "./matching";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";

export const cognitoSmsBurst: Rule = {
  id: "cognito-sms-burst",
  title: "Burst of unconfirmed Cognito codes from one address",
  description:
    "One address makes Cognito send 10 codes in 5 minutes and under 20 % of them are ever typed in: attackers do not read what they make us send.",
  counts: "Cognito calls that send or may send an SMS, refused ones included",
  countedBy: "source IP (IPv6: its /64)",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: { kind: "unconfirmed-burst", threshold: 10, windowMs: 5 * MINUTE_MS, share: 0.2 },
  falsePositives: [
    "A load test that never confirms. Suppress the runner's CIDR for the test window.",
    "A launch behind a NAT address that has never confirmed before: its first ten users may still be typing.",
    "A migration job that verifies numbers again through one address. Suppress its principal until it ends.",
    "A backend that calls Cognito for all of its users, with confirmations that this account cannot see.",
  ],
  blindSpots: [
    "An attacker with many addresses: see cognito-network-burst and cognito-agent-burst.",
    "Calls that a server makes for its users carry the server's address.",
    "Federated sign-ins and pages of the hosted UI other than sign-up, forgotten password and second factor.",
    "Phone numbers: Cognito does not write them to CloudTrail.",
  ],
  hits:
    () =>
    ({ kind }) =>
      kind === "sms-requested",
  entityOf: byIpOr64,
  targetOf: cognitoTarget,
};
