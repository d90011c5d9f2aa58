import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { cloudWatch, type CloudWatch, type StoredPoint } from "./cloudwatch";
import { seeded, type Random } from "./random";

export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Messages that a fraudster causes. */
export interface Pump extends Span {
  readonly perMinute: number;
  readonly country: string;
  readonly priceUsd: number;
}

/** A business and what befalls it in one month. Times in milliseconds since 1970 UTC. */
export interface MonthPlan {
  /** The month's first moment and the next one's. */
  readonly month: Span;
  readonly seed: string;
  /** Messages an hour on average. */
  readonly perHour: number;
  /** Its countries with their share and the price of a message. */
  readonly countries: readonly (readonly [country: string, share: number, priceUsd: number])[];
  /** When its first message ever was sent; 20 days before the month unless told. */
  readonly sinceMs?: number;
  /** Times the usual rate at a moment: growth, a launch, a silent night. */
  readonly times?: (atMs: number) => number;
  /** The same rate on each day and hour. */
  readonly isFlat?: boolean;
  readonly pumps?: readonly Pump[];
  /** When AWS publishes nothing at all, ever. */
  readonly gaps?: readonly Span[];
  /** When AWS does not publish the spend, which its next value makes up for. */
  readonly spendGaps?: readonly Span[];
  /** How much later than its period a point may come; 15 minutes unless told. */
  readonly latest?: { readonly leastMs: number; readonly mostMs: number };
  /** Up to how much of the sum AWS takes back for a while. */
  readonly dipUsd?: number;
  /** How often AWS publishes the spend, where there is any. */
  readonly spendEveryMs?: number;
  /** How long after midnight AWS starts the new month's sum; less than 0 in earlier time zones. */
  readonly resetLagMs?: number;
}

/** A month as CloudWatch holds it. */
export interface SyntheticMonth {
  readonly cloudWatch: CloudWatch;
  /** What messages of pumps alone have cost by a moment. */
  readonly pumpedBy: (atMs: number) => number;
  /** What messages have really cost by a moment since the month began. */
  readonly spentBy: (atMs: number) => number;
  /** When the first point from a moment on arrives, of the sum or of one of these countries. */
  readonly firstKnownMs: (countries: readonly string[], sinceMs: number) => number;
}

const BIN_MS = 5 * MINUTE_MS;
const LATE_MS = 15 * MINUTE_MS;
const HISTORY_DAYS = 20;
/** The next month goes on for a while. */
const AFTER_MS = 6 * HOUR_MS;

/** By hour of the day: little at night, most in the evening. The mean is 1. */
const BY_HOUR = [
  0.35, 0.2, 0.12, 0.1, 0.12, 0.25, 0.5, 0.8, 1.05, 1.2, 1.25, 1.3, 1.35, 1.3, 1.25, 1.25, 1.35,
  1.5, 1.7, 1.85, 1.8, 1.5, 1.15, 0.76,
];
/** By day of the week from Sunday. The mean is 1. */
const BY_DAY = [0.6, 1.15, 1.1, 1.1, 1.15, 1.2, 0.7];

/** How many of random events there are when so many are expected. */
function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > 30) {
    const spread = random.fraction() + random.fraction() + random.fraction() + random.fraction();
    return Math.max(0, Math.round(mean + (spread - 2) * Math.sqrt(3 * mean)));
  }
  const limit = Math.exp(-mean);
  let count = 0;
  for (let left = random.fraction(); left > limit; left *= random.fraction()) count++;
  return count;
}

function rateAt(plan: MonthPlan, atMs: number): number {
  if (atMs < (plan.sinceMs ?? 0)) return 0;
  const date = new Date(atMs);
  const rhythm =
    plan.isFlat === true ? 1 : BY_HOUR[date.getUTCHours()]! * BY_DAY[date.getUTCDay()]!;
  return ((plan.perHour * BIN_MS) / HOUR_MS) * rhythm * (plan.times?.(atMs) ?? 1);
}

const isIn = (spans: readonly Span[] | undefined, atMs: number): boolean =>
  spans?.some(({ fromMs, untilMs }) => atMs >= fromMs && atMs < untilMs) ?? false;

const overlapMinutes = ({ fromMs, untilMs }: Span, atMs: number): number =>
  Math.max(0, Math.min(untilMs, atMs + BIN_MS) - Math.max(fromMs, atMs)) / MINUTE_MS;

