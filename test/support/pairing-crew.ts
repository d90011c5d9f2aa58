import fc from "fast-check";
import { memoryPairing } from "../../lambda/adapters/memory/pairing";
import {
  pairConfirmations,
  type PairingDeps,
} from "../../lambda/core/counting/pairing/pair-confirmations";
import type { StoredSubject } from "../../lambda/core/counting/pairing/subject";
import { parseConfig } from "../../lambda/core/model/config";
import type { Observation } from "../../lambda/core/model/observation";
import {
  AFTERWARDS,
  deliveries,
  expectPaired,
  isAsking,
  OPENINGS,
  subjectTraffic,
} from "./pairing";
import { attended, type Course, type Gate, gateOf, untilDelivered, type Workers } from "./workers";

const CONFIG = parseConfig({});

/** A fault that is built into the stores as one process sees them. */
export type PairingMutation = (deps: PairingDeps) => PairingDeps;

export const sound: PairingMutation = (deps) => deps;

/** The same stores behind a gate. */
const gatedPairing = (deps: PairingDeps, gate: Gate): PairingDeps => ({
  pseudonym: deps.pseudonym,
  doors: {
    note: (...mark) => gate(() => deps.doors.note(...mark)),
    read: (...door) => gate(() => deps.doors.read(...door)),
  },
  subjects: {
    read: (...key) => gate(() => deps.subjects.read(...key)),
    write: (...stored) => gate(() => deps.subjects.write(...stored)),
  },
  confirming: {
    add: (...subjects) => gate(() => deps.confirming.add(...subjects)),
    read: (...range) => gate(() => deps.confirming.read(...range)),
  },
});

/** Answers that may be old are: what was there before the last write. */
function lagging({ subjects, ...deps }: PairingDeps): PairingDeps {
  const before = new Map<string, StoredSubject | undefined>();
  return {
    ...deps,
    subjects: {
      read: async (key, isLatest) => {
        const name = JSON.stringify(key);
        return isLatest || !before.has(name) ? subjects.read(key, true) : before.get(name);
      },
      write: async (key, stored, expiresMs) => {
        const old = await subjects.read(key, true);
        const isWritten = await subjects.write(key, stored, expiresMs);
        if (isWritten) before.set(JSON.stringify(key), old);
        return isWritten;
      },
    },
  };
}

const isConfirmation = ({ kind }: Observation): boolean => kind === "sms-confirmed";

interface Crew extends Workers {
  readonly mutation: PairingMutation;
}

/** Workers take batches from one queue until it is empty, count them, and may die at any call. */
async function work(
  batches: readonly (readonly Observation[])[],
  { mutation, ...workers }: Crew,
  deps: PairingDeps,
  course: Course,
): Promise<readonly Observation[]> {
  const counted: Observation[] = [];
  await untilDelivered(batches, workers, course, async (batch, own) => {
    const process = mutation(gatedPairing(deps, own));
    const found = await pairConfirmations(batch, AFTERWARDS, process, CONFIG);
    await own(() => Promise.resolve(counted.push(...found.filter(isConfirmation))));
  });
  return counted;
}

const crews = fc.record({
  workers: fc.integer({ min: 1, max: 4 }),
  lives: fc.array(fc.option(fc.nat(12), { nil: undefined, freq: 3 }), { maxLength: 12 }),
});

/**
 * Whatever comes twice and in whatever order, however the store calls of several workers interleave
 * and wherever they die: the reference's confirmations count, each for one request.
 */
export const pairingProperty = (
  mutation: PairingMutation,
  course: Course,
  newStores: () => PairingDeps | Promise<PairingDeps> = memoryPairing,
) =>
  fc.asyncProperty(
    subjectTraffic.chain((traffic) => fc.tuple(fc.constant(traffic), deliveries(traffic))),
    crews,
    fc.scheduler(),
    async ([traffic, batches], crew, scheduler) => {
      const deps = lagging(await newStores());
      await pairConfirmations(OPENINGS, AFTERWARDS, deps, CONFIG);
      const { gate, idle } = attended(gateOf(scheduler));
      const working = work(batches, { ...crew, gate, mutation }, deps, course);
      const counted = await scheduler.waitFor(working);
      await scheduler.waitFor(idle());
      if (traffic.some(isAsking)) course.looks += counted.length;
      expectPaired(traffic, counted);
    },
  );

const withSubjects =
  (change: (subjects: PairingDeps["subjects"]) => PairingDeps["subjects"]): PairingMutation =>
  (deps) => ({ ...deps, subjects: change(deps.subjects) });

/** Writes whatever others have written since it read. */
export const writesOver = withSubjects((subjects) => ({
  ...subjects,
  write: async (key, stored, expiresMs) => {
    const now = await subjects.read(key, true);
    await subjects.write(key, { ...stored, version: (now?.version ?? 0) + 1 }, expiresMs);
    return true;
  },
}));

/** Believes an old answer even after its write was refused. */
export const believesOldAnswers = withSubjects((subjects) => ({
  ...subjects,
  write: async (...stored) => {
    await subjects.write(...stored);
    return true;
  },
}));

/** Forgets which confirmation has answered a request. */
export const forgetsAnswers = withSubjects((subjects) => ({
  ...subjects,
  write: (key, { version, state }, expiresMs) => {
    const asked = state.asked.map((each) => ({ ...each, answer: undefined }));
    return subjects.write(key, { version, state: { ...state, asked } }, expiresMs);
  },
}));

/** Keeps no confirmation that comes before its request. */
export const keepsNothingEarly = withSubjects((subjects) => ({
  ...subjects,
  write: (key, { version, state }, expiresMs) =>
    subjects.write(key, { version, state: { ...state, early: [] } }, expiresMs),
}));

/** Counts what came before its request once only, though whoever does may die before it did. */
export const countsEarlyOnce = withSubjects((subjects) => ({
  ...subjects,
  read: async (key, isLatest) => {
    const stored = await subjects.read(key, isLatest);
    if (stored === undefined) return undefined;
    const { asked, early } = stored.state;
    const open = asked.filter(({ answer }) => answer === undefined).length;
    const left = early.slice(0, open === 0 ? 0 : early.length);
    return { ...stored, state: { ...stored.state, early: left } };
  },
}));
