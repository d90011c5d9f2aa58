import { memoryKnownStore } from "../../../../../lambda/adapters/memory/counting";
import type { ActiveRule } from "../../../../../lambda/core/rules/active-rule";
import { parseConfig } from "../../../../../lambda/core/model/config";
import type { EvidenceContext } from "../../../../../lambda/core/counting/windows/evidence-context";
import { groupHits } from "../../../../../lambda/core/counting/windows/window-group";
import {
  evaluateWindow,
  type WindowEvaluation,
  type KnownStore,
} from "../../../../../lambda/core/counting/windows/evaluate-window";
import { MINUTE_MS } from "../../../../../lambda/core/model/time";
import {
  ACCOUNT,
  burst,
  confirmationsAt,
  MIDNIGHT,
  requestsAt,
  ruleOf,
  unconfirmedBurst,
} from "../../../../support/observations";

const SPAN = 5 * MINUTE_MS;
const TODAY = MIDNIGHT / (24 * 60 * MINUTE_MS);
const TIMES = [0, 1000, ...Array.from({ length: 18 }, () => 2000)].map((ms) => MIDNIGHT + ms);
/** In no haste, and too few to be more than one person's. */
const SLOWLY = Array.from({ length: 5 }, (_, i) => MIDNIGHT + i * 20_000);
const config = parseConfig({});

/** The answer about requests, with the days on which their entity is known to have confirmed. */
const NOBODY: EvidenceContext = { accounts: [], regions: [], eventIds: [] };

interface Given {
  readonly nowMs?: number;
  readonly isDue?: boolean;
  /** The entity's own peak. */
  readonly peak?: number;
  readonly confirmed?: readonly number[];
  readonly typingMs?: number;
}

async function answer(
  rule: ActiveRule,
  times: readonly number[],
  knownDays: readonly number[] = [],
  { nowMs = MIDNIGHT + SPAN, isDue = true, peak, confirmed = [], typingMs = 0 }: Given = {},
): Promise<WindowEvaluation & { readonly asked: number; readonly peaks: readonly number[] }> {
  const observations = [...requestsAt(times), ...confirmationsAt(confirmed)];
  const [group] = groupHits(observations, [rule], config);
  const { key, additions } = group!;
  const stored = memoryKnownStore();
  for (const day of knownDays) await stored.add(key.scope, key.target, key.entity, day);
  let asked = 0;
  const peaks: number[] = [];
  const known: KnownStore = {
    ...stored,
    days: (...args) => {
      asked++;
      return stored.days(...args);
    },
  };
  const indices = additions.map(({ index }) => index);
  return {
    ...(await evaluateWindow(
      { key, rule, indices, evidenceContext: NOBODY },
      additions,
      { nowMs, isDue },
      {
        known,
        config,
        peakBefore: (day) => {
          peaks.push(day);
          return Promise.resolve(peak);
        },
        typingMsAt: () => Promise.resolve(typingMs),
      },
    )),
    asked,
    peaks,
  };
}

const FIRED = {
  firstFiring: MIDNIGHT + 2000,
  lastFiring: MIDNIGHT + 2000,
  firstSeen: MIDNIGHT,
  size: TIMES.length,
};

test("what fired comes with the size of its chunk", async () => {
  const { fired, asked } = await answer(ruleOf(burst(3, SPAN)), TIMES);
  expect(fired).toEqual([{ ...FIRED, openedAt: MIDNIGHT + 2000 }]);
  expect(asked).toBe(0);
});

test("who the entity is, is not asked where even a newcomer would not fire", async () => {
  const { fired, asked } = await answer(ruleOf(unconfirmedBurst(21, SPAN, 0.2)), TIMES);
  expect(fired).toEqual([]);
  expect(asked).toBe(0);
});

test.each([
  ["today", TODAY, false],
  ["yesterday", TODAY - 1, true],
  ["14 days ago", TODAY - 14, true],
  ["15 days ago", TODAY - 15, false],
])("an entity that confirmed %s is a known one or not", async (_when, day, isKnown) => {
  const { fired } = await answer(ruleOf(unconfirmedBurst(3, SPAN, 0.2)), TIMES, [day]);
  const openedAt = MIDNIGHT + 2000 + (isKnown ? 3 * MINUTE_MS : 0);
  expect(fired).toEqual([{ ...FIRED, openedAt, ...(isKnown && { hadGrace: true }), isKnown }]);
});

test("and longer where people are known to type slowly", async () => {
  const rule = ruleOf(unconfirmedBurst(3, SPAN, 0.2));
  const typingMs = 8 * MINUTE_MS;
  const at = (nowMs: number) => answer(rule, TIMES, [TODAY - 1], { nowMs, typingMs });
  const dueAtMs = MIDNIGHT + 2000 + typingMs;
  expect(await at(MIDNIGHT + 5 * MINUTE_MS)).toMatchObject({ fired: [], dueAtMs, isPutOff: true });
  const { fired } = await at(dueAtMs);
  expect(fired).toEqual([{ ...FIRED, openedAt: dueAtMs, hadGrace: true, isKnown: true }]);
  const typed = {
    nowMs: dueAtMs,
    typingMs,
    confirmed: Array.from({ length: 4 }, () => MIDNIGHT + 7 * MINUTE_MS),
  };
  expect((await answer(rule, TIMES, [TODAY - 1], typed)).fired).toEqual([]);
});

