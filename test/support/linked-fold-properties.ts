import fc from "fast-check";
import type { FindingStore } from "../../lambda/core/findings/finding";
import { foldTargets } from "../../lambda/core/incidents/fold-targets";
import {
  headOf,
  type Incident,
  type IncidentStep,
  type IncidentStore,
} from "../../lambda/core/incidents/incident";
import { linkedTargets } from "../../lambda/core/incidents/linked-targets";
import { MINUTE_MS } from "../../lambda/core/model/time";
import type { Target } from "../../lambda/core/model/rule";
import {
  atOnce,
  config,
  gated,
  lastOfEach,
  lawsOfSteps,
  memoryStores,
  outcomeOf,
  reference,
  sorted,
  storyOn,
  type FoldStores,
  type Gate,
  type Write,
} from "./fold-properties";
import { NIGHT, SCOPE } from "./incidents";

/** Named so that their order is not that in which links appear. */
const TARGETS = ["client:m", "topic:a", "client:a"] as const;

/** How a fold ends: a crash before or after its write is followed by the same message again. */
type End = "well" | "crash before the write" | "crash after the write";

/** How one write is told to the relay. */
interface Telling {
  /** Whether whoever folds knows the links of now or those of the beginning, which are none. */
  readonly isLate: boolean;
  readonly end: End;
  /** How many turns pass before the write, so that folds see what is not yet all. */
  readonly pause: number;
}

export interface LinkedStory {
  readonly targets: readonly Target[];
  readonly writes: readonly Write[];
  readonly tellings: readonly Telling[];
  /** Before which write the first two targets are linked, and before which one all three. */
  readonly linkedAt: readonly [number, number];
}

const telling: fc.Arbitrary<Telling> = fc.record({
  isLate: fc.boolean(),
  end: fc.constantFrom<End>("well", "well", "crash before the write", "crash after the write"),
  pause: fc.constantFrom(0, 4, 8, 16),
});

/** Two or three targets. The last write is told by one who knows all links. */
const linkedStory = (
  targets: readonly [Target, ...Target[]],
  isLinkedFirst: boolean,
): fc.Arbitrary<LinkedStory> =>
  storyOn(targets).chain((writes) => {
    const last = writes.length - 1;
    const at = isLinkedFirst ? fc.constant(0) : fc.integer({ min: 0, max: last });
    return fc.record({
      targets: fc.constant(targets),
      writes: fc.constant(writes),
      tellings: fc
        .array(telling, { minLength: writes.length, maxLength: writes.length })
        .map((all) =>
          all.map((each, i) => ({ ...each, isLate: !isLinkedFirst && i < last && each.isLate })),
        ),
      linkedAt: fc
        .tuple(at, at)
        .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]),
    });
  });

/** Two targets that are linked from the beginning. */
export const pair = linkedStory([TARGETS[0], TARGETS[1]], true);

/** Three targets of which two are linked at some time, and the third one later, to a new primary. */
export const growing = linkedStory(TARGETS, false);

function linksAt(i: number, target: Target, { targets, linkedAt }: LinkedStory): readonly Target[] {
  const [two, three] = linkedAt;
  const linked = targets.slice(0, i >= three ? 3 : i >= two ? 2 : 1);
  return linked.includes(target) ? linked : [];
}

/** What stands between a fold and its stores: none in the sound fold, a fault in a mutant. */
export type FoldMutation = (stores: FoldStores) => FoldStores;

class Crash extends Error {}

const crashing = (end: End, stores: FoldStores): FoldStores => {
  const crash = async (write: () => Promise<boolean>): Promise<boolean> => {
    if (end === "crash before the write") throw new Crash();
    const isWritten = await write();
    if (isWritten && end === "crash after the write") throw new Crash();
    return isWritten;
  };
  const { write, writeLinked } = stores.incidents;
  return {
    ...stores,
    incidents: {
      ...stores.incidents,
      write: (head, steps) => crash(() => write(head, steps)),
      writeLinked: (head, parts, steps) => crash(() => writeLinked(head, parts, steps)),
    },
  };
};

/** Keeps the steps of every write that is taken, whatever becomes of who wrote. */
function keeping(stores: FoldStores): {
  readonly stores: FoldStores;
  readonly steps: IncidentStep[];
} {
  const kept: IncidentStep[] = [];
  const keep = (isWritten: boolean, steps: readonly IncidentStep[]): boolean => {
    if (isWritten) kept.push(...steps);
    return isWritten;
  };
  const incidents: IncidentStore = {
    ...stores.incidents,
    write: async (head, steps) => keep(await stores.incidents.write(head, steps), steps),
    writeLinked: async (head, parts, steps) =>
      keep(await stores.incidents.writeLinked(head, parts, steps), steps),
  };
  return { stores: { ...stores, incidents }, steps: kept };
}

const write = async (findings: FindingStore, { findings: own }: Write): Promise<void> => {
  const key = own[0]!;
  const version = ((await findings.read(key))?.version ?? 0) + 1;
  await findings.write({ key, version, findings: own }, []);
};

