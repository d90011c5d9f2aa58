import { activeRules } from "../core/rules/active-rule";
import type { Config } from "../core/model/config";
import type { Mailer } from "../core/notifications/mail";
import type { ReplayDeps } from "../core/replay";
import { noLinks } from "../core/incidents/linked-targets";
import { catalogue } from "../core/rules";
import {
  memoryBaselineStore,
  memoryKnownStore,
  memoryMinuteStore,
  memoryWindowStore,
} from "./memory/counting";
import { memoryFindingStore } from "./memory-finding-store";
import { memoryIncidentStore } from "./memory-incident-store";
import { memoryHourlyPages, memoryNotificationLog } from "./memory-notification-log";

/**
 * Everything the detector needs, in this process.
 *
 * @param only ids of the rules to run; all that are enabled where it is empty
 * @throws ConfigError when the configuration names a rule that does not exist
 */
export function memoryDeps(
  config: Config,
  mailer: Mailer,
  only: readonly string[] = [],
): ReplayDeps {
  const rules = activeRules(catalogue, config);
  return {
    config,
    mailer,
    rules: only.length === 0 ? rules : rules.filter(({ id }) => only.includes(id)),
    isExact: true,
    windows: memoryWindowStore(),
    minutes: memoryMinuteStore(),
    baselines: memoryBaselineStore(),
    known: memoryKnownStore(),
    findings: memoryFindingStore(),
    incidents: memoryIncidentStore(),
    linksOf: noLinks,
    notificationLog: memoryNotificationLog(),
    pages: memoryHourlyPages(),
  };
}
