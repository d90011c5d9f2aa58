import { shortHash } from "../../model/hash";
import type { Observation } from "../../model/observation";
import { DAY_MS } from "../../model/time";
import { flowOf } from "../../sources/cognito-flow";
import type { AskedText, SubjectState } from "./subject";

/** How long a text can be answered: no code of Cognito's is valid for longer. */
const ANSWERABLE_MS = DAY_MS;

const MOST_ASKED = 12;
const MOST_EARLY = 4;

/** What a batch tells of one subject. */
export interface SubjectBatch {
  /** Accepted requests that sent a text or may have. */
  readonly requests: readonly Observation[];
  readonly confirmations: readonly Observation[];
}

export interface Settled {
  readonly state: SubjectState;
  readonly isChanged: boolean;
  /** Confirmations that count, each for the time of the request that it answers. */
  readonly counted: readonly Observation[];
}

interface Draft {
  asked: AskedText[];
  early: Observation[];
  forgottenMs: number;
  isChanged: boolean;
}

const hashOf = ({ id }: Observation): string => shortHash(id, 8);

const byTime = (a: { readonly atMs: number; readonly id: string }, b: typeof a): number =>
  a.atMs - b.atMs || (a.id < b.id ? -1 : 1);

/**
 * Makes room for a request: what is answered or too old to be is forgotten. Where a subject has
 * asked for as many texts within a day and answered none, more of them change nothing.
 */
function hasRoom(draft: Draft, atMs: number): boolean {
  if (draft.asked.length < MOST_ASKED) return true;
  const [oldest] = draft.asked;
  if (oldest === undefined) return true;
  if (oldest.answer === undefined && oldest.atMs >= atMs - ANSWERABLE_MS) return false;
  draft.asked.shift();
  draft.forgottenMs = Math.max(draft.forgottenMs, oldest.atMs, oldest.answer?.atMs ?? 0);
  return atMs > draft.forgottenMs;
}

/** @returns whether the request had been known before */
function ask(draft: Draft, request: Observation): boolean {
  const { atMs, action, delivery } = request;
  const id = hashOf(request);
  if (draft.asked.some((known) => known.id === id)) return true;
  if (atMs <= draft.forgottenMs || !hasRoom(draft, atMs)) return false;
  const kind = delivery === "sms" ? "sms" : "possible";
  draft.asked.push({ id, atMs, flow: flowOf(action), delivery: kind });
  draft.asked.sort(byTime);
  draft.isChanged = true;
  return false;
}

const isWithin = (askedMs: number, confirmedMs: number): boolean =>
  askedMs <= confirmedMs && confirmedMs <= askedMs + ANSWERABLE_MS;

/**
 * Whether confirmations can each have a request of their own. Every request can be answered for
 * equally long, so that each confirmation may take the oldest that is left.
 */
function canAllAnswer(asked: readonly number[], confirmed: readonly number[]): boolean {
  let next = 0;
  for (const atMs of [...confirmed].sort((a, b) => a - b)) {
    while (next < asked.length && (asked[next] ?? 0) + ANSWERABLE_MS < atMs) next++;
    const taken = asked[next++];
    if (taken === undefined || taken > atMs) return false;
  }
  return true;
}

/**
 * The request that a confirmation counts for: one that is open, of its medium if there is one, and
 * of these the latest before it. What was counted stays where it was, so a request that comes late
 * may make room for a confirmation that came first by way of another's: then it counts for what
 * is left.
 */
function placeFor(draft: Draft, confirmation: Observation): AskedText | undefined {
  const { atMs, action, isOfText } = confirmation;
  const inFlow = draft.asked.filter(({ flow }) => flow === flowOf(action));
  const open = inFlow.filter(({ answer }) => answer === undefined);
  const fitting = open.filter((each) => isWithin(each.atMs, atMs));
  const answers = inFlow.flatMap(({ answer }) => answer?.atMs ?? []);
  const times = inFlow.map((each) => each.atMs);
  if (fitting.length === 0 && !canAllAnswer(times, [...answers, atMs])) return undefined;
  const among = fitting.length === 0 ? open : fitting;
  const medium = isOfText === true ? "sms" : "possible";
  const ofMedium = among.filter(({ delivery }) => delivery === medium);
  return (ofMedium.length === 0 ? among : ofMedium).at(-1);
}

function answer(draft: Draft, confirmation: Observation): void {
  const place = placeFor(draft, confirmation);
  if (place === undefined) return;
  const given = { id: hashOf(confirmation), atMs: confirmation.atMs };
  draft.asked = draft.asked.map((each) => (each === place ? { ...each, answer: given } : each));
  draft.isChanged = true;
}

/** Keeps a confirmation that has no request yet; of too many the latest. */
function keep(draft: Draft, given: Observation): void {
  const confirmation = { ...given, subject: undefined };
  if (confirmation.atMs <= draft.forgottenMs) return;
  if (draft.early.some(({ id }) => id === confirmation.id)) return;
  const kept = [...draft.early, confirmation].sort(byTime).slice(-MOST_EARLY);
  if (!kept.includes(confirmation)) return;
  draft.early = kept;
  draft.isChanged = true;
}

/** The confirmation as it counts. */
const asCounted = (confirmation: Observation, { atMs, delivery }: AskedText): Observation => ({
  ...confirmation,
  answersMs: atMs,
  isOfText: delivery === "sms" || confirmation.isOfText,
});

/**
 * Settles which of a subject's confirmations count. Whatever comes twice, and in any order, as many
 * count as can each have a request of their own, and what was counted once never counts for
 * another time.
 */
export function settle(before: SubjectState, batch: SubjectBatch): Settled {
  const draft: Draft = {
    asked: [...before.asked],
    early: [...before.early],
    forgottenMs: before.forgottenMs,
    isChanged: false,
  };
  const answered = (confirmation: Observation): AskedText | undefined => {
    const id = hashOf(confirmation);
    return draft.asked.find((each) => each.answer?.id === id);
  };
  const wasEarly = before.early.filter((each) => answered(each) !== undefined);
  const isRepeated = batch.requests.map((request) => ask(draft, request)).includes(true);
  const all = new Map([...draft.early, ...batch.confirmations].map((each) => [each.id, each]));
  for (const confirmation of [...all.values()].sort(byTime)) {
    if (answered(confirmation) !== undefined) continue;
    if (confirmation.atMs > draft.forgottenMs) answer(draft, confirmation);
    if (answered(confirmation) === undefined) keep(draft, confirmation);
  }
  // Whoever counted them may have died before it did, if the request comes again.
  const told = new Set(batch.confirmations.map(({ id }) => id));
  const done = new Set(isRepeated ? [] : wasEarly.map(({ id }) => id));
  const counted = [...all.values()].flatMap((confirmation) => {
    const place = answered(confirmation);
    const isDone = done.has(confirmation.id) && !told.has(confirmation.id);
    return place === undefined || isDone ? [] : [asCounted(confirmation, place)];
  });
  const { isChanged, ...state } = draft;
  return { state, isChanged, counted };
}
