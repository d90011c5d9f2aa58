import type { Telemetry } from "../adapters/runtime";
import { isKnown } from "../core/health/fact";
import type { Facts } from "../core/health/facts";
import { reportDue } from "../core/health/learned";
import { learnedClients, type LearnedDeps } from "../core/health/learned-clients";
import { learnedEmail } from "../core/health/learned-email";
import type { HealthState } from "../core/health/news";
import { withInventory, type PoolInventoryStore } from "../core/model/pool-inventory";
import type { Mailer } from "../core/notifications/mail";
import type { NotificationLog } from "../core/notifications/notification-log";
import { tellOnce } from "./tell-once";

export interface TellLearnedDeps extends Pick<Telemetry, "logger"> {
  readonly learned: LearnedDeps;
  readonly inventory: Pick<PoolInventoryStore, "read">;
  readonly notificationLog: NotificationLog;
  readonly mailer: Mailer<"on-call">;
  readonly dashboardUrl?: string | undefined;
}

/**
 * Tells on-call once after a day, and once after the time of learning, what was learned of each app
 * client. Answers with what is to be kept of it.
 */
export async function tellLearned(
  {
    nowMs,
    account,
    region,
  }: { readonly nowMs: number; readonly account: string; readonly region: string },
  facts: Pick<Facts, "firstSeen" | "config">,
  before: HealthState["learned"],
  deps: TellLearnedDeps,
): Promise<HealthState["learned"]> {
  const { firstSeen, config } = facts;
  if (!isKnown(firstSeen) || firstSeen.value.size === 0) return before;
  const firstSeenMs = Math.min(...firstSeen.value.values());
  const report = reportDue(firstSeenMs, nowMs, config.learningDays, before ?? {});
  if (report === undefined) return before;
  const { userPools } = withInventory(config, await deps.inventory.read());
  const learned = await learnedClients(account, userPools, { firstSeenMs, nowMs }, deps.learned);
  const email = learnedEmail(learned, { account, region, dashboardUrl: deps.dashboardUrl });
  if (email !== undefined) {
    const told = { place: `${account}/${region}`, id: `learned-${report}` };
    await tellOnce(told, nowMs, deps.notificationLog, () =>
      deps.mailer.send("on-call", email, nowMs),
    );
    deps.logger.info("told what was learned", { report, clients: learned.clients.length });
  }
  return { ...before, [report]: nowMs };
}
