import type { Check } from "./check";
import { alarms } from "./checks/alarms";
import { budget } from "./checks/budget";
import { confirmedShare } from "./checks/confirmed-share";
import { elastic } from "./checks/elastic";
import { eventsArriving } from "./checks/events-arriving";
import { feedRules } from "./checks/feed-rules";
import { learning } from "./checks/learning";
import { metrics } from "./checks/metrics";
import { protect } from "./checks/protect";
import { regions } from "./checks/regions";
import { runbooks } from "./checks/runbooks";
import { runtime } from "./checks/runtime";
import { spendLimit } from "./checks/spend-limit";
import { stack } from "./checks/stack";
import { subscriptionChecks } from "./checks/subscriptions";
import { trailData } from "./checks/trail-data";
import { trailManagement } from "./checks/trail-management";
import { unreadCalls } from "./checks/unread-calls";
import { userPools } from "./checks/user-pools";
import { version } from "./checks/version";
import { webAcl } from "./checks/web-acl";

/** Every check, in the order in which people read them. */
export const healthChecks: readonly Check[] = [
  stack,
  trailManagement,
  trailData,
  feedRules,
  eventsArriving,
  ...subscriptionChecks,
  learning,
  confirmedShare,
  userPools,
  webAcl,
  unreadCalls,
  regions,
  spendLimit,
  budget,
  metrics,
  protect,
  alarms,
  runbooks,
  elastic,
  version,
  runtime,
];

/** Those that the stack runs by itself each day. */
export const dailyChecks: readonly Check[] = healthChecks.filter(
  ({ notDaily }) => notDaily === undefined,
);
