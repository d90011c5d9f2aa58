import { parseConfig } from "../../../../lambda/core/model/config";
import {
  dueAt,
  isStill,
  quietFor,
  type Notified,
} from "../../../../lambda/core/notifications/pace";
import type { Incident } from "../../../../lambda/core/incidents/incident";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { findingOf, incidentFrom, NIGHT } from "../../../support/incidents";

const config = parseConfig({});
const NOW = NIGHT + 2 * HOUR_MS;

const incident = incidentFrom(findingOf(), { id: "NEW" });
const sibling = (n: number, known: Partial<Incident> = {}): Incident => ({
  ...incident,
  id: `OLD${n}`,
  status: "closed",
  lastSeen: NOW - n * HOUR_MS,
  ...known,
});
const notified = (incidentId: string, atMs: number, known: Partial<Notified> = {}): Notified => ({
  incidentId,
  revision: 1,
  level: 0,
  status: "open",
  atMs,
  ...known,
});

const due = (
  siblings: readonly Incident[],
  tellings: readonly Notified[],
  known: Partial<Incident> = {},
  settings = config,
): number => {
  const own = { ...incident, ...known };
  return dueAt(own, [own, ...siblings], tellings, NOW, settings);
};

test("the first e-mail of a target's first incident is due at once", () => {
  expect(due([], [])).toBeLessThanOrEqual(NOW);
});

test("a later one is due 15 minutes after the one before", () => {
  const at = NOW - 5 * MINUTE_MS;
  expect(due([], [notified("NEW", at)])).toBe(at + 15 * MINUTE_MS);
});

test("what was told about another incident makes nobody wait while none has closed", () => {
  const open = sibling(1, { status: "open" });
  expect(due([open], [notified("OLD1", NOW - MINUTE_MS)])).toBeLessThanOrEqual(NOW);
});

test.each([
  [1, 1],
  [2, 4],
  [3, 12],
  [7, 12],
])("after %i incidents closed within a day it is due %i h after the last e-mail", (many, hours) => {
  const siblings = Array.from({ length: many }, (_, i) => sibling(i + 1));
  const last = NOW - 10 * MINUTE_MS;
  const tellings = siblings.map(({ id }, i) => notified(id, last - i * HOUR_MS));
  expect(due(siblings, tellings)).toBe(last + hours * HOUR_MS);
});

test("incidents that ended more than a day ago do not count", () => {
  const at = NOW - 10 * MINUTE_MS;
  const ended = (lastSeen: number) => due([sibling(1, { lastSeen })], [notified("OLD1", at)]);
  expect(ended(NOW - DAY_MS)).toBe(at + HOUR_MS);
  expect(ended(NOW - DAY_MS - 1)).toBeLessThanOrEqual(NOW);
});

test("its own closing does not count", () => {
  const at = NOW - 20 * MINUTE_MS;
  const own = { status: "closed" as const, lastSeen: NOW - HOUR_MS };
  expect(due([], [notified("NEW", at)], own)).toBe(at + 15 * MINUTE_MS);
});

test("closed incidents that nobody was told about make nobody wait", () => {
  expect(due([sibling(1), sibling(2)], [])).toBeLessThanOrEqual(NOW);
});

test("an escalation ends the wait of hours, not that of minutes", () => {
  const at = NOW - 10 * MINUTE_MS;
  const last = notified("OLD1", NOW - MINUTE_MS);
  expect(due([sibling(1)], [last], { level: 1 })).toBeLessThanOrEqual(NOW);
  expect(due([sibling(1)], [last, notified("NEW", at)], { level: 1 })).toBe(at + 15 * MINUTE_MS);
  expect(due([sibling(1)], [last, notified("NEW", at, { level: 1 })], { level: 1 })).toBe(
    last.atMs + HOUR_MS,
  );
});

test("one that is as grave as another was of its target is no escalation", () => {
  const last = NOW - MINUTE_MS;
  const told = notified("OLD1", last, { level: 1 });
  expect(due([sibling(1)], [told], { level: 1 })).toBe(last + HOUR_MS);
  expect(due([sibling(1)], [told], { level: 2 })).toBeLessThanOrEqual(NOW);
  const yesterday = notified("OLD2", NOW - DAY_MS - 1, { level: 1 });
  expect(due([sibling(1)], [yesterday], { level: 1 })).toBeLessThanOrEqual(NOW);
});

test("how often another one of the target was told since it was over counts as well", () => {
  const last = NOW - 10 * MINUTE_MS;
  const told = (closings: number, atMs = last) => notified("OLD1", atMs, { closings });
  expect(due([sibling(1)], [told(1)])).toBe(last + HOUR_MS);
  expect(due([sibling(1)], [told(2)])).toBe(last + 4 * HOUR_MS);
  // It has become part of another one, or is open again.
  expect(due([], [told(3)])).toBe(last + 12 * HOUR_MS);
  expect(due([], [told(3, NOW - DAY_MS - 1)])).toBeLessThanOrEqual(NOW);
});

