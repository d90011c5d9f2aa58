import { SMS_SETTINGS } from "./matching";
import { spelledDuration } from "../model/format";
import type { Burst } from "../model/measure";
import type { Rule } from "../model/rule";
import { HOUR_MS } from "../model/time";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const LONG_LIVED = "AKIA";

export const smsScouting: Rule<Burst> = {
  id: "sms-scouting",
  title: "One access key asks what texts it could send",
  counts: "reads of SMS settings of SNS and End User Messaging, refused ones included",
  countedBy: "access key, over all Regions whose events arrive here",
  severity: "medium",
  notify: "page",
  notifyFor: ({ value }) => (value.startsWith(LONG_LIVED) ? "page" : "record"),
  attack: ["T1496.003", "T1526"],
  measure: { kind: "burst", threshold: 3, windowMs: HOUR_MS },
  prose: ({ threshold, windowMs }) => ({
    description: `One access key reads SMS attributes, sandbox state, origination numbers or spend limits ${threshold} times in ${spelledDuration(windowMs)}: thieves look at what a stolen key can send before they send.`,
    falsePositives: [
      "An inventory or posture tool with a user's key that reads every setting. Suppress its principal, better give it a role.",
      "Infrastructure as code with a user's key that compares SMS settings at each run. Suppress its principal.",
      "A person who opens the console's page on text messaging: several reads at once, recorded only, since a session's key is short-lived.",
    ],
    blindSpots: [
      `Fewer than ${threshold} reads, which may be all that a thief needs.`,
      "Thieves who send at once without looking, and those who read with the short-lived key of a role: the latter are recorded only.",
      "Regions whose events are not forwarded here: Regions in turn are the strongest sign of scouting.",
      "Reads that a service makes on somebody's behalf.",
    ],
  }),
  reads: ["kind", "invokedBy", "accessKeyId"],
  hits:
    () =>
    ({ kind, invokedBy }) =>
      kind === "setting-read" && invokedBy === undefined,
  entityOf: ({ accessKeyId }) =>
    accessKeyId === undefined ? undefined : { type: "access-key", value: accessKeyId },
  targetOf: () => SMS_SETTINGS,
};
