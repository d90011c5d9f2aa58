import { SMS_SETTINGS } from "./matching";
import type { Observation } from "../model/observation";
import type { Each } from "../model/measure";
import type { Entity, Rule } from "../model/rule";
import { HOUR_MS } from "../model/time";

const CLOUDFORMATION = "cloudformation.amazonaws.com";
/** Ends an entity's value: none of the names before it can hold a space. */
const BY_CLOUDFORMATION = " by CloudFormation";

function changeOf(observation: Observation): Entity {
  const { principal, invokedBy, action, resource } = observation;
  const who = principal ?? invokedBy ?? "unknown";
  const how = invokedBy === CLOUDFORMATION ? BY_CLOUDFORMATION : "";
  return { type: "change", value: `${who} ${action} ${resource ?? "unknown"}${how}` };
}

export const smsLimitChange: Rule<Each> = {
  id: "sms-limit-change",
  title: "A limit on texts was lifted, or a guard switched off",
  counts:
    "Spend limits and quotas set, Protect loosened or deleted, this stack's rules, alarms, functions or topics disabled or deleted; refused attempts included",
  countedBy: "principal, action and resource",
  severity: "high",
  notify: "page",
  notifyFor: ({ value }) => (value.endsWith(BY_CLOUDFORMATION) ? "record" : "page"),
  attack: ["T1496.003", "T1562"],
  measure: { kind: "each", threshold: 1, windowMs: HOUR_MS },
  prose: () => ({
    description:
      "Somebody set a spend limit, loosened or deleted Protect, or disabled or deleted a part of this detector, or tried to: after it nothing stops an attack, or nobody hears of it.",
    falsePositives: [
      "You raised or lowered the limit yourself, as one of these e-mails told you to: the record shows the new value only. No need to act.",
      "Terraform or a script that sets a limit or Protect. Suppress its principal for the change window.",
      "A deployment or removal of this stack by CloudFormation: recorded, never paged.",
    ],
    blindSpots: [
      "Whoever changes limits by way of a CloudFormation stack of his own is recorded only.",
      "Sabotage by other means: a trail that is stopped, a function's code, environment or permissions, a rule's pattern, a queue or table that is deleted.",
      "Refused calls whose error names no resource, and event source mappings, which refused calls name by id only.",
      "Limits raised by a support case, and Regions whose events are not forwarded here.",
      "Once the rule that feeds a service's calls is gone, later changes there go unseen: its own removal is the last.",
    ],
  }),
  reads: ["kind", "principal", "invokedBy", "action", "resource"],
  hits:
    () =>
    ({ kind }) =>
      kind === "setting-changed",
  entityOf: changeOf,
  targetOf: () => SMS_SETTINGS,
};
