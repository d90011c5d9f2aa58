import type { DeadLetterTarget, RedriveTarget } from "../constructs/redrive-target";

const WHERE = "where pagerDuty is configured";

const QUEUE = { name: "pagerduty", output: "PagerdutyQueueUrl" } as const;

export const PAGERDUTY_DEAD: DeadLetterTarget = {
  name: "pagerduty",
  output: "PagerdutyDeadLetterQueueUrl",
  strategy: "move",
  returnsTo: QUEUE,
  holds: "incidents and alarms that PagerDuty could not take for a day",
  where: WHERE,
};

export const PAGERDUTY_REJECTS: RedriveTarget = {
  name: "pagerduty-rejects",
  output: "PagerdutyRejectsQueueUrl",
  strategy: "rejects",
  returnsTo: QUEUE,
  holds: "incidents and alarms that PagerDuty refused for good",
  where: WHERE,
};

/** Both, in the order in which people are shown them. */
export const PAGERDUTY_TARGETS: readonly RedriveTarget[] = [PAGERDUTY_DEAD, PAGERDUTY_REJECTS];
