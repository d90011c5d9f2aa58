import { errorText } from "../adapters/runtime";
import type { IncidentKey } from "../core/incidents/incident";
import type { Mailer } from "../core/notifications/mail";
import type { SpendFigures, SpendStore } from "../core/spend/spend-figures";
import type { NotificationLog } from "../core/notifications/notification-log";
import { parsedJson } from "../core/sources/records/json";
import { readAlarmEvent, type AlarmNews } from "../core/spend/alarm-event";
import type { GuardConfig } from "../core/spend/guard-config";
import type { CountryMetric } from "../core/spend/country-metrics";
import { noticesDue } from "../core/notifications/notice-pace";
import { spendEmail } from "../core/notifications/spend-email";
import { areCountriesFresh } from "../core/spend/spend-metrics";
import { figuresAt, type FigureDeps } from "./figures";

/** Everything that an e-mail to the cost owner takes. */
export interface TellDeps extends FigureDeps {
  readonly config: GuardConfig;
  /** What stands in front of our alarms' names. */
  readonly alarmPrefix: string;
  readonly store: SpendStore;
  readonly notificationLog: NotificationLog;
  readonly mailer: Mailer<"cost-owner">;
}

/** Each event once. What is no news of ours comes again no better, and so it is let go. */
function newsIn(
  bodies: readonly string[],
  { alarmPrefix, config, logger }: TellDeps,
): readonly AlarmNews[] {
  const news = new Map<string, AlarmNews>();
  for (const body of bodies) {
    const names = { prefix: alarmPrefix, alarms: config.alarms };
    const reading = readAlarmEvent(parsedJson(body), names);
    if (reading.kind === "news") news.set(reading.news.eventId, reading.news);
    else logger.info("no news for the cost owner", { reason: reading.reason });
  }
  return [...news.values()];
}

/** Apart from incidents on the same Region's money: what is told of those sets their pace. */
const placeOf = ({ account, region, eventId }: AlarmNews): IncidentKey => ({
  scope: "spend",
  target: `${account}/${region}`,
  incidentId: eventId,
});

const REVISION = 1;

/**
 * Whether it is this run that tells it.
 *
 * @throws Error while another one may be telling it: if that one dies, the event must come again
 */
async function isOurs(
  news: AlarmNews,
  nowMs: number,
  { notificationLog }: TellDeps,
): Promise<boolean> {
  const place = placeOf(news);
  if (await notificationLog.claim(place, REVISION, nowMs)) return true;
  const before = await notificationLog.ofTarget(place.scope, place.target);
  if (before.some(({ incidentId }) => incidentId === news.eventId)) return false;
  throw new Error(`another run is telling ${news.alarm.id}`);
}

/** For an e-mail those by country may be an hour old; without them it still goes out. */
async function countriesToRead(
  earlier: SpendFigures | undefined,
  nowMs: number,
  { logger, source }: TellDeps,
): Promise<readonly CountryMetric[] | undefined> {
  if (earlier !== undefined && areCountriesFresh(earlier.countries, nowMs)) return undefined;
  try {
    return await source.countries();
  } catch (error) {
    logger.error("could not list the countries", { error: errorText(error) });
    return undefined;
  }
}

/**
 * Made afresh: an alarm of CloudWatch's own goes off between two runs, and the figures of the run
 * before would contradict it. They are neither published nor kept, which is the schedule's business.
 */
async function figuresNow(
  { account, region }: AlarmNews,
  nowMs: number,
  deps: TellDeps,
): Promise<SpendFigures> {
  const { logger, store } = deps;
  const earlier = await store.read(account, region).catch((error: unknown) => {
    logger.error("could not read the earlier figures", { error: errorText(error) });
    return undefined;
  });
  try {
    const countries = await countriesToRead(earlier, nowMs, deps);
    return await figuresAt(nowMs, countries, earlier, deps);
  } catch (error) {
    // The e-mail says of when its figures are.
    if (earlier === undefined) throw error;
    logger.error("could not make figures: the earlier ones stand in", { error: errorText(error) });
    return earlier;
  }
}

/** Records what was told, and what was held back so that its event does not come again. */
async function confirmAll(
  ours: readonly AlarmNews[],
  told: readonly AlarmNews[],
  nowMs: number,
  { notificationLog }: TellDeps,
): Promise<void> {
  for (const news of ours) {
    const status = told.includes(news) ? "open" : "closed";
    const { eventId: incidentId } = news;
    const state = { incidentId, revision: REVISION, level: 0, status, atMs: nowMs } as const;
    await notificationLog.confirm(placeOf(news), state);
  }
}

function emailOf(
  due: readonly AlarmNews[],
  figures: SpendFigures,
  { account, region }: AlarmNews,
  nowMs: number,
  { alarmPrefix, config, settings }: TellDeps,
) {
  return spendEmail(
    {
      figures,
      account,
      region,
      monthlyBudgetUsd: settings.monthlyBudgetUsd,
      alarms: due.map(({ alarm, atMs }) => ({ ...alarm, name: alarmPrefix + alarm.id, atMs })),
      dashboardUrl: config.dashboardUrl,
    },
    nowMs,
  );
}

/**
 * One e-mail about all alarms that these events tell of. With a state table each event is told
 * once, unless the process dies between SNS's answer and the table's; without one a repeated
 * delivery to another process is told again.
 *
 * @param bodies EventBridge's events as JSON, of one account and Region
 * @throws Error when it could not be sent, or may be sent by another run: the events must come again
 */
export async function tellCostOwner(
  bodies: readonly string[],
  nowMs: number,
  deps: TellDeps,
): Promise<void> {
  const { logger, mailer, notificationLog } = deps;
  const ours: AlarmNews[] = [];
  for (const news of newsIn(bodies, deps)) {
    if (await isOurs(news, nowMs, deps)) ours.push(news);
  }
  const [first] = ours;
  if (first === undefined) return;
  const { scope, target } = placeOf(first);
  const due = noticesDue(ours, await notificationLog.ofTarget(scope, target), nowMs);
  if (due.length > 0) {
    const figures = await figuresNow(first, nowMs, deps);
    await mailer.send("cost-owner", emailOf(due, figures, first, nowMs, deps), nowMs);
  }
  await confirmAll(ours, due, nowMs, deps);
  logger.info("told the cost owner", {
    alarms: due.map(({ alarm }) => alarm.id),
    heldBack: ours.filter((news) => !due.includes(news)).map(({ alarm }) => alarm.id),
  });
}
