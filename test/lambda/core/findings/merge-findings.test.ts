import type { Finding } from "../../../../lambda/core/findings/finding";
import {
  mergeFindings,
  type FindingUpdate,
  type FindingContext,
} from "../../../../lambda/core/findings/merge-findings";
import type { Fired } from "../../../../lambda/core/counting/windows/measure";
import { burst, CLIENT, IP, LIVE, MIDNIGHT, ruleOf } from "../../../support/observations";
import { findingOf } from "../../../support/finding-store-contract";

const QUIET = 100_000;
const measure = burst(5, 60_000);

const CONTEXT: FindingContext = {
  key: { scope: LIVE, target: CLIENT, ruleId: "test-burst", entity: { type: "ip", value: IP } },
  rule: ruleOf(measure, { gapMs: QUIET }),
  measure,
  evidenceContext: { accounts: ["a2"], regions: ["r2"], eventIds: ["e2", "e3"] },
  nowMs: MIDNIGHT + 1_000_000,
};

const firedAt = (from: number, to = from, known: Partial<Fired> = {}): Fired => ({
  firstFiring: MIDNIGHT + from,
  lastFiring: MIDNIGHT + to,
  openedAt: MIDNIGHT + from,
  firstSeen: MIDNIGHT + from - 5,
  size: 7,
  ...known,
});

const stored = (from: number, to: number, known: Partial<Finding> = {}): FindingUpdate => ({
  finding: findingOf({
    id: `at ${from}`,
    firstFiring: MIDNIGHT + from,
    openedAt: MIDNIGHT + from,
    firstSeen: MIDNIGHT + from - 10,
    lastSeen: MIDNIGHT + to,
    ...known,
  }),
  isNew: false,
  isTouched: false,
  isRepeated: false,
  absorbed: [],
});

const shown = (updates: readonly FindingUpdate[]) =>
  updates.map(({ finding, isNew, isTouched, absorbed }) => ({
    from: finding.firstFiring - MIDNIGHT,
    to: finding.lastSeen - MIDNIGHT,
    isNew,
    isTouched,
    absorbed: absorbed.map(({ id }) => id),
  }));

test("what fires first opens a finding", () => {
  const [update, ...others] = mergeFindings([], firedAt(0, 10), CONTEXT);
  expect(others).toEqual([]);
  expect(update).toMatchObject({ isNew: true, isTouched: true, absorbed: [] });
  expect(update?.finding).toMatchObject({
    ...CONTEXT.key,
    firstSeen: MIDNIGHT - 5,
    lastSeen: MIDNIGHT + 10,
    peak: 7,
    status: "open",
    eventIds: ["e2", "e3"],
    recordedAtMs: CONTEXT.nowMs,
    steps: 0,
  });
});

test("the id of a finding follows from where it began", () => {
  const idOf = (fired: Fired, context: FindingContext = CONTEXT): string =>
    mergeFindings([], fired, context)[0]!.finding.id;
  expect(idOf(firedAt(0, 10))).toBe(idOf(firedAt(0, 99)));
  expect(idOf(firedAt(1))).not.toBe(idOf(firedAt(0)));
  const elsewhere = { ...CONTEXT, key: { ...CONTEXT.key, target: "client:other" } };
  expect(idOf(firedAt(0), elsewhere)).not.toBe(idOf(firedAt(0)));
});

test.each([
  [1000 + QUIET, [{ from: 0, to: 1000 + QUIET, isNew: false, isTouched: true, absorbed: [] }]],
  [
    1001 + QUIET,
    [
      { from: 0, to: 1000, isNew: false, isTouched: false, absorbed: [] },
      { from: 1001 + QUIET, to: 1001 + QUIET, isNew: true, isTouched: true, absorbed: [] },
    ],
  ],
  [-QUIET, [{ from: -QUIET, to: 1000, isNew: false, isTouched: true, absorbed: [] }]],
  [
    -QUIET - 1,
    [
      { from: 0, to: 1000, isNew: false, isTouched: false, absorbed: [] },
      { from: -QUIET - 1, to: -QUIET - 1, isNew: true, isTouched: true, absorbed: [] },
    ],
  ],
])("what fires at %d joins within the session gap and else opens another", (at, expected) => {
  expect(shown(mergeFindings([stored(0, 1000)], firedAt(at), CONTEXT))).toEqual(expected);
});

