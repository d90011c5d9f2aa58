import fc from "fast-check";
import { memoryClientStore } from "../../../../lambda/adapters/memory/clients";
import { memoryLearningStore } from "../../../../lambda/adapters/memory/counting";
import type { ClientStore } from "../../../../lambda/core/counting/clients/client-store";
import { nameClients } from "../../../../lambda/core/counting/clients/name-clients";
import {
  learningOf,
  notifyWhileLearning,
  type LearningStore,
} from "../../../../lambda/core/counting/learning";
import { evidenceContextOf } from "../../../../lambda/core/counting/windows/evidence-context";
import { parseConfig } from "../../../../lambda/core/model/config";
import type { Observation } from "../../../../lambda/core/model/observation";
import { DAY_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { learned } from "../../../../lambda/core/rules/active-rule";
import { ACCOUNT, burst, MIDNIGHT, request, unconfirmedBurst } from "../../../support/observations";
import { runs } from "../../../support/runs";

const WEEK = 7 * DAY_MS;

const at = (atMs: number, known: Partial<Observation> = {}): Observation =>
  request({ id: `e${atMs}`, atMs, ...known });

interface Given {
  readonly store?: LearningStore | undefined;
  readonly clients?: ClientStore;
  readonly days?: number;
  readonly drill?: string;
  /** When the batch arrives; with its first record where it is not given. */
  readonly nowMs?: number;
}

/** What of each of the observations is still learned. */
async function learns(observations: readonly Observation[], given: Given = {}) {
  const store = "store" in given ? given.store : memoryLearningStore();
  const { clients = memoryClientStore(), days = 7, drill } = given;
  const { nowMs = Math.min(...observations.map(({ atMs }) => atMs)) } = given;
  const deps = { config: parseConfig({}), appClients: clients };
  const traffic = await nameClients(observations, nowMs, deps, drill);
  return traffic.observations.map(await learningOf(traffic, nowMs, { days, store }, drill));
}

/** Stores that have known the account, and its client `app`, since midnight. */
async function knownSinceMidnight(): Promise<Required<Pick<Given, "store" | "clients">>> {
  const [store, clients] = [memoryLearningStore(), memoryClientStore()];
  expect(await learns([at(MIDNIGHT)], { store, clients })).toEqual(["account"]);
  return { store, clients };
}

test("learning ends seven days after the first record, to the millisecond", async () => {
  const stores = await knownSinceMidnight();
  expect(await learns([at(MIDNIGHT + WEEK - 1)], stores)).toEqual(["account"]);
  expect(await learns([at(MIDNIGHT + WEEK)], stores)).toEqual([false]);
});

test("records of one batch may lie on either side of its end", async () => {
  const batch = [at(MIDNIGHT + WEEK), at(MIDNIGHT), at(MIDNIGHT + WEEK - 1)];
  expect(await learns(batch)).toEqual([false, "account", "account"]);
});

test("sign-ins neither begin the time of learning nor are learned", async () => {
  const store = memoryLearningStore();
  expect(await learns([at(MIDNIGHT - WEEK, { kind: "sign-in" })], { store })).toEqual([false]);
  const batch = [at(MIDNIGHT, { kind: "sign-in" }), at(MIDNIGHT + 1)];
  expect(await learns(batch, { store })).toEqual([false, "account"]);
});

test("each account learns for itself, whatever its sources", async () => {
  const store = memoryLearningStore();
  await learns([at(MIDNIGHT)], { store });
  const later = MIDNIGHT + WEEK;
  const batch = [
    at(later),
    at(later, { source: "sns-publish" }),
    at(later, { account: "999988887777" }),
  ];
  expect(await learns(batch, { store })).toEqual([false, false, "account"]);
});

test("records that name no account learn together", async () => {
  const store = memoryLearningStore();
  const { account, ...nameless } = at(MIDNIGHT);
  expect(account).toBe(ACCOUNT);
  await learns([nameless], { store });
  expect(await learns([{ ...nameless, atMs: MIDNIGHT + WEEK }], { store })).toEqual([false]);
});

test("an earlier record that comes late ends the learning sooner", async () => {
  const stores = await knownSinceMidnight();
  expect(await learns([at(MIDNIGHT + WEEK - 1)], stores)).toEqual(["account"]);
  await learns([at(MIDNIGHT - 1000)], stores);
  expect(await learns([at(MIDNIGHT + WEEK - 1)], stores)).toEqual([false]);
  expect(await learns([at(MIDNIGHT + WEEK - 1001)], stores)).toEqual(["account"]);
});

test("what a redrive brings back after weeks does not end the learning", async () => {
  const store = memoryLearningStore();
  const nowMs = MIDNIGHT + 2 * DAY_MS;
  await learns([at(MIDNIGHT - 20 * DAY_MS)], { store, nowMs });
  expect(await learns([at(MIDNIGHT + DAY_MS + WEEK - 1)], { store })).toEqual(["account"]);
  expect(await learns([at(MIDNIGHT + DAY_MS + WEEK)], { store })).toEqual([false]);
});

describe("an app client", () => {
  const LATE = MIDNIGHT + 6 * DAY_MS;
  const fresh = (atMs: number, known: Partial<Observation> = {}): Observation =>
    at(atMs, { clientId: "new", ...known });

  test("that is first seen while its account learns has a week of its own", async () => {
    const stores = await knownSinceMidnight();
    expect(await learns([fresh(LATE)], stores)).toEqual(["account"]);
    expect(await learns([fresh(LATE + WEEK - 1), at(LATE + WEEK - 2)], stores)).toEqual([
      "client",
      false,
    ]);
    expect(await learns([fresh(LATE + WEEK)], stores)).toEqual([false]);
  });

  test("that only refused calls and pages have named has none", async () => {
    const stores = await knownSinceMidnight();
    const batch = [
      fresh(LATE, { outcome: "failure" }),
      fresh(LATE, { source: "cognito-hosted-ui", userPoolId: "us-east-1_Example" }),
    ];
    expect(await learns(batch, stores)).toEqual(["account", "account"]);
    expect(await learns([fresh(MIDNIGHT + WEEK)], stores)).toEqual([false]);
  });

  test("makes nothing only record once its account is known", async () => {
    const stores = await knownSinceMidnight();
    await learns([fresh(LATE)], stores);
    const batch = [fresh(LATE + WEEK - 1)];
    const traffic = await nameClients(
      batch,
      LATE + WEEK - 1,
      { config: parseConfig({}), appClients: stores.clients },
      undefined,
    );
    const learner = { days: 7, store: stores.store };
    const isLearning = await learningOf(traffic, LATE + WEEK - 1, learner, undefined);
    const context = evidenceContextOf(traffic.observations, { name: "live" }, isLearning);
    expect(context).toMatchObject({ isLearning: true, isAccountKnown: true });
    expect(notifyWhileLearning(context, false)).toBeUndefined();
  });
});

describe("an attacker cannot begin the learning anew", () => {
  const DAY_10 = MIDNIGHT + 10 * DAY_MS;

  const attempts: readonly (readonly [string, Partial<Observation>])[] = [
    ["by the hosted UI that nobody used before", { source: "cognito-hosted-ui" }],
    ["by the texts of a stolen key", { source: "sms-voice-send", clientId: undefined }],
    ["by an app client that slept", { clientId: "dormant" }],
    ["by an app client that he invents", { clientId: "invented", outcome: "failure" }],
    ["by a pool that is new", { userPoolId: "us-east-1_New", clientId: undefined }],
    ["by another Region", { region: "ap-south-1" }],
    ["by calls that name neither client nor pool", { clientId: undefined }],
  ];

  test.each(attempts)("%s", async (_, known) => {
    const stores = await knownSinceMidnight();
    expect(await learns([at(DAY_10, known)], stores)).toEqual([false]);
    expect(await learns([at(DAY_10 + 1, known)], stores)).toEqual([false]);
  });

  test("by what a redrive brings back from the time of learning", async () => {
    const stores = await knownSinceMidnight();
    const old = at(MIDNIGHT + DAY_MS, { clientId: "dormant" });
    expect(await learns([old, at(DAY_10)], { ...stores, nowMs: DAY_10 })).toEqual([false, false]);
    expect(await learns([at(DAY_10 + 1, { clientId: "dormant" })], stores)).toEqual([false]);
  });

  test("by records from the future", async () => {
    const store = memoryLearningStore();
    const clients = memoryClientStore();
    const ahead = [at(MIDNIGHT + DAY_MS)];
    await learns(ahead, { store, clients, nowMs: MIDNIGHT });
    expect(await learns([at(MIDNIGHT + WEEK)], { store, clients })).toEqual([false]);
    expect(await store.firstSeen(ACCOUNT, Infinity)).toBe(MIDNIGHT);
  });

  test("by a drill, which is never learned from and never learns", async () => {
    const stores = await knownSinceMidnight();
    const drilled = { ...stores, drill: "weekly-47" };
    expect(await learns([at(DAY_10, { clientId: "drilled" })], drilled)).toEqual([false]);
    expect(await learns([at(DAY_10, { clientId: "drilled" })], stores)).toEqual([false]);
    const empty = { store: memoryLearningStore(), drill: "weekly-47" };
    expect(await learns([at(MIDNIGHT)], empty)).toEqual([false]);
    expect(await empty.store.firstSeen(ACCOUNT, MIDNIGHT + 5)).toBe(MIDNIGHT + 5);
  });

  const anything = fc.record(
    {
      source: fc.constantFrom<Observation["source"]>(
        "cognito-api",
        "cognito-hosted-ui",
        "sns-publish",
        "sms-voice-send",
        "ecs-http",
      ),
      clientId: fc.constantFrom("app", "dormant", "other"),
      userPoolId: fc.constantFrom("us-east-1_A", "us-east-1_New"),
      outcome: fc.constantFrom<Observation["outcome"]>("success", "failure", "throttled"),
      kind: fc.constantFrom<Observation["kind"]>("sms-requested", "sms-confirmed", "sign-in"),
      atMs: fc.integer({ min: MIDNIGHT - 30 * DAY_MS, max: DAY_10 + 31 * DAY_MS }),
    },
    { noNullPrototype: true },
  );

  test("by anything at all, in whatever order it comes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            hits: fc.array(anything, { minLength: 1, maxLength: 5 }),
            laterMs: fc.nat(30 * DAY_MS),
            drill: fc.option(fc.constant("d"), { nil: undefined }),
          }),
          { maxLength: 8 },
        ),
        async (batches) => {
          const stores = await knownSinceMidnight();
          for (const { hits, laterMs, drill } of batches) {
            const nowMs = DAY_10 + 4 * DAY_MS + laterMs;
            const given = { ...stores, nowMs, ...(drill !== undefined && { drill }) };
            const batch = hits.map((hit, i) => at(hit.atMs, { ...hit, id: String(i) }));
            expect(new Set(await learns(batch, given))).toEqual(new Set([false]));
          }
        },
      ),
      { numRuns: runs(500) },
    );
  });
});

