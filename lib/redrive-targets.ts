import type { RedriveTarget } from "./constructs/redrive-target";
import { DETECT, DRILLS } from "./detection/redrive-targets";
import { FORWARD, REJECTS } from "./elastic/redrive-targets";
import { UNDELIVERED } from "./feed/redrive-target";
import { RELAY } from "./findings-bus/redrive-target";
import { NOTIFY } from "./notification/redrive-target";
import { PAGERDUTY_TARGETS } from "./pagerduty/redrive-targets";
import { COST_OWNER } from "./spend/redrive-target";

/** Every queue of what failed, of all stacks, in the order in which people are shown them. */
export const REDRIVE_TARGETS: readonly RedriveTarget[] = [
  DETECT,
  DRILLS,
  NOTIFY,
  FORWARD,
  COST_OWNER,
  REJECTS,
  UNDELIVERED,
  RELAY,
  ...PAGERDUTY_TARGETS,
];
