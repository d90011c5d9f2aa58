import fc from "fast-check";
import { parseConfig } from "../../../../lambda/core/model/config";
import { MAX_IN_HEAD, type Finding } from "../../../../lambda/core/findings/finding";
import { foldIncidents } from "../../../../lambda/core/incidents/fold";
import type { Incident, IncidentStep } from "../../../../lambda/core/incidents/incident";
import { DAY_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import {
  foldProperty,
  newFoldCourse,
  outcomeOf,
  QUIET,
  NARROW,
  relaysProperty,
} from "../../../support/fold-properties";
import { findingOf, NIGHT, SCOPE, TARGET } from "../../../support/incidents";
import { least, runs } from "../../../support/runs";

const config = parseConfig({});

test("any order, repetition and growth of findings gives the reference's incidents", async () => {
  const met = newFoldCourse();
  await fc.assert(foldProperty(met), { numRuns: runs(1500) });
  for (const times of [met.merged, met.several, met.recorded])
    expect(times).toBeGreaterThan(least(20));
});

test("several relays at once give the same, however their calls interleave", async () => {
  const met = newFoldCourse();
  await fc.assert(relaysProperty(met), { numRuns: runs(600) });
  expect(met.conflicts).toBeGreaterThan(least(50));
});

test("what a fold reads no more counts as if it were read, in any order and between any relays", async () => {
  const met = newFoldCourse();
  await fc.assert(foldProperty(met, undefined, NARROW), { numRuns: runs(1500) });
  await fc.assert(relaysProperty(met, undefined, NARROW), { numRuns: runs(600) });
  expect(met.rests).toBeGreaterThan(least(100));
  expect(met.conflicts).toBeGreaterThan(least(100));
});

/** One fold after the other over the findings as they stand at each. */
function folded(...stages: readonly (readonly Finding[])[]): {
  readonly incidents: readonly Incident[];
  readonly reasons: readonly (readonly string[])[];
  readonly steps: readonly IncidentStep[];
} {
  let head = { scope: SCOPE, target: TARGET, version: 0, incidents: [] as readonly Incident[] };
  const reasons: string[][] = [];
  const steps: IncidentStep[] = [];
  stages.forEach((findings, i) => {
    const next = foldIncidents(head, findings, NIGHT + (10 + i) * MINUTE_MS, config);
    head = next.head;
    reasons.push(next.steps.flatMap((step) => step.reasons));
    steps.push(...next.steps);
  });
  return { incidents: head.incidents, reasons, steps };
}

const F = findingOf();
const G = findingOf({ id: "G", entity: { type: "ip", value: "203.0.113.78" } });

describe("a revision rises", () => {
  test.each<[string, Finding[], Finding[], string[]]>([
    ["when a finding in it escalates", [F], [{ ...F, level: 1 }], ["escalated"]],
    ["when a finding joins that has escalated before", [F], [F, { ...G, level: 1 }], ["escalated"]],
    ["when a new rule joins", [F], [F, { ...G, ruleId: "cognito-ip-slow" }], ["new rule"]],
    ["when its total is ten times the first", [F], [{ ...F, count: 400 }], ["tenfold"]],
    ["when it closes", [F], [{ ...F, status: "closed" }], ["closed"]],
    ["when it comes back", [{ ...F, status: "closed" }], [F], ["reopened"]],
    [
      "once for several reasons",
      [F],
      [{ ...F, count: 400, level: 1, status: "closed" }],
      ["escalated", "tenfold", "closed"],
    ],
  ])("%s", (_, before, after, reasons) => {
    const { incidents, reasons: notified } = folded(before, after);
    expect(notified).toEqual([["opened"], reasons]);
    expect(incidents.map(({ revision }) => revision)).toEqual([2]);
  });

  test.each<[string, Finding[], Finding[]]>([
    ["nothing changes", [F], [F]],
    ["a finding grows, short of tenfold", [F], [{ ...F, count: 399, lastSeen: F.lastSeen + 1 }]],
    ["another address joins on the same rule", [F], [F, G]],
    ["one of two findings closes", [F, G], [F, { ...G, status: "closed" }]],
    [
      "a rule joins that only records",
      [F],
      [F, { ...G, ruleId: "cognito-ip-slow", notify: "record" }],
    ],
    ["a finding falls silent after an escalation was told", [{ ...F, level: 1 }], [F]],
  ])("not when %s", (_, before, after) => {
    const { incidents, reasons } = folded(before, after);
    expect(reasons).toEqual([["opened"], []]);
    expect(incidents.map(({ revision }) => revision)).toEqual([1]);
  });

  test("again at a hundred times the first total, and not in between", () => {
    const grown = (count: number): Finding[] => [{ ...F, count }];
    const { reasons } = folded([F], grown(400), grown(3999), grown(4000), grown(39_999));
    expect(reasons).toEqual([["opened"], ["tenfold"], [], ["tenfold"], []]);
  });

  test("once where the total leaps over several powers of ten", () => {
    const { reasons } = folded([F], [{ ...F, count: 50_000 }], [{ ...F, count: 60_000 }]);
    expect(reasons).toEqual([["opened"], ["tenfold"], []]);
  });
});

describe("incidents that meet", () => {
  const later = {
    ...G,
    firstSeen: F.lastSeen + 60 * MINUTE_MS,
    lastSeen: F.lastSeen + 65 * MINUTE_MS,
  };
  const bridge = { ...F, id: "B", entity: { type: "ip", value: "203.0.113.79" } } as const;

  test("become the older one, and the younger one's last step says into which", () => {
    const between = {
      ...bridge,
      firstSeen: F.lastSeen + 29 * MINUTE_MS,
      lastSeen: F.lastSeen + 31 * MINUTE_MS,
    };
    const { incidents, reasons, steps } = folded([later], [later, F], [later, F, between]);
    expect(reasons).toEqual([["opened"], ["opened"], ["merged", "merged"]]);
    const [first, second] = steps.map(({ incident }) => incident.id);
    expect(incidents.map(({ id }) => id)).toEqual([first]);
    const gone = steps.find(({ into }) => into !== undefined)!;
    expect(gone).toMatchObject({
      into: first,
      incident: { id: second, status: "closed", revision: 2 },
    });
    expect(incidents[0]).toMatchObject({ firstSeen: F.firstSeen, lastSeen: later.lastSeen });
  });

  test("become the one that opened first where both were recorded at once, in whatever order", () => {
    const empty = { scope: SCOPE, target: TARGET, version: 0, incidents: [] };
    const { head } = foldIncidents(empty, [F, later], NIGHT, config);
    const [first] = head.incidents;
    const between = { ...bridge, firstSeen: F.lastSeen, lastSeen: later.firstSeen };
    for (const incidents of [head.incidents, [...head.incidents].reverse()]) {
      const after = foldIncidents({ ...head, incidents }, [F, later, between], NIGHT, config);
      expect(after.head.incidents.map(({ id }) => id)).toEqual([first!.id]);
    }
  });

  test("stay apart where they lie a millisecond more than the session gap apart", () => {
    const start = F.lastSeen + QUIET;
    const touching = { ...G, firstSeen: start, lastSeen: start };
    expect(folded([F, touching]).incidents).toHaveLength(1);
    const apart = { ...touching, firstSeen: start + 1, lastSeen: start + 1 };
    expect(folded([F, apart]).incidents).toHaveLength(2);
  });

  test("are not brought together by a finding that only records", () => {
    const between = { ...bridge, notify: "record", lastSeen: later.firstSeen } as const;
    const { incidents } = folded([F, later, between]);
    expect(incidents).toHaveLength(2);
  });
});

describe("findings that only record", () => {
  const wide = findingOf({
    id: "W",
    ruleId: "cognito-ip-slow",
    notify: "record",
    firstSeen: F.firstSeen - DAY_MS,
    count: 57_000,
    paid: 57_000,
    level: 5,
    severity: "critical",
  });

  test("are listed but give no figure, no level, no severity and no extent", () => {
    const [incident] = folded([F, wide]).incidents;
    const [alone] = folded([F]).incidents;
    expect(incident!.rules.map(({ ruleId, notify }) => [ruleId, notify])).toEqual([
      ["cognito-sms-burst", "page"],
      ["cognito-ip-slow", "record"],
    ]);
    const { rules } = outcomeOf(incident!);
    expect(outcomeOf(incident!)).toEqual({ ...outcomeOf(alone!), rules });
    expect(incident!.severity).toBe("high");
  });

  test("open nothing", () => {
    expect(folded([wide])).toMatchObject({ incidents: [], steps: [] });
  });
});

test("an incident of last month is not opened anew when its findings are still stored", () => {
  const old = findingOf({ id: "O", status: "closed" });
  const nowMs = old.lastSeen + 30 * DAY_MS;
  const { head: before } = foldIncidents(
    { scope: SCOPE, target: TARGET, version: 0, incidents: [] },
    [old],
    NIGHT,
    config,
  );
  const fresh = {
    ...G,
    firstSeen: nowMs - MINUTE_MS,
    openedAt: nowMs - MINUTE_MS,
    lastSeen: nowMs,
  };
  const { head, steps } = foldIncidents(before, [old, fresh], nowMs, config);
  expect(steps.map(({ reasons, incident }) => [reasons, incident.firstSeen])).toEqual([
    [["opened"], fresh.firstSeen],
  ]);
  expect(head.incidents).toHaveLength(1);
});

test("a head that grows too long loses the incident that ended first, wherever it stands", () => {
  const stages = Array.from({ length: MAX_IN_HEAD + 1 }, (_, i) => {
    const firstSeen = F.firstSeen + i * 60 * MINUTE_MS;
    return { ...F, id: `F${i}`, firstSeen, lastSeen: firstSeen, status: "closed" } as const;
  });
  const nowMs = NIGHT + DAY_MS;
  const whole = stages.flatMap((finding) => {
    const head = { scope: SCOPE, target: TARGET, version: 0, incidents: [] };
    return foldIncidents(head, [finding], nowMs, config).head.incidents;
  });
  const head = { scope: SCOPE, target: TARGET, version: 1, incidents: [...whole].reverse() };
  const { head: after } = foldIncidents(head, [], nowMs, config);
  expect(after.incidents).toEqual(head.incidents.slice(0, MAX_IN_HEAD));
  expect(after.forgottenMs).toBe(F.firstSeen);
});