test("an earlier judgment moves the opening, a later one does not", () => {
  const base = stored(0, 1000, { openedAt: MIDNIGHT + 180_000 });
  const earlier = mergeFindings([base], firedAt(-50), CONTEXT)[0]!.finding;
  expect(earlier).toMatchObject({ openedAt: MIDNIGHT - 50, firstSeen: MIDNIGHT - 55 });
  const sooner = mergeFindings([base], firedAt(2000), CONTEXT)[0]!.finding;
  expect(sooner).toMatchObject({ openedAt: MIDNIGHT + 2000, firstSeen: MIDNIGHT - 10 });
  const patient = { ...firedAt(2000), openedAt: MIDNIGHT + 182_000 };
  const later = mergeFindings([base], patient, CONTEXT)[0]!.finding;
  expect(later).toMatchObject({ openedAt: MIDNIGHT + 180_000, firstSeen: MIDNIGHT - 10 });
});

test("an earlier judgment moves the opening of a closed finding too, which stays untouched", () => {
  const closed = stored(0, 1000, { openedAt: MIDNIGHT + 180_000, status: "closed", peak: 7 });
  const fired = firedAt(500, 900, { openedAt: MIDNIGHT + 140_000 });
  const [update] = mergeFindings([closed], fired, CONTEXT);
  expect(update).toMatchObject({ isTouched: false, isRepeated: true });
  expect(update?.finding).toMatchObject({ openedAt: MIDNIGHT + 140_000, status: "closed" });
});

test("what bridges two findings makes them one with the id of the older", () => {
  const older = stored(200_000, 210_000, { recordedAtMs: MIDNIGHT + 1 });
  const younger = stored(0, 20_000, { recordedAtMs: MIDNIGHT + 2, level: 2, peak: 99 });
  const updates = mergeFindings([younger, older], firedAt(110_000), CONTEXT);
  expect(shown(updates)).toEqual([
    { from: 0, to: 210_000, isNew: false, isTouched: true, absorbed: ["at 0"] },
  ]);
  expect(updates[0]?.finding).toMatchObject({ id: "at 200000", level: 2, peak: 99 });
});

test("a stored finding is older than a new one, whatever the writers' clocks say", () => {
  const ahead = stored(150_000, 160_000, { recordedAtMs: CONTEXT.nowMs + 5000 });
  const first = mergeFindings([ahead], firedAt(0), CONTEXT);
  expect(first).toHaveLength(2);
  const updates = mergeFindings(first, firedAt(60_000), CONTEXT);
  expect(shown(updates)).toEqual([
    { from: 0, to: 160_000, isNew: false, isTouched: true, absorbed: [] },
  ]);
  expect(updates[0]?.finding.id).toBe("at 150000");
});

test("a closed finding that is reached again opens again", () => {
  const closed = stored(0, 1000, { status: "closed" });
  for (const fired of [firedAt(2000), firedAt(500, 600, { size: 11 }), firedAt(-1)]) {
    const [update] = mergeFindings([closed], fired, CONTEXT);
    expect(update).toMatchObject({ isTouched: true, isRepeated: false });
    expect(update?.finding).toMatchObject({
      status: "open",
      id: "at 0",
      arrivedAtMs: CONTEXT.nowMs,
    });
  }
});

test("an earlier hit of the same millisecond's window opens a closed finding again", () => {
  const closed = stored(0, 1000, { status: "closed" });
  const fired = firedAt(0, 1000, { firstSeen: MIDNIGHT - 11 });
  expect(mergeFindings([closed], fired, CONTEXT)[0]?.finding.firstSeen).toBe(MIDNIGHT - 11);
});

test("a closed finding in which nothing new fires is marked for another count only", () => {
  const closed = stored(0, 1000, { status: "closed", peak: 7 });
  const updates = mergeFindings([closed], firedAt(500, 1000), CONTEXT);
  expect(updates).toEqual([{ ...closed, isRepeated: true }]);
});

test("at most 20 events are remembered, those that were seen first", () => {
  const eventIds = Array.from({ length: 19 }, (_, i) => `first-${i}`);
  const [update] = mergeFindings([stored(0, 1000, { eventIds })], firedAt(10), CONTEXT);
  expect(update?.finding.eventIds).toEqual([...eventIds, "e2"]);
  expect(update?.finding.accounts).toEqual(["111122223333", "a2"]);
});
