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
import { tellLearned, type TellLearnedDeps } from "./tell-learned";
import { tellOnce } from "./tell-once";

export interface DoctorDeps extends Omit<TellLearnedDeps, "mailer"> {
  readonly gather: (nowMs: number) => Promise<Facts>;
  readonly store: HealthStore;
  readonly inventory: PoolInventoryStore;
  readonly mailer: Mailer<"pipeline" | "on-call">;
}

/** When and where a run is. */
export interface DoctorMoment {
  readonly nowMs: number;
  readonly account: string;
  readonly region: string;
}

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

async function tell(
  news: HealthNews,
  before: HealthState | undefined,
  { nowMs, account, region }: DoctorMoment,
  { dashboardUrl, logger, mailer, notificationLog }: DoctorDeps,
): Promise<void> {
  const told = { place: `${account}/${region}`, id: newsId(news, before) };
  await tellOnce(told, nowMs, notificationLog, () =>
    mailer.send("pipeline", healthEmail(news, { account, region, dashboardUrl }), nowMs),
  );
  logger.info("told what the checks have found", { turnedBad: news.turnedBad.map(({ id }) => id) });
}

/**
 * One run of the daily checks: looks at the account, tells what turned bad or good since the run
 * before, and keeps what it saw, for the detector what user pools there are. Tells on-call what was
 * learned, where that is due: last, so that what stops it stops nothing else.
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
  const learned = await tellLearned(moment, facts, state.learned, deps);
  if (learned !== state.learned) await deps.store.write(account, region, { ...state, learned });
}
