import fc from "fast-check";
import {
  memoryFindingStore,
  memoryIncidentStore,
} from "../../../../lambda/adapters/memory/outcomes";
import { parseConfig } from "../../../../lambda/core/model/config";
import type { Finding } from "../../../../lambda/core/findings/finding";
import { foldIncidents } from "../../../../lambda/core/incidents/fold";
import { foldTargets } from "../../../../lambda/core/incidents/fold-targets";
import {
  headOf,
  incidentOf,
  type IncidentHead,
  type IncidentStore,
} from "../../../../lambda/core/incidents/incident";
import type { LinkedTargets } from "../../../../lambda/core/incidents/linked-targets";
import { MINUTE_MS } from "../../../../lambda/core/model/time";
import { QUIET } from "../../../support/fold-properties";
import { findingOf, NIGHT, SCOPE } from "../../../support/incidents";
import {
  growing,
  linkedProperty,
  linkedRelaysProperty,
  newLinkedCourse,
  overtakenProperty,
  pair,
} from "../../../support/linked-fold-properties";
import { least, runs } from "../../../support/runs";

const config = parseConfig({});

test("two linked targets give the incidents of all their findings", async () => {
  const met = newLinkedCourse();
  await fc.assert(linkedProperty(pair, met), { numRuns: runs(600) });
  expect(met.acrossTargets).toBeGreaterThan(least(50));
  expect(met.merged).toBeGreaterThan(least(5));
});

test("links that appear later bring incidents together", async () => {
  const met = newLinkedCourse();
  await fc.assert(linkedProperty(growing, met), { numRuns: runs(600) });
  for (const times of [met.acrossTargets, met.merged, met.moved, met.late]) {
    expect(times).toBeGreaterThan(least(50));
  }
});

test.each([
  ["two linked targets", pair],
  ["links that appear meanwhile", growing],
])("several relays at once give the same with %s", async (_, stories) => {
  const met = newLinkedCourse();
  await fc.assert(linkedRelaysProperty(stories, met), { numRuns: runs(400) });
  expect(met.acrossTargets).toBeGreaterThan(least(50));
  expect(met.conflicts).toBeGreaterThan(least(50));
});

test.each([
  ["two linked targets", pair],
  ["links that appear meanwhile", growing],
])("a fold of %s that another one overtakes comes to the same", async (_, stories) => {
  const met = newLinkedCourse();
  await fc.assert(overtakenProperty(stories, met), { numRuns: runs(600) });
  expect(met.acrossTargets).toBeGreaterThan(least(50));
});

const A = "client:a";
const B = "topic:b";
const onA = findingOf({ target: A, id: "FA" });
const onB = findingOf({
  target: B,
  id: "FB",
  firstSeen: NIGHT + 10 * MINUTE_MS,
  lastSeen: NIGHT + 12 * MINUTE_MS,
});

/** Stores that hold findings, and folds one minute after the other. */
async function given(...findings: readonly Finding[]) {
  const stores = { findings: memoryFindingStore(), incidents: memoryIncidentStore() };
  for (const each of findings) {
    await stores.findings.write({ key: each, version: 1, findings: [each] }, []);
  }
  let nowMs = NIGHT + 20 * MINUTE_MS;
  const fold = (...targets: LinkedTargets) => {
    nowMs += MINUTE_MS;
    return foldTargets(SCOPE, targets, nowMs, { ...stores, config });
  };
  const read = (target: string) => stores.incidents.read(SCOPE, target);
  return { ...stores, fold, read };
}

