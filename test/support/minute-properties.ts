import fc from "fast-check";
import type { ActiveRule } from "../../lambda/core/rules/active-rule";
import type { Observation } from "../../lambda/core/model/observation";
import type { MinuteMeasure } from "../../lambda/core/model/measure";
import { dayOf, DAY_MS, MINUTE_MS } from "../../lambda/core/model/time";
import type { Deps } from "../../lambda/core/engine";
import {
  allFiring,
  attacksOf,
  firingAt,
  mayFireUnconfirmed,
  minuteAt,
  pastsOf,
  surelyFires,
  timesOf,
  type PastAt,
  type Times,
} from "./minute-reference";
import {
  historyOf,
  minuteCase,
  MINUTE_KEY,
  recentOf,
  ruleOfMinutes,
  type MinuteCase,
} from "./minute-traffic";
import { MIDNIGHT, planArbitrary } from "./observations";
import {
  batchesOf,
  closeAll,
  lookUntilDone,
  minuteByMinute,
  newCourse,
  newDeps,
  shifts,
  work,
  type Course,
  type Mutation,
} from "./workers";

/** How often a property met what it was made for. */
export interface MinuteCoverage extends Course {
  attacks: number;
  /** Attacks that were judged by a share that is known, and by volume for want of one. */
  knownShare: number;
  invisible: number;
  sure: number;
  /** Minutes that the reference lets fire, of which `sure` ones must be found in any order. */
  firing: number;
  /** Ends of findings that do not fire once all is known. */
  explained: number;
  overcounted: number;
}

export const newMinuteCoverage = (): MinuteCoverage => ({
  ...newCourse(),
  attacks: 0,
  knownShare: 0,
  invisible: 0,
  sure: 0,
  firing: 0,
  explained: 0,
  overcounted: 0,
});

const AFTER_ALL = MIDNIGHT + 2 * DAY_MS;

const measureOf = (rule: ActiveRule): MinuteMeasure => rule.measure as MinuteMeasure;

async function foundIn(deps: Deps) {
  const head = await deps.findings.read(MINUTE_KEY);
  return [...(head?.findings ?? [])].sort((a, b) => a.firstFiring - b.firstFiring);
}

type Found = Awaited<ReturnType<typeof foundIn>>[number];

type Attack = ReturnType<typeof attacksOf>[number];

const comparable = (found: Attack): Attack => ({
  firstSeen: found.firstSeen,
  firstFiring: found.firstFiring,
  openedAt: found.openedAt,
  lastSeen: found.lastSeen,
  peak: found.peak,
  count: found.count,
  confirmed: found.confirmed,
});

/** Fed as replay does it, the findings of past and present are exactly the reference's. */
export const replayProperty = (coverage: MinuteCoverage, mutation: Mutation = (same) => same) =>
  fc.asyncProperty(minuteCase, async (given) => {
    const rule = ruleOfMinutes(given);
    const traffic = [...historyOf(given), ...recentOf(given)];
    const times = timesOf(traffic, rule);
    const deps = newDeps([rule], coverage, undefined, true);
    coverage.looks += await minuteByMinute(traffic, mutation(deps));
    await closeAll(deps, AFTER_ALL);
    const found = await foundIn(deps);
    const asked = traffic.filter(({ kind }) => kind === "sms-requested");
    const atMs = asked.map((each) => each.atMs);
    const expected = attacksOf(rule, pastsOf(times, rule), times, atMs);
    expect(found.map(comparable)).toEqual(expected);
    for (const { status, countIsUpperBound, usual, measure } of found) {
      expect([status, countIsUpperBound]).toEqual(["closed", false]);
      coverage.attacks++;
      if (usual?.isConfirmationInvisible === true) coverage.invisible++;
      else if (measure.kind === "unconfirmed-excess" && usual?.isShareAssumed !== true) {
        coverage.knownShare++;
      }
    }
  });

/** What was delivered so far: each record as often as it came, but once for each batch. */
type Delivered = Observation[];

