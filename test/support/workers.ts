import fc from "fast-check";
import type { DeferredEvaluation } from "../../lambda/core/counting/deferred-evaluation";
import { detect, evaluateDeferred, type Detection, type Deps } from "../../lambda/core/engine";
import type { ActiveRule } from "../../lambda/core/rules/active-rule";
import { parseConfig, type Config } from "../../lambda/core/model/config";
import type { Observation } from "../../lambda/core/model/observation";
import { sweep } from "../../lambda/core/findings/sweep";
import { DAY_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { overflowOf, type Chunk } from "../../lambda/core/counting/windows/window";
import { memoryFindingStore } from "../../lambda/adapters/memory/outcomes";
import {
  memoryKnownStore,
  memoryBaselineStore,
  memoryMinuteStore,
  memoryWindowStore,
} from "../../lambda/adapters/memory/counting";
import {
  burstCase,
  MIDNIGHT,
  planArbitrary,
  rulesOf,
  trafficOf,
  type BurstCase,
} from "./observations";
import { seeded } from "./random";
import { expectBursts } from "./reference";

/** Every call of a store passes the gate, which may let it wait or fail. */
export type Gate = <T>(call: () => Promise<T>) => Promise<T>;

/** The same stores behind a gate. */
export function gated(deps: Deps, gate: Gate): Deps {
  const { windows, known, minutes, baselines, findings } = deps;
  return {
    ...deps,
    windows: {
      add: (key, addition) => gate(() => windows.add(key, addition)),
      read: (key, first, last) => gate(() => windows.read(key, first, last)),
      cut: (key, cut) => gate(() => windows.cut(key, cut)),
      forget: (key, index, texts) => gate(() => windows.forget(key, index, texts)),
    },
    known: {
      add: (scope, target, entity, day) => gate(() => known.add(scope, target, entity, day)),
      days: (scope, target, entity) => gate(() => known.days(scope, target, entity)),
    },
    minutes: {
      add: (key, addition) => gate(() => minutes.add(key, addition)),
      read: (key, first, last) => gate(() => minutes.read(key, first, last)),
    },
    baselines: {
      read: (key, day) => gate(() => baselines.read(key, day)),
      keep: (key, day, baseline) => gate(() => baselines.keep(key, day, baseline)),
    },
    findings: {
      read: (key) => gate(() => findings.read(key)),
      write: (head, steps) => gate(() => findings.write(head, steps)),
      settle: (head) => gate(() => findings.settle(head)),
      enlist: (scope, target) => gate(() => findings.enlist(scope, target)),
      ofTarget: (scope, target) => gate(() => findings.ofTarget(scope, target)),
      open: () => gate(() => findings.open()),
      openInTurn: (turn) => findings.openInTurn(turn),
    },
  };
}

/** A gate, and a way to wait until no call is under way behind it, though its sender has died. */
export function attended(gate: Gate): { readonly gate: Gate; readonly idle: () => Promise<void> } {
  const underWay = new Set<Promise<unknown>>();
  return {
    gate: (call) => {
      const answer = gate(call);
      underWay.add(answer);
      const leave = (): boolean => underWay.delete(answer);
      answer.then(leave, leave);
      return answer;
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}

class Died extends Error {
  override readonly name = "Died";
}

/**
 * A process that dies at its n-th call: neither that call nor any later one is made. Calls that
 * were under way by then still arrive.
 */
export function mortal(gate: Gate, callsToLive: number): Gate {
  let calls = 0;
  return (call) => {
    calls++;
    return calls > callsToLive ? Promise.reject(new Died()) : gate(call);
  };
}

/** What came of a run, to tell whether it met what it was made for. */
export interface Course {
  overflowed: number;
  cuts: number;
  deaths: number;
  conflicts: number;
  merged: number;
  looks: number;
}

export const newCourse = (): Course => ({
  overflowed: 0,
  cuts: 0,
  deaths: 0,
  conflicts: 0,
  merged: 0,
  looks: 0,
});

const hasOverflow = ({ series }: Chunk): boolean => Object.values(series).some(overflowOf);

/** The same stores, noting on the course what is asked of them. */
function watched(deps: Deps, course: Course): Deps {
  const { windows, findings } = deps;
  return {
    ...deps,
    windows: {
      ...windows,
      add: (key, addition) => {
        if (hasOverflow(addition)) course.overflowed++;
        return windows.add(key, addition);
      },
      cut: (key, cut) => {
        course.cuts++;
        return windows.cut(key, cut);
      },
    },
    findings: {
      ...findings,
      write: async (head, steps) => {
        const isWritten = await findings.write(head, steps);
        if (!isWritten) course.conflicts++;
        else course.merged += steps.filter(({ kind }) => kind === "merged").length;
        return isWritten;
      },
    },
  };
}

/** What the engine keeps. */
export type EngineStores = Pick<Deps, "windows" | "known" | "findings" | "minutes" | "baselines">;

/** Makes the empty stores of one run. */
export type NewStores = () => EngineStores | Promise<EngineStores>;

export const memoryStores = (): EngineStores => ({
  windows: memoryWindowStore(),
  minutes: memoryMinuteStore(),
  baselines: memoryBaselineStore(),
  known: memoryKnownStore(),
  findings: memoryFindingStore(),
});

/** A world of stores, in memory unless others are given, and what happened in it. */
export function newDeps(
  rules: readonly ActiveRule[],
  course: Course = newCourse(),
  config: Config = parseConfig({}),
  isExact = false,
  stores: EngineStores = memoryStores(),
): Deps {
  return watched({ ...stores, rules, config, isExact }, course);
}

/** How observations come in: their order, their batches, what comes twice. All from one seed. */
export interface Plan {
  readonly seed: number;
  readonly isSorted: boolean;
  readonly batchMax: number;
  /** Share of the observations that are delivered a second time. */
  readonly duplicates: number;
}

/** The batches that a plan makes of observations. */
export function batchesOf(observations: readonly Observation[], plan: Plan): Observation[][] {
  const random = seeded(String(plan.seed));
  const again = observations.filter(() => random.chance(plan.duplicates));
  const all = random.shuffle([...observations, ...again]);
  if (plan.isSorted) all.sort((a, b) => a.atMs - b.atMs);
  const batches: Observation[][] = [];
  for (let i = 0; i < all.length;) {
    const size = random.integer(1, plan.batchMax);
    batches.push(all.slice(i, i + size));
    i += size;
  }
  return batches;
}

/** Looks again until no verdict is due any more; returns the time at which the last one was. */
export async function lookUntilDone(
  pending: readonly DeferredEvaluation[],
  nowMs: number,
  deps: Deps,
): Promise<void> {
  let rest = [...pending];
  while (rest.length > 0) {
    const detections: Detection[] = [];
    for (const look of rest) detections.push(await evaluateDeferred(look, nowMs, deps));
    rest = detections.flatMap((detection) => detection.deferred);
  }
}

/**
 * One batch for each minute of event time, at whose end the clock stands; see `replay`.
 *
 * @param lengthMs how long a batch is, where it is not a minute
 * @param lateMs how long after its time a record arrives
 * @returns how often it looked again
 */
export async function minuteByMinute(
  traffic: readonly Observation[],
  deps: Deps,
  lengthMs = MINUTE_MS,
  lateMs = 0,
): Promise<number> {
  const minuteOf = (atMs: number): number => Math.floor(atMs / lengthMs);
  const batches = new Map<number, Observation[]>();
  for (const observation of traffic) {
    const minute = minuteOf(observation.atMs + lateMs);
    const batch = batches.get(minute) ?? [];
    batches.set(minute, batch);
    batch.push(observation);
  }
  const minutes = new Set(batches.keys());
  let pending: DeferredEvaluation[] = [];
  let looks = 0;
  for (;;) {
    for (const { dueAtMs } of pending) minutes.add(minuteOf(dueAtMs));
    if (minutes.size === 0) return looks;
    const next = Math.min(...minutes);
    minutes.delete(next);
    const nowMs = (next + 1) * lengthMs - 1;
    const due = pending.filter(({ dueAtMs }) => dueAtMs <= nowMs);
    pending = pending.filter(({ dueAtMs }) => dueAtMs > nowMs);
    pending.push(...(await detect(batches.get(next) ?? [], nowMs, deps)).deferred);
    for (const look of due) pending.push(...(await evaluateDeferred(look, nowMs, deps)).deferred);
    looks += due.length;
  }
}

/** A dead process, or one that lost every race for a finding: its batch comes again. */
const mayBeDeliveredAgain = (error: unknown): boolean =>
  error instanceof Died || (error instanceof Error && /changed \d+ times/.test(error.message));

/** A fault that is built into the stores as one process sees them. */
export type Mutation = (deps: Deps) => Deps;

/** Workers of one queue, each of which may die at any call. */
export interface Workers {
  readonly workers: number;
  /** For each delivery, after how many calls its worker dies; the rest do not die. */
  readonly lives: readonly (number | undefined)[];
  readonly gate: Gate;
}

/**
 * Several workers take batches from one queue until it is empty. A batch whose worker dies comes
 * back in two halves, after the others.
 *
 * @param handle one batch, all of whose calls pass the gate that it is given
 */
export async function untilDelivered(
  batches: readonly (readonly Observation[])[],
  { workers, lives, gate }: Workers,
  course: Course,
  handle: (batch: readonly Observation[], own: Gate) => Promise<void>,
): Promise<void> {
  const queue = [...batches];
  let deliveries = 0;
  const worker = async (): Promise<void> => {
    for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
      const callsToLive = lives[deliveries++] ?? Infinity;
      try {
        await handle(batch, mortal(gate, callsToLive));
      } catch (error) {
        if (!mayBeDeliveredAgain(error)) throw error;
        course.deaths++;
        const half = Math.ceil(batch.length / 2);
        queue.push(batch.slice(half), batch.slice(0, half));
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

export interface Crew extends Workers {
  /** The clock when a batch arrives. */
  readonly clock: (batch: readonly Observation[]) => number;
  readonly mutation: Mutation;
}

/**
 * Counts batches as several workers do.
 *
 * @returns the verdicts that fall due later
 */
export async function work(
  batches: readonly (readonly Observation[])[],
  { clock, mutation, ...workers }: Crew,
  deps: Deps,
  course: Course,
): Promise<readonly DeferredEvaluation[]> {
  const pending: DeferredEvaluation[] = [];
  await untilDelivered(batches, workers, course, async (batch, own) => {
    const process = mutation(gated(deps, own));
    pending.push(...(await detect(batch, clock(batch), process)).deferred);
  });
  course.looks += pending.length;
  return pending;
}

/** Sweeps at a time when everything is over, so that every count is final. */
export const closeAll = (deps: Deps, nowMs: number): Promise<unknown> => sweep(nowMs, deps);

/** After all traffic of the cases, and well before anything is forgotten. */
export const LATER = MIDNIGHT + DAY_MS;

interface Shift {
  readonly workers: number;
  readonly lives: readonly (number | undefined)[];
}

export const aloneAndWell: fc.Arbitrary<Shift> = fc.constant({ workers: 1, lives: [] });

const manyAndWell: fc.Arbitrary<Shift> = fc.record({
  workers: fc.integer({ min: 2, max: 4 }),
  lives: fc.constant([]),
});

export const shifts: fc.Arbitrary<Shift> = fc.record({
  workers: fc.integer({ min: 1, max: 4 }),
  lives: fc.array(fc.option(fc.nat(9), { nil: undefined, freq: 3 }), { maxLength: 12 }),
});

/** A gate that lets calls pass in whatever order the scheduler chooses. */
export const gateOf =
  (scheduler: fc.Scheduler): Gate =>
  (call) =>
    scheduler.schedule(Promise.resolve()).then(call);

/**
 * Whatever the order in which the store calls of several workers take place, and wherever they
 * die, the findings are the reference's.
 *
 * @param newMutation makes the fault that is built into the stores of one run
 * @param ofSweep the fault that is built into what the sweep works with
 */
export const crewProperty = (
  newMutation: (given: BurstCase) => Mutation,
  course: Course,
  shift: fc.Arbitrary<Shift> = shifts,
  newStores: NewStores = memoryStores,
  ofSweep: Mutation = (same) => same,
) =>
  fc.asyncProperty(
    burstCase,
    planArbitrary,
    shift,
    fc.scheduler(),
    async (given, plan, { workers, lives }, scheduler) => {
      const rules = rulesOf(given);
      const traffic = trafficOf(given);
      const deps = newDeps(rules, course, undefined, false, await newStores());
      const { gate, idle } = attended(gateOf(scheduler));
      const mutation = newMutation(given);
      const crew: Crew = { workers, lives, clock: () => LATER, gate, mutation };
      await scheduler.waitFor(work(batchesOf(traffic, plan), crew, deps, course));
      await scheduler.waitFor(idle());
      await closeAll(ofSweep(deps), LATER + DAY_MS);
      await expectBursts(deps, rules, traffic);
    },
  );

/** However the store calls of several workers interleave, what comes once is counted once. */
export const exactCrewProperty = (course: Course, newStores: NewStores = memoryStores) =>
  fc.asyncProperty(
    burstCase,
    planArbitrary,
    manyAndWell,
    fc.scheduler(),
    async (given, plan, { workers, lives }, scheduler) => {
      const rules = rulesOf(given);
      const traffic = trafficOf(given);
      const deps = newDeps(rules, course, undefined, true, await newStores());
      const { gate, idle } = attended(gateOf(scheduler));
      const mutation: Mutation = (same) => same;
      const crew: Crew = { workers, lives, clock: () => LATER, gate, mutation };
      const before = course.deaths;
      const batches = batchesOf(traffic, { ...plan, duplicates: 0 });
      await scheduler.waitFor(work(batches, crew, deps, course));
      await scheduler.waitFor(idle());
      await closeAll(deps, LATER + DAY_MS);
      // Who loses every race for a finding has its batch delivered again.
      fc.pre(course.deaths === before);
      await expectBursts(deps, rules, traffic);
    },
  );