/** Collects the points of the metrics while the time goes on. */
function recorder(plan: MonthPlan, random: Random) {
  const spend: StoredPoint[] = [];
  const direct: StoredPoint[] = [];
  const byCountry = new Map<string, StoredPoint[]>();
  const success = new Map<string, StoredPoint[]>();
  const point = (list: StoredPoint[], atMs: number, value: number): void => {
    if (isIn(plan.gaps, atMs)) return;
    const { leastMs, mostMs } = plan.latest ?? { leastMs: 0, mostMs: LATE_MS };
    const arrivesMs = Math.floor(atMs / BIN_MS + 1) * BIN_MS + random.integer(leastMs, mostMs);
    list.push({ atMs, value, arrivesMs });
  };
  const listOf = (lists: Map<string, StoredPoint[]>, key: string): StoredPoint[] => {
    const list = lists.get(key) ?? [];
    lists.set(key, list);
    return list;
  };
  return {
    spend: (atMs: number, usd: number): void => {
      point(spend, atMs, usd);
    },
    messages: (atMs: number, country: string, count: number, share: number): void => {
      point(listOf(byCountry, country), atMs, count);
      point(listOf(success, country), atMs, share);
    },
    direct: (atMs: number, count: number): void => {
      const early = Math.floor(count / 2);
      if (early > 0) point(direct, atMs, early);
      point(direct, atMs + 2 * MINUTE_MS, count - early);
    },
    firstKnownMs: (countries: readonly string[], sinceMs: number): number => {
      const points = [spend, ...countries.map((country) => byCountry.get(country) ?? [])].flat();
      const later = points.filter(({ atMs }) => atMs >= sinceMs);
      return Math.min(...later.map(({ arrivesMs }) => arrivesMs));
    },
    into: (target: CloudWatch): void => {
      const namespace = "AWS/SNS";
      const messages = "NumberOfMessagesPublished";
      target.put({ namespace, metricName: "SMSMonthToDateSpentUSD", dimensions: {} }, spend);
      target.put(
        { namespace, metricName: messages, dimensions: { PhoneNumber: "PhoneNumberDirect" } },
        direct,
      );
      for (const [lists, metricName] of [
        [byCountry, messages],
        [success, "SMSSuccessRate"],
      ] as const) {
        for (const [Country, points] of lists) {
          target.put(
            { namespace, metricName, dimensions: { Country, SMSType: "Transactional" } },
            points,
          );
        }
      }
    },
  };
}

const PUMPED_SUCCESS = 0.3;
const USUAL_SUCCESS = 0.96;

/** A running sum of money, and what it was at each moment. */
function account() {
  const steps: (readonly [atMs: number, usd: number])[] = [];
  let usd = 0;
  return {
    reset: (): void => {
      usd = 0;
    },
    add: (more: number, atMs: number): void => {
      usd += more;
      steps.push([atMs, usd]);
    },
    by: (atMs: number): number => {
      let [low, high] = [0, steps.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (steps[middle]![0] <= atMs) low = middle + 1;
        else high = middle;
      }
      return steps[low - 1]?.[1] ?? 0;
    },
  };
}

/** Messages of one country in one bin. */
interface Sent {
  readonly country: string;
  readonly count: number;
  readonly priceUsd: number;
  readonly isPumped: boolean;
}

function sentIn(plan: MonthPlan, atMs: number, random: Random): Sent[] {
  const rate = rateAt(plan, atMs);
  const business = plan.countries.map(([country, share, priceUsd]) => ({
    country,
    count: poisson(random, rate * share),
    priceUsd,
    isPumped: false,
  }));
  const pumped = (plan.pumps ?? []).map((pump) => ({
    ...pump,
    count: poisson(random, pump.perMinute * overlapMinutes(pump, atMs)),
    isPumped: true,
  }));
  return [...business, ...pumped].filter(({ count }) => count > 0);
}

/** AWS's sum of the month: begins anew with the month, and is published where it has grown. */
function monthSum(
  { month, spendEveryMs = BIN_MS, spendGaps, dipUsd = 0, resetLagMs = 0 }: MonthPlan,
  random: Random,
) {
  let sum = 0;
  let shown = 0;
  return {
    begin: (atMs: number): void => {
      if ([month.fromMs, month.untilMs].includes(atMs - resetLagMs)) sum = shown = 0;
    },
    add: (usd: number): void => {
      sum += usd;
    },
    /** What is published at the end of a bin, if anything. */
    published: (endMs: number): number | undefined => {
      if (sum === shown || endMs % spendEveryMs !== 0 || isIn(spendGaps, endMs)) return undefined;
      shown = sum;
      return dipUsd === 0 ? sum : Math.max(0, sum - dipUsd * random.fraction());
    },
  };
}

/** Plays a month, the 20 days before it and a few hours after it, into a stand-in for CloudWatch. */
export function playMonth(plan: MonthPlan): SyntheticMonth {
  const random = seeded(plan.seed);
  const points = recorder(plan, random.fork("late"));
  const sum = monthSum(plan, random.fork("dips"));
  const real = account();
  const pumped = account();
  const { month } = plan;
  for (let at = month.fromMs - HISTORY_DAYS * DAY_MS; at < month.untilMs + AFTER_MS; at += BIN_MS) {
    if (at === month.fromMs) real.reset();
    sum.begin(at);
    let total = 0;
    for (const { country, count, priceUsd, isPumped } of sentIn(plan, at, random)) {
      points.messages(at, country, count, isPumped ? PUMPED_SUCCESS : USUAL_SUCCESS);
      sum.add(count * priceUsd);
      real.add(count * priceUsd, at + BIN_MS);
      if (isPumped) pumped.add(count * priceUsd, at + BIN_MS);
      total += count;
    }
    if (total > 0) points.direct(at, total);
    const published = sum.published(at + BIN_MS);
    if (published !== undefined) points.spend(at + 4 * MINUTE_MS, published);
  }
  const target = cloudWatch();
  points.into(target);
  const { firstKnownMs } = points;
  return { cloudWatch: target, pumpedBy: pumped.by, spentBy: real.by, firstKnownMs };
}