const distinctIn = (batch: readonly Observation[]): Iterable<Observation> =>
  new Map(batch.map((observation) => [observation.id, observation])).values();

/** Baselines are made once, by whoever asks first; here before anything comes in any order. */
async function keepPasts(deps: Deps, pastAt: PastAt): Promise<void> {
  for (const day of [dayOf(MIDNIGHT) - 1, dayOf(MIDNIGHT)]) {
    await deps.baselines.keep(MINUTE_KEY, day, pastAt(day));
  }
}

/** Between what happened and what was delivered: every minute of the sums. */
async function expectSums(deps: Deps, once: Times, delivered: Times, coverage: MinuteCoverage) {
  const hours = await deps.minutes.read(MINUTE_KEY, 0, AFTER_ALL / (60 * MINUTE_MS));
  for (const kind of ["requests", "confirmed"] as const) {
    const stored = new Map<number, number>();
    for (const hour of hours) {
      hour[kind].forEach((count, minute) => {
        if (count > 0) stored.set(hour.hour * 60 + minute, count);
      });
    }
    for (const minute of new Set([...stored.keys(), ...delivered[kind]])) {
      const count = stored.get(minute) ?? 0;
      const happened = once[kind].filter((each) => each === minute).length;
      const came = delivered[kind].filter((each) => each === minute).length;
      if (count > happened) coverage.overcounted++;
      expect(count).toBeGreaterThanOrEqual(happened);
      expect(count).toBeLessThanOrEqual(came);
    }
  }
}

/** How many minutes what fires at a minute may have ended before it. */
const reachOf = (measure: MinuteMeasure): number =>
  measure.kind === "volume" ? 0 : Math.max(...measure.spansMs) / MINUTE_MS - 1;

/** Whether a finding holds a minute, or for an excess any of the span that ends with it. */
const isFoundAt = (found: readonly Found[], minute: number, reach: number): boolean =>
  found.some(
    ({ firstFiring, lastSeen }) =>
      minuteAt(firstFiring) <= minute && minute - reach <= minuteAt(lastSeen),
  );

interface Setting {
  readonly rule: ActiveRule;
  readonly recent: readonly Observation[];
  readonly once: Times;
  readonly pastAt: PastAt;
}

function expectNothingLost(
  { rule, pastAt, once }: Setting,
  found: readonly Found[],
  delivered: Times,
  coverage: MinuteCoverage,
): void {
  coverage.firing += allFiring(rule, pastAt, once).length;
  for (const minute of new Set(once.requests)) {
    const past = pastAt(Math.floor(minute / 1440));
    if (!surelyFires(measureOf(rule), past, once, delivered, minute)) continue;
    coverage.sure++;
    expect({ minute, isFound: isFoundAt(found, minute, reachOf(measureOf(rule))) }).toEqual({
      minute,
      isFound: true,
    });
  }
}

/** The minutes in which a finding begins and ends: that which fired ended in them. */
const endsOf = ({ firstFiring, lastSeen }: Found): readonly number[] => [
  minuteAt(firstFiring),
  minuteAt(lastSeen),
];

/** Minutes with requests at which something may fire that ended in a given one. */
const minutesBehind = ({ measure }: ActiveRule, { requests }: Times, end: number) =>
  [...new Set(requests)].filter(
    (minute) => minute >= end && minute <= end + reachOf(measure as MinuteMeasure),
  );

function settingOf(given: MinuteCase): Setting {
  const rule = ruleOfMinutes(given);
  const recent = recentOf(given);
  const all = timesOf([...historyOf(given), ...recent], rule);
  return { rule, recent, once: timesOf(recent, rule), pastAt: pastsOf(all, rule) };
}

/**
 * Alone, in any order and with redeliveries: sums are what was delivered, no sure minute is
 * missed, and each end of a finding fires in the reference too, given what had come by then.
 */
