import { byPrincipal, isByAdministrator, senderTarget } from "./matching";
import { spelledDuration } from "../model/format";
import type { Volume } from "../model/measure";
import type { Rule } from "../model/rule";
import { HOUR_MS } from "../model/time";

export const cognitoAdminBurst: Rule<Volume> = {
  id: "cognito-admin-burst",
  title: "Burst of Cognito codes that one administrator has sent",
  counts:
    "Signed calls of Cognito that send or may send an SMS, such as AdminCreateUser and AdminResetUserPassword, refused ones included",
  countedBy: "principal, over all addresses and user pools",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: { kind: "volume", threshold: 200, windowMs: HOUR_MS, times: 3 },
  prose: ({ threshold, windowMs, times }) => ({
    description: `One principal has Cognito send more than ${threshold} codes or invitations in ${spelledDuration(windowMs)} by calls for administrators, and more than ${times} times what it is used to: a stolen key that invites invented users, or resets real ones.`,
    falsePositives: [
      `An invitation of more than ${threshold} people at once. Suppress the principal for that day.`,
      "A backend that is new and signs in or registers all users by calls for administrators. Name it in expectedSenders with a threshold of its own.",
      "A migration job that creates users, or changes attributes that the record hides. Suppress its principal until it ends.",
    ],
    blindSpots: [
      `Fewer than ${threshold} calls in ${spelledDuration(windowMs)}: people invite that many colleagues, and nobody has to confirm an invitation within minutes.`,
      `A stolen key of a busy backend, as long as both together stay under ${times} times the usual peak: sms-key-new-addresses sees its addresses.`,
      "Calls by which a sign-in is begun or goes on count only where they are known to send a text.",
      "Phone numbers: Cognito does not write them to CloudTrail.",
    ],
  }),
  reads: ["kind", "action", "principal", "topicArn"],
  hits: () => (observation) =>
    observation.kind === "sms-requested" && isByAdministrator(observation),
  entityOf: byPrincipal,
  targetOf: senderTarget,
};
