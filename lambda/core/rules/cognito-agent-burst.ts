import { byUserAgent, cognitoTarget } from "./matching";
import { percent, spelledDuration } from "../model/format";
import type { UnconfirmedBurst } from "../model/measure";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import { fewBlindSpot, FLOOD_BLIND_SPOT, SLOW_TYPISTS } from "./typing-time";

export const cognitoAgentBurst: Rule<UnconfirmedBurst> = {
  id: "cognito-agent-burst",
  title: "Burst of unconfirmed Cognito codes from one program",
  counts: "Cognito calls that send or may send an SMS, refused ones included",
  countedBy: "user agent within one app client",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: {
    kind: "unconfirmed-burst",
    threshold: 25,
    windowMs: 15 * MINUTE_MS,
    share: 0.2,
    newcomersHaveGrace: false,
  },
  prose: ({ threshold, windowMs, share }) => ({
    description: `One user agent makes an app client send ${threshold} codes in ${spelledDuration(windowMs)}, from however many addresses, and under ${percent(share)} of them are ever typed in: a botnet that runs one tool.`,
    falsePositives: [
      "A new version of an app whose user agent nobody has confirmed with yet, released to many people at once.",
      "A load test with one tool. Suppress the runner's CIDR for the test window.",
      "A campaign that asks many users to reset their password, most of whom never do.",
      SLOW_TYPISTS,
    ],
    blindSpots: [
      "An attacker who mimics common user agents: their share of unconfirmed codes drowns in real ones.",
      "An attacker who writes a new user agent into every request.",
      "Requests without a user agent are not counted.",
      "Admin calls that a principal of the account signs, such as AdminCreateUser: they count for their principal, and for no program.",
      FLOOD_BLIND_SPOT,
      fewBlindSpot(threshold),
    ],
  }),
  reads: ["kind", "action", "principal", "userAgent", "clientId", "userPoolId", "unnamedClientId"],
  hits:
    () =>
    ({ kind }) =>
      kind === "sms-requested",
  entityOf: byUserAgent,
  targetOf: cognitoTarget,
};
