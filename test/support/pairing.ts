import fc from "fast-check";
import type { Observation } from "../../lambda/core/model/observation";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { confirmation, MIDNIGHT, request } from "./observations";

const SUBJECTS = ["ann", "bob"].map((name, i) => `${name}00000-0000-4000-8000-00000000000${i}`);
export const [ANN = "", BOB = ""] = SUBJECTS;

/** An accepted sign-up that sent a text. */
export const asked = (id: string, atMs: number, known: Partial<Observation> = {}): Observation =>
  request({ id, atMs, action: "SignUp", subject: ANN, ...known });

/** A code of a sign-up that was accepted. */
export const typed = (id: string, atMs: number, known: Partial<Observation> = {}): Observation =>
  confirmation({ id, atMs, action: "ConfirmSignUp", subject: ANN, ...known });

/** Shows, long before everything else, that a door tells subjects. */
export const opening = (known: Partial<Observation> = {}): Observation =>
  asked("opening", MIDNIGHT - 3 * DAY_MS, {
    subject: "opener00-0000-4000-8000-000000000000",
    ...known,
  });

const when = fc.oneof(
  fc.integer({ min: 0, max: 20 }).map((minute) => MIDNIGHT + minute * MINUTE_MS),
  fc.integer({ min: 0, max: 60 }).map((hour) => MIDNIGHT + hour * HOUR_MS),
);

const drawnRequest = fc
  .record({
    subject: fc.constantFrom(...SUBJECTS),
    atMs: when,
    action: fc.constantFrom("SignUp", "ForgotPassword"),
    delivery: fc.constantFrom("sms" as const, "possible" as const),
  })
  .map(({ atMs, ...known }) => asked("", atMs, known));

const drawnConfirmations = (subject: string): fc.Arbitrary<readonly Observation[]> =>
  fc.array(
    fc
      .record({
        atMs: when,
        action: fc.constantFrom("ConfirmSignUp", "ConfirmForgotPassword"),
        isOfText: fc.constantFrom(true as const, undefined),
      })
      .map(({ atMs, ...known }) => typed("", atMs, { ...known, subject })),
    { maxLength: 4 },
  );

/** What happens to two subjects, in two flows, over a few minutes or days. */
export const subjectTraffic: fc.Arbitrary<readonly Observation[]> = fc
  .tuple(fc.array(drawnRequest, { maxLength: 10 }), ...SUBJECTS.map(drawnConfirmations))
  .map((parts) => parts.flat().map((each, i) => ({ ...each, id: `e${i}` })));

/** The clock when all of it arrives. */
export const AFTERWARDS = MIDNIGHT + 3 * DAY_MS;

/** Requests that open the doors of both flows, long before. */
export const OPENINGS: readonly Observation[] = [opening(), opening({ action: "ForgotPassword" })];

const isReset = ({ action }: Observation): boolean => action.includes("ForgotPassword");

const mayAnswer = (request: Observation, confirmation: Observation): boolean =>
  request.subject === confirmation.subject &&
  isReset(request) === isReset(confirmation) &&
  confirmation.atMs >= request.atMs &&
  confirmation.atMs - request.atMs <= DAY_MS;

/**
 * The reference: the most confirmations that can each have a request of their own, by looking for
 * ever longer ways round (Kuhn).
 */
function mostAnswered(
  requests: readonly Observation[],
  confirmations: readonly Observation[],
): number {
  const answerOf = new Map<Observation, Observation>();
  const find = (confirmation: Observation, seen: Set<Observation>): boolean =>
    requests.some((each) => {
      if (seen.has(each) || !mayAnswer(each, confirmation)) return false;
      seen.add(each);
      const other = answerOf.get(each);
      if (other !== undefined && !find(other, seen)) return false;
      answerOf.set(each, confirmation);
      return true;
    });
  return confirmations.filter((each) => find(each, new Set())).length;
}

export const isAsking = ({ kind }: Observation): boolean => kind === "sms-requested";

/** One batch after another, each perhaps in other order, and then some of them again. */
export const deliveries = (traffic: readonly Observation[]): fc.Arbitrary<Observation[][]> =>
  fc
    .record({
      order: fc.shuffledSubarray([...traffic], { minLength: traffic.length }),
      again: fc.subarray([...traffic]),
      size: fc.integer({ min: 1, max: 6 }),
    })
    .map(({ order, again, size }) => {
      const all = [...order, ...again];
      const batches: Observation[][] = [];
      for (let i = 0; i < all.length; i += size) batches.push(all.slice(i, i + size));
      return batches;
    });

/** Confirmations as they were counted, each as often as it was. */
export type Counted = readonly Observation[];

/**
 * As many confirmations count as can have a request of their own; each counts for the time of one
 * request, always the same, and no two for one.
 */
export function expectPaired(traffic: readonly Observation[], counted: Counted): void {
  const requests = traffic.filter(isAsking);
  const byId = new Map<string, Observation>();
  for (const each of counted) {
    const { id, answersMs, isOfText } = byId.get(each.id) ?? each;
    expect(each).toMatchObject({ id, answersMs });
    expect(each.isOfText).toBe(isOfText);
    byId.set(each.id, each);
  }
  const left = requests.map((each) => `${isReset(each)} ${each.atMs}`);
  for (const { id, answersMs } of byId.values()) {
    const confirmation = traffic.find((each) => each.id === id)!;
    const place = left.indexOf(`${isReset(confirmation)} ${answersMs}`);
    expect(place).toBeGreaterThanOrEqual(0);
    left.splice(place, 1);
  }
  const confirmations = traffic.filter((each) => !isAsking(each));
  expect(byId.size).toBe(mostAnswered(requests, confirmations));
}