test("whoever comes in a tool's haste and is not known is not, however slowly people type", async () => {
  const rule = ruleOf(unconfirmedBurst(3, SPAN, 0.2));
  const hasty = Array.from({ length: 20 }, (_, i) => MIDNIGHT + i * 100);
  const { fired } = await answer(rule, hasty, [], { typingMs: 8 * MINUTE_MS });
  expect(fired).toMatchObject([{ openedAt: hasty.at(-1), isKnown: false }]);
});

test("a known entity is given its time", async () => {
  const rule = ruleOf(unconfirmedBurst(3, SPAN, 0.2));
  const { fired, dueAtMs } = await answer(rule, TIMES, [TODAY - 1], {
    nowMs: MIDNIGHT + MINUTE_MS,
  });
  expect(fired).toEqual([]);
  expect(dueAtMs).toBe(MIDNIGHT + 2000 + 3 * MINUTE_MS);
});

test.each([
  ["yesterday", TODAY - 1],
  ["never", TODAY],
])("who confirmed %s has the time from when its requests arrive", async (_when, day) => {
  const rule = ruleOf(unconfirmedBurst(3, SPAN, 0.2));
  const nowMs = MIDNIGHT + 5 * MINUTE_MS;
  const { fired, dueAtMs } = await answer(rule, SLOWLY, [day], { nowMs, isDue: false });
  expect(fired).toEqual([]);
  expect(dueAtMs).toBe(nowMs + 5 * MINUTE_MS);
  const muchLater = { nowMs: MIDNIGHT + 60 * MINUTE_MS, isDue: false };
  expect((await answer(rule, SLOWLY, [day], muchLater)).fired).toHaveLength(1);
});

describe("a flood of whoever has confirmed", () => {
  const rule = ruleOf(unconfirmedBurst(10, SPAN, 0.2));
  /** Two a second. */
  const flood = (count: number): readonly number[] =>
    Array.from({ length: count }, (_, i) => MIDNIGHT + i * 500);
  /** The first hit that finds 60 which are a minute old. */
  const firstOld = MIDNIGHT + 59 * 500 + MINUTE_MS;
  const nowMs = MIDNIGHT + 2 * MINUTE_MS;

  test.each([
    ["yesterday", [TODAY - 1], []],
    ["on two days before", [TODAY - 1, TODAY - 9], []],
    ["within the flood", [], [MIDNIGHT + 700]],
    ["twice within the flood", [], [MIDNIGHT + 700, MIDNIGHT + 900]],
  ])("%s fires once 60 are a minute old", async (_, days, confirmed) => {
    const { fired, peaks } = await answer(rule, flood(200), days, { nowMs, confirmed });
    const first = confirmed.length === 0 ? firstOld : fired[0]!.firstFiring;
    expect(fired).toMatchObject([{ openedAt: firstOld }]);
    expect(first).toBeLessThanOrEqual(firstOld);
    expect(peaks).toEqual([]);
    const early = await answer(rule, flood(179), days, { nowMs, confirmed });
    expect(early.fired.map(({ openedAt }) => openedAt)).not.toContain(firstOld);
  });

  test("has its three minutes where a twentieth of what is a minute old is confirmed", async () => {
    const confirmed = [MIDNIGHT + 700, MIDNIGHT + 900, MIDNIGHT + 60_000];
    const { fired, dueAtMs } = await answer(rule, flood(180), [TODAY - 1], { nowMs, confirmed });
    expect(fired).toEqual([]);
    expect(dueAtMs).toBeGreaterThan(nowMs);
  });

  test("is held against its own peak too, where it confirmed on three days", async () => {
    const days = [TODAY - 1, TODAY - 2, TODAY - 3];
    const judgedWith = async (peak: number | undefined, count: number) =>
      (await answer(rule, flood(count), days, { nowMs, ...(peak !== undefined && { peak }) }))
        .fired;
    expect(await judgedWith(undefined, 180)).toHaveLength(1);
    expect(await judgedWith(20, 180)).toHaveLength(1);
    expect(await judgedWith(21, 180)).toEqual([]);
    expect(await judgedWith(21, 183)).toHaveLength(1);
    const { peaks } = await answer(rule, flood(180), days, { nowMs, peak: 20 });
    expect(peaks).toEqual([TODAY]);
  });
});

test("an expected sender is judged by the threshold of its own", async () => {
  const principal = `arn:aws:iam::${ACCOUNT}:role/otp`;
  const own = parseConfig({
    expectedSenders: [{ principal, threshold: 21, owner: "a@example.com", reason: "OTP" }],
  });
  const rule = ruleOf(burst(3, SPAN), {
    entityOf: () => ({ type: "principal", value: principal }),
  });
  const firedWith = async (settings: typeof config): Promise<number> => {
    const [group] = groupHits(requestsAt(TIMES), [rule], settings);
    const { key, additions } = group!;
    const question = {
      key,
      rule,
      indices: additions.map(({ index }) => index),
      evidenceContext: NOBODY,
    };
    const deps = {
      known: memoryKnownStore(),
      config: settings,
      peakBefore: () => Promise.resolve(undefined),
    };
    return (await evaluateWindow(question, additions, { nowMs: MIDNIGHT, isDue: false }, deps))
      .fired.length;
  };
  expect(await firedWith(config)).toBe(1);
  expect(await firedWith(own)).toBe(0);
});
