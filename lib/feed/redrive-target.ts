import type { RedriveTarget } from "../constructs/redrive-target";

export const UNDELIVERED: RedriveTarget = {
  name: "undelivered",
  output: "UndeliveredQueueUrl",
  strategy: "targets",
  holds: "events that EventBridge could not deliver",
};