describe("a target that is linked to none", () => {
  test("is stored as it always was", async () => {
    const { fold, read } = await given(onA);
    await fold(A);
    const head = JSON.parse(JSON.stringify(await read(A))) as IncidentHead;
    expect(Object.keys(head).sort()).toEqual(["incidents", "scope", "target", "version"]);
    expect(head.incidents[0]).not.toHaveProperty("targets");
  });

  test("is folded as its head and findings alone say", async () => {
    const { fold, read } = await given(onA, onB);
    const steps = await fold(A);
    const empty = { scope: SCOPE, target: A, version: 0, incidents: [] };
    const alone = foldIncidents(empty, [onA], NIGHT + 21 * MINUTE_MS, config);
    expect(steps).toEqual(alone.steps);
    expect(await read(A)).toEqual(alone.head);
    expect(await read(B)).toBeUndefined();
  });
});

describe("linked targets", () => {
  test("open one incident, which names the targets of its findings", async () => {
    const { fold, read } = await given(onA, onB);
    const steps = await fold(A, B);
    expect(steps).toMatchObject([{ reasons: ["opened"], incident: { targets: [A, B] } }]);
    expect(await read(A)).toMatchObject({ linked: [B], incidents: [{ target: A }] });
    expect(await read(B)).toEqual({
      scope: SCOPE,
      target: B,
      version: 1,
      incidents: [],
      partOf: A,
    });
  });

  test("open an incident on the target that has findings, not on the primary", async () => {
    const { fold } = await given(onB);
    const [step] = await fold(A, B);
    expect(step!.incident.target).toBe(B);
    expect(step!.incident.targets).toBeUndefined();
  });

  test("take the figures of one rule: what two rules count is not added", async () => {
    const destinations = { ...onB, ruleId: "sns-destination-burst", count: 50, paid: 45 };
    const { fold } = await given(onA, destinations);
    const [step] = await fold(A, B);
    expect(step!.incident).toMatchObject({ count: 50, paid: 45, leadRuleId: destinations.ruleId });
  });

  test("have nothing written while nothing is found on them", async () => {
    const { fold, read } = await given();
    expect(await fold(A, B)).toEqual([]);
    expect(await read(B)).toBeUndefined();
  });

  test("claim a finding on any of them for the incident", async () => {
    const { fold } = await given(onA, onB);
    const [step] = await fold(A, B);
    expect(incidentOf(onB, [step!.incident], QUIET)).toBe(step!.incident);
    expect(incidentOf({ ...onB, target: "topic:c" }, [step!.incident], QUIET)).toBeUndefined();
  });
});

describe("incidents that two targets had before they were linked", () => {
  test("become the older one, although it is not the primary's", async () => {
    const { fold, read } = await given(onA, onB);
    const [older] = await fold(B);
    const [younger] = await fold(A);
    const [gone, merged] = await fold(A, B);
    expect(gone).toMatchObject({
      reasons: ["merged"],
      incident: { id: younger!.incident.id, status: "closed", revision: 2 },
      into: older!.incident.id,
    });
    expect(merged).toMatchObject({
      reasons: ["merged"],
      incident: { id: older!.incident.id, target: B, targets: [A, B], revision: 2 },
    });
    expect((await read(A))!.incidents).toEqual([merged!.incident]);
    expect((await read(B))!.incidents).toEqual([]);
  });

  test("stay two where they lie more than the session gap apart", async () => {
    const start = onA.lastSeen + QUIET + 1;
    const apart = { ...onB, firstSeen: start, openedAt: start, lastSeen: start };
    const { fold, read } = await given(onA, apart);
    await fold(A);
    await fold(B);
    expect(await fold(A, B)).toEqual([]);
    expect((await read(A))!.incidents.map(({ target }) => target)).toEqual([A, B]);
  });

  test("stay together when a later answer knows nothing of the link", async () => {
    const { fold, read } = await given(onA, onB);
    await fold(A, B);
    expect(await fold(B)).toEqual([]);
    expect(await fold(A)).toEqual([]);
    expect((await read(A))!.incidents).toHaveLength(1);
    expect((await read(B))!.partOf).toBe(A);
  });

  test("move on when a new primary target joins the set", async () => {
    const { fold, read, incidents } = await given(onA, onB);
    const [opened] = await fold(A, B);
    await fold("app:0", B);
    expect((await read("app:0"))!.incidents.map(({ id }) => id)).toEqual([opened!.incident.id]);
    for (const target of [A, B]) {
      expect((await read(target))!.partOf).toBe("app:0");
      expect((await headOf(SCOPE, target, incidents))!.target).toBe("app:0");
    }
  });
});