export const anyOrderProperty = (coverage: MinuteCoverage, mutation: Mutation = (same) => same) =>
  fc.asyncProperty(minuteCase, planArbitrary, async (given, plan) => {
    const setting = settingOf(given);
    const { rule, recent, once, pastAt } = setting;
    const deps = newDeps([rule], coverage);
    await keepPasts(deps, pastAt);
    const came: Delivered = [];
    const states: Times[] = [];
    const crew = {
      workers: 1,
      lives: [],
      clock: (batch: readonly Observation[]) => {
        came.push(...distinctIn(batch));
        states.push(timesOf(came, rule));
        return Math.max(...batch.map(({ atMs }) => atMs));
      },
      gate: <T>(call: () => Promise<T>) => call(),
      mutation,
    };
    const pending = await work(batchesOf(recent, plan), crew, deps, coverage);
    await lookUntilDone(pending, AFTER_ALL, deps);
    await closeAll(deps, AFTER_ALL + DAY_MS);
    const found = await foundIn(deps);
    const delivered = timesOf(came, rule);
    await expectSums(deps, delivered, delivered, coverage);
    expectNothingLost(setting, found, delivered, coverage);
    for (const finding of found) {
      expect(finding.countIsUpperBound).toBe(true);
      const { firstSeen, lastSeen, count } = finding;
      const isIn = (minute: number): boolean =>
        minute >= minuteAt(firstSeen) && minute <= minuteAt(lastSeen);
      expect(count).toBe(delivered.requests.filter(isIn).length);
      for (const end of endsOf(finding)) {
        const endedIn = (times: Times): boolean =>
          minutesBehind(rule, times, end).some((minute) => {
            const past = pastAt(Math.floor(minute / 1440));
            return firingAt(measureOf(rule), past, times, minute)?.until === end;
          });
        if (!endedIn(once)) coverage.explained++;
        const fired = endedIn(delivered) || states.some(endedIn);
        expect({ end, fired }).toEqual({ end, fired: true });
      }
    }
  });

/**
 * Several workers whose store calls interleave and who die anywhere: each minute's sum is at
 * least what happened and at most what was delivered, no sure minute is missed, and no minute
 * fires that would not with all redeliveries counted and nothing confirmed.
 */
export const minuteCrewProperty = (
  coverage: MinuteCoverage,
  newMutation: () => Mutation = () => (same) => same,
  shift = shifts,
) =>
  fc.asyncProperty(
    minuteCase,
    planArbitrary,
    shift,
    fc.scheduler(),
    async (given, plan, { workers, lives }, scheduler) => {
      const setting = settingOf(given);
      const { rule, recent, once, pastAt } = setting;
      const deps = newDeps([rule], coverage);
      await keepPasts(deps, pastAt);
      const came: Delivered = [];
      const crew = {
        workers,
        lives,
        clock: (batch: readonly Observation[]) => {
          came.push(...distinctIn(batch));
          return Math.max(...batch.map(({ atMs }) => atMs));
        },
        gate: <T>(call: () => Promise<T>) => scheduler.schedule(Promise.resolve()).then(call),
        mutation: newMutation(),
      };
      const batches = batchesOf(recent, { ...plan, batchMax: plan.batchMax * 5 });
      const pending = await scheduler.waitFor(work(batches, crew, deps, coverage));
      await scheduler.waitIdle();
      await lookUntilDone(pending, AFTER_ALL, deps);
      await closeAll(deps, AFTER_ALL + DAY_MS);
      const delivered = timesOf(came, rule);
      await expectSums(deps, once, delivered, coverage);
      const found = await foundIn(deps);
      expectNothingLost(setting, found, delivered, coverage);
      for (const end of found.flatMap(endsOf)) {
        const mayFire = minutesBehind(rule, delivered, end).some((minute) => {
          const past = pastAt(Math.floor(minute / 1440));
          return mayFireUnconfirmed(measureOf(rule), past, delivered, minute);
        });
        expect({ end, mayFire }).toEqual({ end, mayFire: true });
      }
    },
  );
