import type { RedriveTarget } from "../constructs/redrive-target";

export const RELAY: RedriveTarget = {
  name: "relay",
  output: "RelayDeadLetterQueueUrl",
  strategy: "none",
  holds: "places in the stream; the sweep publishes what is missing",
};
