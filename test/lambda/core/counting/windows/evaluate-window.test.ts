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
  MIDNIGHT,
  requestsAt,
  ruleOf,
  unconfirmedBurst,
} from "../../../../support/observations";

const SPAN = 5 * MINUTE_MS;
const TODAY = MIDNIGHT / (24 * 60 * MINUTE_MS);
const TIMES = [0, 1000, 2000].map((ms) => MIDNIGHT + ms);
const config = parseConfig({});

/** The answer about requests, with the days on which their entity is known to have confirmed. */
const NOBODY: EvidenceContext = { accounts: [], regions: [], eventIds: [] };

async function answer(
  rule: ActiveRule,
  times: readonly number[],
  knownDays: readonly number[] = [],
  nowMs = MIDNIGHT + SPAN,
): Promise<WindowEvaluation & { readonly asked: number }> {
  const [group] = groupHits(requestsAt(times), [rule], config);
  const { key, additions } = group!;
  const stored = memoryKnownStore();
  for (const day of knownDays) await stored.add(key.scope, key.target, key.entity, day);
  let asked = 0;
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
      { nowMs, isDue: false },
      {
        known,
        config,
      },
    )),
    asked,
  };
}

const FIRED = {
  firstFiring: MIDNIGHT + 2000,
  lastFiring: MIDNIGHT + 2000,
  firstSeen: MIDNIGHT,
  size: 3,
};

test("what fired comes with the size of its chunk", async () => {
  const { fired, asked } = await answer(ruleOf(burst(3, SPAN)), TIMES);
  expect(fired).toEqual([{ ...FIRED, openedAt: MIDNIGHT + 2000 }]);
  expect(asked).toBe(0);
});

test("who the entity is, is not asked where even a newcomer would not fire", async () => {
  const { fired, asked } = await answer(ruleOf(unconfirmedBurst(4, SPAN, 0.2)), TIMES);
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
  expect(fired).toEqual([{ ...FIRED, openedAt }]);
});

test("a known entity is given its time", async () => {
  const rule = ruleOf(unconfirmedBurst(3, SPAN, 0.2));
  const { fired, dueAtMs } = await answer(rule, TIMES, [TODAY - 1], MIDNIGHT + MINUTE_MS);
  expect(fired).toEqual([]);
  expect(dueAtMs).toBe(MIDNIGHT + 2000 + 3 * MINUTE_MS);
});

test("an expected sender is judged by the threshold of its own", async () => {
  const principal = `arn:aws:iam::${ACCOUNT}:role/otp`;
  const own = parseConfig({
    expectedSenders: [{ principal, threshold: 4, owner: "a@example.com", reason: "OTP" }],
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
    const deps = { known: memoryKnownStore(), config: settings };
    return (await evaluateWindow(question, additions, { nowMs: MIDNIGHT, isDue: false }, deps))
      .fired.length;
  };
  expect(await firedWith(config)).toBe(1);
  expect(await firedWith(own)).toBe(0);
});
