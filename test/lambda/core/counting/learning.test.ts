import { memoryLearningStore } from "../../../../lambda/adapters/memory/counting";
import { learned } from "../../../../lambda/core/rules/active-rule";
import {
  learningOf,
  notifyWhileLearning,
  type LearningStore,
} from "../../../../lambda/core/counting/learning";
import type { Observation } from "../../../../lambda/core/model/observation";
import { DAY_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { ACCOUNT, burst, MIDNIGHT, request, unconfirmedBurst } from "../../../support/observations";

const WEEK = 7 * DAY_MS;

const at = (atMs: number, known: Partial<Observation> = {}): Observation =>
  request({ id: `e${atMs}`, atMs, ...known });

/** Whether each of the observations is one of a time of learning. */
async function learns(
  observations: readonly Observation[],
  store: LearningStore | undefined = memoryLearningStore(),
  days = 7,
  drill?: string,
): Promise<readonly boolean[]> {
  const nowMs = Math.min(...observations.map(({ atMs }) => atMs));
  return observations.map(await learningOf(observations, nowMs, days, store, drill));
}

test("learning ends seven days after the first record, to the millisecond", async () => {
  const store = memoryLearningStore();
  expect(await learns([at(MIDNIGHT)], store)).toEqual([true]);
  expect(await learns([at(MIDNIGHT + WEEK - 1)], store)).toEqual([true]);
  expect(await learns([at(MIDNIGHT + WEEK)], store)).toEqual([false]);
});

test("records of one batch may lie on either side of its end", async () => {
  const batch = [at(MIDNIGHT + WEEK), at(MIDNIGHT), at(MIDNIGHT + WEEK - 1)];
  expect(await learns(batch)).toEqual([false, true, true]);
});

test("sign-ins neither begin the time of learning nor are learned", async () => {
  const store = memoryLearningStore();
  expect(await learns([at(MIDNIGHT - WEEK, { kind: "sign-in" })], store)).toEqual([false]);
  const batch = [at(MIDNIGHT, { kind: "sign-in" }), at(MIDNIGHT + 1)];
  expect(await learns(batch, store)).toEqual([false, true]);
});

test("each source and each account learns for itself", async () => {
  const store = memoryLearningStore();
  await learns([at(MIDNIGHT)], store);
  const later = MIDNIGHT + WEEK;
  const batch = [
    at(later),
    at(later, { source: "sns-publish" }),
    at(later, { account: "999988887777" }),
  ];
  expect(await learns(batch, store)).toEqual([false, true, true]);
});

test("records that name no account learn together", async () => {
  const store = memoryLearningStore();
  const { account, ...nameless } = at(MIDNIGHT);
  expect(account).toBe(ACCOUNT);
  await learns([nameless], store);
  expect(await learns([{ ...nameless, atMs: MIDNIGHT + WEEK }], store)).toEqual([false]);
});

test("an earlier record that comes late ends the learning sooner", async () => {
  const store = memoryLearningStore();
  await learns([at(MIDNIGHT)], store);
  expect(await learns([at(MIDNIGHT + WEEK - 1)], store)).toEqual([true]);
  await learns([at(MIDNIGHT - 1000)], store);
  expect(await learns([at(MIDNIGHT + WEEK - 1)], store)).toEqual([false]);
  expect(await learns([at(MIDNIGHT + WEEK - 1001)], store)).toEqual([true]);
});

test("what a redrive brings back after weeks does not end the learning", async () => {
  const store = memoryLearningStore();
  const nowMs = MIDNIGHT + 2 * DAY_MS;
  await learningOf([at(MIDNIGHT - 20 * DAY_MS)], nowMs, 7, store, undefined);
  expect(await learns([at(MIDNIGHT + DAY_MS + WEEK - 1)], store)).toEqual([true]);
  expect(await learns([at(MIDNIGHT + DAY_MS + WEEK)], store)).toEqual([false]);
});

test("a drill is never learnt from and never learns", async () => {
  const store = memoryLearningStore();
  expect(await learns([at(MIDNIGHT)], store, 7, "weekly-47")).toEqual([false]);
  expect(await store.firstSeen(ACCOUNT, "cognito-api", MIDNIGHT + 5)).toBe(MIDNIGHT + 5);
});

test("no days of learning, or nowhere to remember, is no learning", async () => {
  expect(await learns([at(MIDNIGHT)], memoryLearningStore(), 0)).toEqual([false]);
  const isLearning = await learningOf([at(MIDNIGHT)], MIDNIGHT, 7, undefined, undefined);
  expect(isLearning(at(MIDNIGHT))).toBe(false);
});

test("a batch asks once for each source and account", async () => {
  const store = memoryLearningStore();
  const asked: number[] = [];
  const counting: LearningStore = {
    firstSeen: (scope, source, atMs) => {
      asked.push(atMs);
      return store.firstSeen(scope, source, atMs);
    },
  };
  await learns([at(MIDNIGHT + 2), at(MIDNIGHT), at(MIDNIGHT + 1)], counting);
  expect(asked).toEqual([MIDNIGHT]);
});

test("a learner's threshold is three times as high, where it has one that learning can help", () => {
  const W = 5 * MINUTE_MS;
  expect(learned(burst(10, W))).toEqual(burst(30, W));
  expect(learned(unconfirmedBurst(10, W, 0.2))).toEqual(unconfirmedBurst(30, W, 0.2));
  const volume = { kind: "volume", threshold: 10, windowMs: W, times: 3 } as const;
  expect(learned(volume)).toEqual({ ...volume, threshold: 30 });
  const each = { kind: "each", threshold: 1, windowMs: W } as const;
  expect(learned(each)).toBe(each);
  const excess = { ...volume, kind: "unconfirmed-excess", spansMs: [W], share: 0.7 } as const;
  expect(learned(excess)).toBe(excess);
});

test("what compares with a past that is not known yet only records", () => {
  expect(notifyWhileLearning({ isLearning: true }, false)).toBe("record");
  expect(notifyWhileLearning({ isLearning: true }, true)).toBeUndefined();
  expect(notifyWhileLearning({}, false)).toBeUndefined();
});
