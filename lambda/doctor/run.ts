import type { Telemetry } from "../adapters/runtime";
import { dailyChecks } from "../core/health";
import { checked } from "../core/health/check";
import { healthEmail } from "../core/health/email";
import type { Facts } from "../core/health/facts";
import { afterRun, type HealthNews, type HealthState, type HealthStore } from "../core/health/news";
import { isKnown } from "../core/health/fact";
import { inventoryOf } from "../core/health/pools";
import { stableId } from "../core/model/hash";
import type { PoolInventoryStore } from "../core/model/pool-inventory";
import type { Mailer } from "../core/notifications/mail";
import type { NotificationLog } from "../core/notifications/notification-log";

export interface DoctorDeps extends Pick<Telemetry, "logger"> {
  readonly gather: (nowMs: number) => Promise<Facts>;
  readonly store: HealthStore;
  readonly inventory: Pick<PoolInventoryStore, "write">;
  readonly notificationLog: NotificationLog;
  readonly mailer: Mailer<"pipeline">;
  readonly dashboardUrl?: string | undefined;
}

/** When and where a run is. */
export interface DoctorMoment {
  readonly nowMs: number;
  readonly account: string;
  readonly region: string;
}

const REVISION = 1;

/** The same news after the same run before is one message, whoever sends it. */
const newsId = (news: HealthNews, before: HealthState | undefined): string =>
  stableId(
    JSON.stringify([
      before?.atMs ?? 0,
      ...[news.turnedBad, news.stillBad, news.goodAgain].map((results) =>
        results.map(({ id, status }) => [id, status]),
      ),
    ]),
  );

/** @throws Error while another run may be telling it: if that one dies, this must come again */
async function tell(
  news: HealthNews,
  before: HealthState | undefined,
  { nowMs, account, region }: DoctorMoment,
  { dashboardUrl, logger, mailer, notificationLog }: DoctorDeps,
): Promise<void> {
  const place = {
    scope: "health",
    target: `${account}/${region}`,
    incidentId: newsId(news, before),
  };
  if (!(await notificationLog.claim(place, REVISION, nowMs))) {
    const told = await notificationLog.ofTarget(place.scope, place.target);
    if (told.some(({ incidentId }) => incidentId === place.incidentId)) return;
    throw new Error("another run is telling what the checks have found");
  }
  await mailer.send("pipeline", healthEmail(news, { account, region, dashboardUrl }), nowMs);
  await notificationLog.confirm(place, {
    incidentId: place.incidentId,
    revision: REVISION,
    level: 0,
    status: "open",
    atMs: nowMs,
  });
  logger.info("told what the checks have found", { turnedBad: news.turnedBad.map(({ id }) => id) });
}

/**
 * One run of the daily checks: looks at the account, tells what turned bad or good since the run
 * before, and keeps what it saw, for the detector what user pools there are. What is told is told once, unless the process dies between SNS's
 * answer and the table's.
 */
export async function runDoctor(moment: DoctorMoment, deps: DoctorDeps): Promise<void> {
  const { nowMs, account, region } = moment;
  const facts = await deps.gather(nowMs);
  if (isKnown(facts.pools)) await deps.inventory.write(inventoryOf(facts.pools.value), nowMs);
  const results = checked(dailyChecks, facts);
  const before = await deps.store.read(account, region);
  const { news, state } = afterRun(results, before, nowMs);
  if (news !== undefined) await tell(news, before, moment, deps);
  await deps.store.write(account, region, state);
  const bad = results.filter(({ status }) => status !== "ok");
  deps.logger.info("health checks", { bad: bad.map(({ id, status }) => `${id} ${status}`) });
}