test("the longer of both waits holds", () => {
  const patient = parseConfig({ pace: { laterMinutes: 300 } });
  const at = NOW - 2 * HOUR_MS;
  const tellings = [notified("OLD1", NOW - MINUTE_MS), notified("NEW", at)];
  expect(due([sibling(1)], tellings, {}, patient)).toBe(at + 5 * HOUR_MS);
});

test("minutes and hours are those of the configuration", () => {
  const own = parseConfig({ pace: { laterMinutes: 3, repeatHours: [2, 5] } });
  expect(due([], [notified("NEW", NOW)], {}, own)).toBe(NOW + 3 * MINUTE_MS);
  const two = [sibling(1), sibling(2)];
  expect(due(two, [notified("OLD1", NOW)], {}, own)).toBe(NOW + 5 * HOUR_MS);
  expect(due([...two, sibling(3)], [notified("OLD1", NOW)], {}, own)).toBe(NOW + 5 * HOUR_MS);
});

describe("an incident that comes back", () => {
  const at = NOW - 20 * MINUTE_MS;
  const over = (closings: number, atMs = at) =>
    notified("NEW", atMs, { revision: 2, status: "closed", closings });
  const REFUSED = { sentNothing: true } as const;

  test.each([
    [1, 1],
    [2, 4],
    [3, 12],
    [9, 12],
  ])("waits, as a refused flood that was over %i times, %i h", (closings, hours) => {
    const told = { ...over(closings), ...REFUSED };
    expect(due([], [told], REFUSED)).toBe(at + hours * HOUR_MS);
  });

  test("comes back once without that wait where it has sent texts", () => {
    expect(due([], [over(1)])).toBe(at + 15 * MINUTE_MS);
    expect(due([], [over(2)])).toBe(at + 4 * HOUR_MS);
  });

  test("begins anew a day after the last e-mail", () => {
    const old = { ...over(3, NOW - DAY_MS - 1), ...REFUSED };
    expect(due([], [old], REFUSED)).toBeLessThanOrEqual(NOW);
  });

  test("waits however large it grows while all is refused, and no longer once something is sent", () => {
    const told = { ...over(2), ...REFUSED };
    expect(due([], [told], { ...REFUSED, level: 3 })).toBe(at + 4 * HOUR_MS);
    expect(due([], [told], { level: 3 })).toBeLessThanOrEqual(NOW);
  });
});

describe("where small alarms have come and gone all day", () => {
  const siblings = [1, 2, 3].map((n) => sibling(n));
  const last = NOW - 10 * MINUTE_MS;
  const tellings = (severity?: "medium" | "high"): readonly Notified[] =>
    siblings.map(({ id }, i) => notified(id, last - i * HOUR_MS, { severity }));

  test("a more severe one does not wait for hours", () => {
    expect(due(siblings, tellings("medium"), { severity: "high" })).toBeLessThanOrEqual(NOW);
  });

  test("neither does one that becomes more severe", () => {
    const mine = notified("NEW", last, { severity: "medium" });
    const all = [...tellings("medium"), mine];
    expect(due(siblings, all, { severity: "high" })).toBe(last + 15 * MINUTE_MS);
    expect(due(siblings, all, { severity: "medium" })).toBe(last + 12 * HOUR_MS);
  });

  test.each([
    ["people were told of one as severe", tellings("high")],
    ["an earlier version has not stored how severe they were", tellings()],
  ])("it waits where %s", (_, all) => {
    expect(due(siblings, all, { severity: "high" })).toBe(last + 12 * HOUR_MS);
  });

  test("it waits where it sends nothing", () => {
    const all = tellings("medium");
    expect(due(siblings, all, { severity: "high", sentNothing: true })).toBe(last + 12 * HOUR_MS);
  });
});

describe("an open incident that people know and that is still", () => {
  const told = NOW - 15 * MINUTE_MS;
  const open = notified("NEW", told);
  const is = (known: Partial<Incident>, mine: Notified | undefined, atMs = NOW): boolean =>
    isStill({ ...incident, lastSeen: told - 1000, ...known }, mine, atMs, config);

  test("is not told again", () => {
    expect(is({}, open)).toBe(true);
  });

  test.each<[string, Partial<Incident>, Notified | undefined]>([
    ["has gone on since", { lastSeen: told + 1 }, open],
    ["is graver now", { level: 1 }, open],
    ["is more severe now", { severity: "critical" }, { ...open, severity: "high" }],
    ["is over", { status: "closed" }, open],
    ["was told to be over", {}, { ...open, status: "closed" }],
    ["may send texts now", {}, { ...open, sentNothing: true }],
    ["could not be told, because the service refused it", {}, { ...open, isRefused: true }],
    ["nobody knows", {}, undefined],
  ])("is told where it %s", (_, known, mine) => {
    expect(is(known, mine)).toBe(false);
  });

  test("is told when it should be over and is not", () => {
    const overMs = told - 1000 + quietFor(incident, config) + 10 * MINUTE_MS;
    expect(is({}, open, overMs - 1)).toBe(true);
    expect(is({}, open, overMs)).toBe(false);
  });
});
