import { baselineOf } from "../lambda/core/counting/minutes/baseline";
import { judgeSurge } from "../lambda/core/counting/minutes/judge-surge";
import type { MinuteSums } from "../lambda/core/counting/minutes/sums";
import { MINUTES_IN_DAY } from "../lambda/core/counting/minutes/typing-delay";
import { usualShare } from "../lambda/core/counting/minutes/usual-share";
import { MINUTE_MS } from "../lambda/core/model/time";
import type { Surge } from "../lambda/core/model/measure";
import { otpSiteUnconverted } from "../lambda/core/rules/otp-site-unconverted";
import { seeded, type Random } from "../test/support/random";
import { dailyShare, minuteBusiness } from "./conversion/business";
import { seriesOf, together, type Series } from "./conversion/series";
import { hoursOf } from "./conversion/shipped";
import { spread } from "./spread";
import type { Table } from "./tables";

/* How soon a surge on a web site is called an attack, against how often a sale is whose people take
   longer to type than usual: at first both look the same, so the one can only be bought with the other. */

/** The shipped one, of which the settings change some numbers. */
const SHIPPED = otpSiteUnconverted.measure.surge!;
const SETTINGS: readonly Partial<Surge>[] = [
  { missing: 8, deviations: 3.3, share: 0.15 },
  { missing: 12, deviations: 3.3, share: 0.15 },
  { missing: 8, deviations: 4, share: 0.15 },
  { missing: 8, deviations: 3.3, share: 0.06 },
  { missing: 8, deviations: 3, share: 0.06 },
  { missing: 8, deviations: 3, share: 0.03 },
  { missing: 8, deviations: 2.5, share: 0.06 },
];

const BUSINESSES = 20;
const SURGES_EACH = 8;
const PAST_DAYS = 14;
const BEFORE = 90;
const LENGTH = 30;
const SHARE = 0.78;
const SLOWER = [1, 1.5, 2] as const;

/** What is known of a site after two weeks. */
function pastOf(random: Random, peakPerHour: number) {
  const { flows } = minuteBusiness(random, { peakPerHour, days: PAST_DAYS });
  const baseline = baselineOf(hoursOf(together(flows), PAST_DAYS), 5 * MINUTE_MS);
  return { delays: baseline.delays, usual: usualShare(baseline) };
}

interface Calls {
  readonly asked: number[];
  readonly typed: number[];
}

/** Adds people who ask so often a minute; nobody types where they do not say how fast. */
function ask(random: Random, into: Calls, minute: number, perMinute: number, slower?: number) {
  for (let at = random.exponential(1); at < perMinute; at += random.exponential(1)) {
    const atMs = (minute + random.fraction()) * MINUTE_MS;
    into.asked.push(atMs);
    if (slower === undefined || !random.chance(SHARE)) continue;
    into.typed.push(atMs + slower * random.integer(15_000, 120_000));
  }
}

function sumsOfCalls({ asked, typed }: Calls, length: number): MinuteSums {
  const counts = (times: readonly number[]): Float64Array => {
    const all = new Float64Array(length);
    for (const atMs of times) {
      const minute = Math.floor(atMs / MINUTE_MS);
      all[minute] = (all[minute] ?? 0) + 1;
    }
    return all;
  };
  const [requests, confirmed] = [counts(asked), counts(typed)];
  const series: Series = seriesOf({ requests, confirmed, answered: confirmed });
  return { ...series, paid: () => 0, unsent: () => 0, latest: length };
}

/** By night and by day, beside the customers, from minute `BEFORE` of what is returned. */
function surgeOf(random: Random, peakPerHour: number, perMinute: number, slower?: number): Calls {
  const [first, last] = random.chance(0.5) ? [1, 5] : [9, 19];
  const start = random.integer(first * 60, last * 60);
  const calls: Calls = { asked: [], typed: [] };
  for (let minute = 0; minute < BEFORE + LENGTH; minute++) {
    const ofDay = (start + minute - BEFORE + MINUTES_IN_DAY) % MINUTES_IN_DAY;
    ask(random, calls, minute, (peakPerHour / 60) * dailyShare(ofDay), 1);
    if (minute >= BEFORE) ask(random, calls, minute, perMinute, slower);
  }
  return calls;
}

/** When the surge is called an attack; undefined where it is not. Everything arrives by the minute. */
function judged(calls: Calls, surge: Surge, { delays, usual }: ReturnType<typeof pastOf>) {
  const sums = sumsOfCalls(calls, BEFORE + 2 * LENGTH);
  for (let minute = BEFORE; minute < BEFORE + LENGTH; minute++) {
    const within = (times: readonly number[]): number[] =>
      times.filter((atMs) => Math.floor(atMs / MINUTE_MS) === minute);
    const [times, confirmed] = [within(calls.asked), within(calls.typed)];
    const latest = { atMs: (minute + 1) * MINUTE_MS - 1, times, confirmed };
    const fired = judgeSurge(surge, delays, usual, sums, latest);
    if (fired?.atMs !== undefined) return fired.atMs;
  }
  return undefined;
}

/** What each of the settings makes of the same attacks and sales. */
function rowsAt(peakPerHour: number): readonly object[] {
  const random = seeded(`surge/${peakPerHour}`);
  const played = Array.from({ length: BUSINESSES }, () => {
    const past = pastOf(random, peakPerHour);
    const about = (perMinute: number): number => perMinute * (0.7 + 0.6 * random.fraction());
    const of = (perMinute: number, slower?: number) =>
      Array.from({ length: SURGES_EACH }, () =>
        surgeOf(random, peakPerHour, about(perMinute), slower),
      );
    return { past, attacks: of(60), sales: SLOWER.map((slower) => of(100, slower)) };
  });
  return SETTINGS.map((setting) => {
    const surge = { ...SHIPPED, ...setting };
    const texts = played.flatMap(({ past, attacks }) =>
      attacks.flatMap((calls) => {
        const dueMs = judged(calls, surge, past);
        const isSent = (atMs: number): boolean =>
          atMs >= BEFORE * MINUTE_MS && dueMs !== undefined && atMs <= dueMs;
        return dueMs === undefined ? [] : [calls.asked.filter(isSent).length];
      }),
    );
    const paged = SLOWER.map((slower, i) => {
      const sales = played.flatMap(({ past, sales: all }) =>
        (all[i] ?? []).map((calls) => judged(calls, surge, past)),
      );
      const pages = sales.filter((due) => due !== undefined).length;
      return [`sale, ${slower} x the time`, `${pages} of ${sales.length}`] as const;
    });
    return { ...setting, perHour: peakPerHour, texts: spread(texts), ...Object.fromEntries(paged) };
  });
}

/** What a surge on a web site costs until it is found, and how many sales are taken for one. */
export const benchSurge = (): readonly Table[] => [
  {
    title: "Surge on a web site: requests before it is found, and sales taken for one",
    rows: [20, 150, 1500].flatMap(rowsAt),
  },
];
