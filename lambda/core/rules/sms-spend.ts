import { spendTarget } from "./matching";
import type { Each } from "../model/measure";
import type { Rule } from "../model/rule";
import { HOUR_MS } from "../model/time";

export const smsSpend: Rule<Each> = {
  id: "sms-spend",
  title: "An alarm on what texts cost went off",
  counts: "Times that an alarm on spend goes off",
  countedBy: "alarm",
  severity: "high",
  notify: "record",
  attack: ["T1496.003"],
  measure: { kind: "each", threshold: 1, windowMs: HOUR_MS },
  prose: () => ({
    description:
      "One of the spend stack's alarms went off: money moves fast, the limit is near, the month runs over its budget, or texts go where none went before.",
    falsePositives: [
      "A launch or campaign that was planned. The alarm itself has told whom it tells; raise the budget if it is to stay so.",
      "A new market: its country had no text in the weeks before. It is new for a day only.",
      "The end of a busy month at its budget. Compare with the day of the month.",
    ],
    blindSpots: [
      "Who sent, and to which numbers: metrics hold sums.",
      "Regions without the spend stack, and those whose events are not forwarded here.",
      "An alarm that stays on: it tells when it goes off, not how long it lasts.",
      "Alarms whose names are not this stack's.",
    ],
  }),
  reads: ["kind", "resource", "region"],
  hits:
    () =>
    ({ kind }) =>
      kind === "spend-alarm",
  entityOf: ({ resource }) =>
    resource === undefined ? undefined : { type: "alarm", value: resource },
  targetOf: spendTarget,
};