test("what one head has dropped stays dropped, and what another holds open does not", async () => {
  const { fold, read, incidents } = await given(onA);
  await fold(A);
  const forgottenMs = onA.lastSeen + MINUTE_MS;
  await incidents.write({ scope: SCOPE, target: B, version: 1, incidents: [], forgottenMs }, []);
  await fold(A, B);
  expect(await read(A)).toMatchObject({
    incidents: [{ status: "open" }],
    forgottenMs: onA.lastSeen - 1,
  });
});

test("heads that lead to each other in a circle are read once each", async () => {
  const read: IncidentStore["read"] = (scope, target) =>
    Promise.resolve({ scope, target, version: 1, incidents: [], partOf: target === A ? B : A });
  expect(await headOf(SCOPE, A, { read })).toMatchObject({ partOf: expect.any(String) as string });
});

test("a fold that is overtaken ten times gives up aloud", async () => {
  const { findings } = await given(onA);
  const incidents: IncidentStore = {
    ...memoryIncidentStore(),
    write: () => Promise.resolve(false),
  };
  await expect(foldTargets(SCOPE, [A], NIGHT, { findings, incidents, config })).rejects.toThrow(
    "changed 10 times",
  );
});

/** Folds findings one after the other, as an attacker brings them about who has ever new addresses. */
async function spaced(count: number, status: Finding["status"]) {
  const findings = memoryFindingStore();
  const incidents = memoryIncidentStore();
  let read = 0;
  const counting = {
    ...findings,
    ofTarget: async (scope: string, target: string) => {
      const heads = await findings.ofTarget(scope, target);
      read += heads.length;
      return heads;
    },
  };
  for (let i = 0; i < count; i++) {
    const firstSeen = NIGHT + i * MINUTE_MS;
    const finding = findingOf({
      id: `F${i}`,
      target: A,
      entity: { type: "ip", value: `2001:db8:${i.toString(16)}::` },
      status,
      ...{ firstSeen, firstFiring: firstSeen, openedAt: firstSeen, lastSeen: firstSeen },
      ...{ count: 10 + (i % 7), paid: 10, arrivedAtMs: firstSeen },
    });
    await findings.write({ key: finding, version: 1, findings: [finding] }, []);
    await foldTargets(SCOPE, [A], firstSeen, { findings: counting, incidents, config });
  }
  const head = (await incidents.read(SCOPE, A))!;
  return { head, read };
}

describe.each(["open", "closed"] as const)("findings by the thousand that are %s", (status) => {
  test("take four times the reads where they are four times as many", async () => {
    const { read: few } = await spaced(250, status);
    const { read: many } = await spaced(1000, status);
    expect(many / few).toBeLessThan(5);
  });

  test("are one incident with exact counts, in an item that has room", async () => {
    const { head } = await spaced(1000, status);
    const [incident, ...others] = head.incidents;
    expect(others).toEqual([]);
    const counts = Array.from({ length: 1000 }, (_, i) => 10 + (i % 7));
    expect(incident).toMatchObject({
      status,
      count: counts.reduce((a, b) => a + b),
      paid: 10_000,
      addressCount: 1000,
      firstSeen: NIGHT,
      lastSeen: NIGHT + 999 * MINUTE_MS,
    });
    expect(incident!.rules).toMatchObject([{ findings: 1000 }]);
    expect(incident!.addresses.map(({ count }) => count)).toEqual(Array(10).fill(16));
    expect(JSON.stringify(head).length).toBeLessThan(100_000);
  });
});
