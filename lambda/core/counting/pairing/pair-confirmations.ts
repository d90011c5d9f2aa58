import type { Config } from "../../model/config";
import type { Pseudonym } from "../../model/hash";
import type { Observation } from "../../model/observation";
import { scopeOf } from "../../model/scope";
import { type ConfirmingSubjects, noteSubjects } from "./confirming-subjects";
import {
  doorOf,
  type DoorMark,
  type DoorMarks,
  type DoorStore,
  doorText,
  isPairedAt,
  markOf,
} from "./door";
import { settle, type SubjectBatch } from "./settle";
import { NEW_SUBJECT, SUBJECT_KEPT_MS, type SubjectKey, type SubjectStore } from "./subject";

/* Which confirmations count, where records tell whom a call is about:

   1. A confirmation of which record, form or pool say that its code came by e-mail is no
      observation at all: see `sources/`.
   2. A confirmation with a subject counts once, for a request of this subject that is about the
      same (sign-up, reset, attribute, sign-in), was accepted, sent a text or may have, and lies at
      most 24 hours before it. A request is answered once. It counts for the time of that request.
   3. Of several open requests it answers the latest of its own medium: known to be a text, if its
      record or pool says so, else `possible`. So where the medium is hidden a request that may have
      been an e-mail is made up for first, and one that is known to be a text last. It is then known
      to be of a text if the request is.
   4. It comes before its request: it is kept and counted when that comes. Its request never comes:
      it does not count.
   5. All this holds behind a door (`Door`) that tells subjects: an accepted request did so an hour
      ago or more, and no kind of request there is accepted without ever doing so. Elsewhere, and for
      confirmations without a subject, a confirmation counts for its own time and whatever asked. */

/** What pairing reads and writes. */
export interface PairingDeps {
  readonly doors: DoorStore;
  readonly subjects: SubjectStore;
  readonly confirming: ConfirmingSubjects;
  /** Where it knows no pseudonym nothing is paired. */
  readonly pseudonym: Pseudonym;
}

/** Metric: batches that were counted while there was no key for pseudonyms. */
export const PAIRING_OFF = "PairingOff";

const ATTEMPTS = 10;

interface Named {
  readonly observation: Observation;
  readonly scope: string;
  readonly mark: DoorMark | undefined;
}

/** From here on a subject is a pseudonym, or nobody. */
function named(observation: Observation, scope: string, pseudonym: Pseudonym): Named {
  const mark = markOf(observation);
  if (observation.subject === undefined) return { observation, scope, mark };
  const subject = pseudonym(`subject ${scope}`, observation.subject);
  return { observation: { ...observation, subject }, scope, mark };
}

async function noteDoors(all: readonly Named[], doors: DoorStore): Promise<void> {
  const noted = new Map<string, () => Promise<void>>();
  for (const { observation, scope, mark } of all) {
    if (mark === undefined) continue;
    const door = doorOf(observation);
    const key = JSON.stringify([scope, doorText(door), mark.action, mark.isTold]);
    if (!noted.has(key)) noted.set(key, () => doors.note(scope, door, mark));
  }
  await Promise.all([...noted.values()].map((note) => note()));
}

const isSubjects = ({ observation }: Named): boolean => observation.subject !== undefined;

const isConfirmation = ({ observation }: Named): boolean => observation.kind === "sms-confirmed";

/** The confirmations that must have a request of their subject. */
async function toPair(all: readonly Named[], doors: DoorStore): Promise<readonly Named[]> {
  const confirmations = all.filter((each) => isConfirmation(each) && isSubjects(each));
  const marks = new Map<string, Promise<DoorMarks>>();
  const marksOf = ({ observation, scope }: Named): Promise<DoorMarks> => {
    const door = doorOf(observation);
    const key = JSON.stringify([scope, doorText(door)]);
    const known = marks.get(key) ?? doors.read(scope, door);
    marks.set(key, known);
    return known;
  };
  const found = await Promise.all(confirmations.map(marksOf));
  return confirmations.filter(({ observation }, i) => {
    const shown = found[i];
    return shown !== undefined && isPairedAt(shown, observation.atMs);
  });
}

/** Whether a request can be answered by its subject. */
const isAnswerable = ({ observation }: Named): boolean =>
  observation.kind === "sms-requested" &&
  observation.outcome === "success" &&
  observation.delivery !== "none" &&
  observation.subject !== undefined;

interface SubjectGroup extends SubjectBatch {
  readonly key: SubjectKey;
  readonly requests: Observation[];
  readonly confirmations: Observation[];
}

function groupBySubject(
  all: readonly Named[],
  confirmations: readonly Named[],
): readonly SubjectGroup[] {
  const groups = new Map<string, SubjectGroup>();
  const groupOf = ({ scope, observation: { subject = "" } }: Named): SubjectGroup => {
    const text = JSON.stringify([scope, subject]);
    const known = groups.get(text);
    if (known !== undefined) return known;
    const group = { key: { scope, subject }, requests: [], confirmations: [] };
    groups.set(text, group);
    return group;
  };
  for (const each of all.filter(isAnswerable)) groupOf(each).requests.push(each.observation);
  for (const each of confirmations) groupOf(each).confirmations.push(each.observation);
  return [...groups.values()];
}

/**
 * One write for a subject and batch, none where nothing is new. What was read may be old: then the
 * write is refused, and what is read next is not.
 *
 * @throws where others were faster every time; the batch must then be delivered again
 */
async function settleGroup(
  { key, ...batch }: SubjectGroup,
  nowMs: number,
  subjects: SubjectStore,
): Promise<readonly Observation[]> {
  const latestMs = Math.max(...[...batch.requests, ...batch.confirmations].map(({ atMs }) => atMs));
  const expiresMs = Math.max(nowMs, latestMs) + SUBJECT_KEPT_MS;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = await subjects.read(key, attempt > 0);
    const { state, isChanged, counted } = settle(stored?.state ?? NEW_SUBJECT, batch);
    const version = (stored?.version ?? 0) + 1;
    if (isChanged && !(await subjects.write(key, { version, state }, expiresMs))) continue;
    return counted.map((confirmation) => ({ ...confirmation, subject: key.subject }));
  }
  throw new Error(`what a subject asked for changed ${ATTEMPTS} times while it was read`);
}

const isUnrelated = (observation: Observation): boolean =>
  observation.subject === undefined && markOf(observation) === undefined;

/**
 * A batch with the confirmations that count, each with the time of the request that it answers, and
 * with pseudonyms for subjects. Safe to repeat, in any order, beside any number of others: what is
 * counted again is the same and counts for the same time.
 *
 * @throws whatever a store throws; the whole batch must then be delivered again
 */
export async function pairConfirmations(
  observations: readonly Observation[],
  nowMs: number,
  { doors, subjects, confirming, pseudonym }: PairingDeps,
  config: Config,
  drill?: string,
): Promise<readonly Observation[]> {
  if (observations.every(isUnrelated)) return observations;
  const scoped = (observation: Observation): string => scopeOf(observation, config, drill).name;
  const all = observations.map((each) => named(each, scoped(each), pseudonym));
  await noteDoors(all, doors);
  const confirmations = await toPair(all, doors);
  const groups = groupBySubject(all, confirmations);
  const counted = await Promise.all(groups.map((group) => settleGroup(group, nowMs, subjects)));
  const paired = counted.flat();
  await noteSubjects(paired, scoped, confirming);
  const waiting = new Set(confirmations);
  const others = all.filter((each) => !waiting.has(each));
  return [...others.map(({ observation }) => observation), ...paired];
}