/** Writes heads one after the other, each told to two relays that work as the gate lets them. */
async function run(
  story: LinkedStory,
  gate: Gate,
  base: FoldStores,
  mutate: FoldMutation,
): Promise<readonly IncidentStep[]> {
  const { stores, steps } = keeping(base);
  const relays = [Promise.resolve(), Promise.resolve()];
  let turn = 0;
  for (const [i, each] of story.writes.entries()) {
    const { target } = each.findings[0]!;
    const { isLate, end, pause } = story.tellings[i]!;
    for (let passed = 0; passed < pause; passed++) await gate(() => Promise.resolve());
    await gate(() => write(stores.findings, each));
    const set = linkedTargets(target, isLate ? [] : linksAt(i, target, story));
    const nowMs = NIGHT + (300 + i) * MINUTE_MS;
    const fold = async (how: End): Promise<void> => {
      const deps = { ...mutate(crashing(how, gated(stores, gate))), config };
      await foldTargets(SCOPE, set, nowMs, deps);
    };
    for (let message = 0; message < each.messages; message++) {
      const relay = turn++ % relays.length;
      relays[relay] = relays[relay]!.then(() =>
        fold(end).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
          return fold("well");
        }),
      );
    }
  }
  await Promise.all(relays);
  return steps;
}

/** The incidents of all targets, each of which leads to the same head. */
async function standing(
  targets: readonly Target[],
  incidents: IncidentStore,
): Promise<readonly Incident[]> {
  const heads = await Promise.all(targets.map((target) => headOf(SCOPE, target, incidents)));
  const own = heads.filter((head) => head !== undefined);
  for (const head of own) expect(head.target).toBe(own[0]!.target);
  return own[0]?.incidents ?? [];
}

/** How often a property met what it was made for. */
export interface LinkedCourse {
  acrossTargets: number;
  merged: number;
  moved: number;
  late: number;
  conflicts: number;
}

export const newLinkedCourse = (): LinkedCourse => ({
  acrossTargets: 0,
  merged: 0,
  moved: 0,
  late: 0,
  conflicts: 0,
});

function meet(
  met: LinkedCourse,
  story: LinkedStory,
  incidents: readonly Incident[],
  steps: readonly IncidentStep[],
): void {
  if (incidents.some(({ targets = [] }) => targets.length > 1)) met.acrossTargets++;
  if (steps.some(({ into }) => into !== undefined)) met.merged++;
  const [primary] = linkedTargets(TARGETS[0], TARGETS);
  if (incidents.some(({ target }) => target !== primary)) met.moved++;
  if (story.tellings.some(({ isLate }) => isLate)) met.late++;
}

async function check(
  story: LinkedStory,
  steps: readonly IncidentStep[],
  stores: FoldStores,
  met: LinkedCourse,
): Promise<void> {
  const incidents = await standing(story.targets, stores.incidents);
  expect(sorted(incidents.map((incident) => outcomeOf(incident)))).toEqual(
    reference(lastOfEach(story.writes)),
  );
  lawsOfSteps({ incidents, steps });
  const opened = new Set(steps.map(({ incident }) => incident.id));
  for (const { incident, into } of steps) if (into !== undefined) opened.delete(incident.id);
  expect([...opened].sort()).toEqual(incidents.map(({ id }) => id).sort());
  meet(met, story, incidents, steps);
}

const sound: FoldMutation = (stores) => stores;

/** Any order, repetition, growth, crash and late link gives the incidents of the whole set. */
export const linkedProperty = (
  stories: fc.Arbitrary<LinkedStory>,
  met: LinkedCourse,
  mutate: FoldMutation = sound,
  newStores: () => FoldStores | Promise<FoldStores> = memoryStores,
) =>
  fc.asyncProperty(stories, async (story) => {
    const stores = await newStores();
    await check(story, await run(story, atOnce, stores, mutate), stores, met);
  });

/** Most calls that one attempt makes: three heads, findings on three targets, a write. */
const MOST_CALLS = 7;

/** A fold comes to the same although the last write and its fold pass between two of its calls. */
export const overtakenProperty = (
  stories: fc.Arbitrary<LinkedStory>,
  met: LinkedCourse,
  mutate: FoldMutation = sound,
) =>
  fc.asyncProperty(stories, fc.integer({ min: 0, max: MOST_CALLS }), async (story, at) => {
    const { stores, steps } = keeping(memoryStores());
    const fold = async (i: number, gate: Gate): Promise<void> => {
      const { target } = story.writes[i]!.findings[0]!;
      const set = linkedTargets(target, linksAt(i, target, story));
      const deps = { ...mutate(gated(stores, gate)), config };
      await foldTargets(SCOPE, set, NIGHT + (300 + i) * MINUTE_MS, deps);
    };
    const last = story.writes.length - 1;
    for (const each of story.writes.slice(0, last)) await write(stores.findings, each);
    const overtake = async (): Promise<void> => {
      await write(stores.findings, story.writes[last]!);
      await fold(last, atOnce);
    };
    let calls = 0;
    await fold(0, async (call) => {
      if (calls++ === at) await overtake();
      return call();
    });
    if (calls <= at) await overtake();
    await check(story, steps, stores, met);
  });

/** Several relays at once give the same, however their calls interleave. */
export const linkedRelaysProperty = (
  stories: fc.Arbitrary<LinkedStory>,
  met: LinkedCourse,
  mutate: FoldMutation = sound,
  newStores: () => FoldStores | Promise<FoldStores> = memoryStores,
) =>
  fc.asyncProperty(stories, fc.scheduler(), async (story, scheduler) => {
    // One wait for each call, not one before and one after it: calls of relays mix the same, and a
    // relay that stands still while the other one folds is found sooner.
    const gate: Gate = async (call) => {
      await scheduler.schedule(Promise.resolve());
      const result = await call();
      if (result === false) met.conflicts++;
      return result;
    };
    const stores = await newStores();
    const steps = await scheduler.waitFor(run(story, gate, stores, mutate));
    await check(story, steps, stores, met);
  });
