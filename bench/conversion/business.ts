import { MINUTES_IN_DAY } from "../../lambda/core/counting/minutes/typing-delay";
import type { Random } from "../../test/support/random";

/* Businesses and attacks as nothing but numbers for each minute: weeks of them in a blink, so that
   one way to judge can be held against others over many seeds. */

/** What people are about, how they split over it, and how many type their codes in. */
const FLOWS = [
  { split: 0.58, confirmed: 0.8 },
  { split: 0.32, confirmed: 0.75 },
  { split: 0.1, confirmed: 0.8 },
] as const;

/** Sign-ups, password resets and attribute verifications, in this order. */
const SIGN_UP = 0;
export const RESET = 1;

/** Requests, confirmations at their own time, and at that of their requests. */
export interface FlowMinutes {
  readonly requests: Float64Array;
  readonly confirmed: Float64Array;
  readonly answered: Float64Array;
}

export interface MinuteBusiness {
  readonly days: number;
  readonly flows: readonly FlowMinutes[];
}

export interface MinutePlan {
  readonly peakPerHour: number;
  readonly days: number;
  /** Whether people take two to eight minutes to type, and not up to two. */
  readonly isSlow?: boolean;
  /** A launch, a sale and a campaign, on days of their own. */
  readonly isEventful?: boolean;
  /** Of the campaign's people. */
  readonly campaignConfirmed?: number;
  /** By how much the share that is confirmed differs from day to day. */
  readonly moods?: number;
}

/** The longest that anybody takes to type lies within. */
const MARGIN = 60;

const emptyFlow = (length: number): FlowMinutes => ({
  requests: new Float64Array(length),
  confirmed: new Float64Array(length),
  answered: new Float64Array(length),
});

function poisson(random: Random, mean: number): number {
  let count = 0;
  for (let at = random.exponential(1); at < mean; at += random.exponential(1)) count++;
  return count;
}

/** The share of the busiest hour's traffic at a minute. */
export function dailyShare(minute: number): number {
  const hour = (minute % MINUTES_IN_DAY) / 60;
  return 0.05 + 0.95 * ((1 + Math.cos(((hour - 17) / 12) * Math.PI)) / 2) ** 1.3;
}

/** What is asked for in one minute. */
interface Wave {
  readonly minute: number;
  readonly perMinute: number;
  readonly share: number;
  readonly isSlow: boolean;
}

function ask(random: Random, into: FlowMinutes, { minute, perMinute, share, isSlow }: Wave): void {
  const count = poisson(random, perMinute);
  into.requests[minute] = (into.requests[minute] ?? 0) + count;
  for (let i = 0; i < count; i++) {
    if (!random.chance(share)) continue;
    const delay = isSlow ? 2 + 6 * random.fraction() : 0.25 + 1.75 * random.fraction();
    const typed = Math.floor(minute + random.fraction() + delay);
    into.answered[minute] = (into.answered[minute] ?? 0) + 1;
    into.confirmed[typed] = (into.confirmed[typed] ?? 0) + 1;
  }
}

/** What comes on top: at which flow, how much a minute, and which share of it is confirmed. */
type Extra = readonly [flow: number, perMinute: number, share?: number];

const SALE_DAY = 9;

const sale = (perMinute: number): readonly Extra[] =>
  FLOWS.map(({ split }, flow) => [flow, perMinute * split] as const);

/** A launch, a sale of 25 minutes and a campaign, each on a day of its own. */
function happening(plan: MinutePlan, minute: number, usual: number): readonly Extra[] {
  if (plan.isEventful !== true) return [];
  const day = Math.floor(minute / MINUTES_IN_DAY);
  const hour = (minute % MINUTES_IN_DAY) / 60;
  const isBetween = (from: number, to: number): boolean => hour >= from && hour < to;
  if (day === SALE_DAY - 1 && isBetween(10, 15)) return [[SIGN_UP, 3 * usual]];
  if (day === SALE_DAY && isBetween(19, 19.42)) return sale(plan.isSlow === true ? 100 : 200);
  if (day === SALE_DAY + 1 && isBetween(9, 17)) {
    return [[RESET, 2 * usual, plan.campaignConfirmed ?? 0.6]];
  }
  return [];
}

/** Weeks of a business; the same seed gives the same. */
export function minuteBusiness(random: Random, plan: MinutePlan): MinuteBusiness {
  const { days, peakPerHour, isSlow = false, moods = 0.03 } = plan;
  const flows = FLOWS.map(() => emptyFlow(days * MINUTES_IN_DAY + MARGIN));
  const weekend = random.pick([0.6, 1.25]);
  const busy = Array.from({ length: days }, () => 0.92 + 0.16 * random.fraction());
  const mood = Array.from({ length: days }, () => 1 + (2 * random.fraction() - 1) * moods);
  for (let minute = 0; minute < days * MINUTES_IN_DAY; minute++) {
    const day = Math.floor(minute / MINUTES_IN_DAY);
    const ofWeek = day % 7 >= 5 ? weekend : 1;
    const usual = (peakPerHour / 60) * dailyShare(minute) * ofWeek * (busy[day] ?? 1);
    FLOWS.forEach(({ split, confirmed }, flow) => {
      const share = confirmed * (mood[day] ?? 1);
      const into = flows[flow] ?? emptyFlow(0);
      ask(random, into, { minute, perMinute: usual * split, share, isSlow });
      for (const [of, perMinute, ownShare = confirmed] of happening(plan, minute, usual)) {
        if (of === flow) ask(random, into, { minute, perMinute, share: ownShare, isSlow });
      }
    });
  }
  return { days, flows };
}

export interface MinuteAttack {
  readonly name: string;
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly perMinute: (minute: number) => number;
  /** Which share of it goes to each flow. */
  readonly split: readonly number[];
}

/** Nobody confirms what an attacker asks for. */
export function attacked(
  random: Random,
  { days, flows }: MinuteBusiness,
  { fromMinute, toMinute, perMinute, split }: MinuteAttack,
): { readonly business: MinuteBusiness; readonly sent: Float64Array } {
  const sent = new Float64Array(days * MINUTES_IN_DAY + MARGIN);
  const copies = flows.map((flow) => ({ ...flow, requests: flow.requests.slice() }));
  for (let minute = fromMinute; minute < toMinute; minute++) {
    copies.forEach(({ requests }, flow) => {
      const count = poisson(random, perMinute(minute) * (split[flow] ?? 0));
      requests[minute] = (requests[minute] ?? 0) + count;
      sent[minute] = (sent[minute] ?? 0) + count;
    });
  }
  return { business: { days, flows: copies }, sent };
}

/** As customers split. */
export const AS_CUSTOMERS: readonly number[] = FLOWS.map(({ split }) => split);
export const SIGN_UPS_ONLY: readonly number[] = [1, 0, 0];
export const RESETS_ONLY: readonly number[] = [0, 1, 0];