test("one observation of what is still new taints no other", () => {
  const scope = { name: "live" };
  const isNew = ({ id }: Observation) => (id === "new" ? "account" : false);
  const context = (...ids: readonly string[]) =>
    evidenceContextOf(
      ids.map((id) => at(MIDNIGHT, { id })),
      scope,
      isNew,
    ).isLearning;
  expect(context("new", "new")).toBe(true);
  expect(context("new", "old")).toBeUndefined();
  expect(context()).toBeUndefined();
  const both = evidenceContextOf([at(1), at(2)], scope, ({ atMs }) =>
    atMs === 1 ? "account" : "client",
  );
  expect(both).toMatchObject({ isLearning: true, isAccountKnown: true });
});

test("no days of learning, or nowhere to remember, is no learning", async () => {
  expect(await learns([at(MIDNIGHT)], { days: 0 })).toEqual([false]);
  expect(await learns([at(MIDNIGHT)], { store: undefined })).toEqual([false]);
});

test("a batch asks once for each account", async () => {
  const store = memoryLearningStore();
  const asked: number[] = [];
  const counting: LearningStore = {
    firstSeen: (account, atMs) => {
      asked.push(atMs);
      return store.firstSeen(account, atMs);
    },
  };
  const batch = [at(MIDNIGHT + 2), at(MIDNIGHT), at(MIDNIGHT + 1, { source: "sns-publish" })];
  await learns(batch, { store: counting, nowMs: MIDNIGHT + 3 });
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
  expect(notifyWhileLearning({ isLearning: true, isAccountKnown: true }, false)).toBeUndefined();
  expect(notifyWhileLearning({}, false)).toBeUndefined();
});
