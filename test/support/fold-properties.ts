import fc from "fast-check";
import { memoryFindingStore, memoryIncidentStore } from "../../lambda/adapters/memory/outcomes";
import { parseConfig } from "../../lambda/core/model/config";
import type { Measure } from "../../lambda/core/model/measure";
import { countKeyText, type Target } from "../../lambda/core/model/rule";
import type { Finding, FindingStore } from "../../lambda/core/findings/finding";
import { foldTargets } from "../../lambda/core/incidents/fold-targets";
import type { Incident, IncidentStep, IncidentStore } from "../../lambda/core/incidents/incident";
import type { Bounds } from "../../lambda/core/incidents/settle";
import { catalogue } from "../../lambda/core/rules";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { findingOf, NIGHT, SCOPE, TARGET } from "./incidents";

export const config = parseConfig({});
export const QUIET = 30 * MINUTE_MS;

const RULES: Readonly<Record<string, Measure>> = Object.fromEntries(
  catalogue.map(({ id, measure }) => [id, measure]),
);

/** What decides about an incident, whichever of its findings was seen first. */
export interface Outcome {
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly status: string;
  readonly count: number;
  readonly confirmed: number;
  readonly paid: number;
  readonly level: number;
  readonly leadRuleId: string;
  readonly rules: readonly string[];
  readonly addresses: readonly string[];
  readonly targets: readonly string[];
}

/**
 * How a rule stands in an incident. Findings of rules that only record, outside of all incidents, stand in
 * rests of their own; one of these that an incident reaches is listed whole: then they have no number here.
 */
const ruleText = (ruleId: string, findings: number, isExact: boolean): string =>
  isExact ? `${ruleId} ${findings}` : ruleId;

/** @param hasRests whether findings may be settled */
export const outcomeOf = (incident: Incident, hasRests = false): Outcome => ({
  firstSeen: incident.firstSeen,
  lastSeen: incident.lastSeen,
  status: incident.status,
  count: incident.count,
  confirmed: incident.confirmed,
  paid: incident.paid,
  level: incident.level,
  leadRuleId: incident.leadRuleId,
  rules: incident.rules
    .map(({ ruleId, findings, notify }) =>
      ruleText(ruleId, findings, !hasRests || notify === "page"),
    )
    .sort(),
  addresses: incident.addresses.map(({ value, count }) => `${value} ${count}`),
  targets: incident.targets ?? [incident.target],
});

export const sorted = (outcomes: readonly Outcome[]): readonly Outcome[] =>
  [...outcomes].sort((a, b) => a.firstSeen - b.firstSeen);

const total = (findings: readonly Finding[], of: "count" | "confirmed" | "paid") =>
  findings.reduce((sum, finding) => sum + finding[of], 0);

/** Groups of findings that page, joined for as long as any two lie within the session gap. */
function groupsOf(paging: readonly Finding[]): readonly (readonly Finding[])[] {
  let groups: readonly (readonly Finding[])[] = paging.map((finding) => [finding]);
  for (;;) {
    const near = (a: readonly Finding[], b: readonly Finding[]): boolean =>
      a.some((x) =>
        b.some((y) => x.firstSeen - y.lastSeen <= QUIET && y.firstSeen - x.lastSeen <= QUIET),
      );
    const pair = groups.flatMap((a, i) =>
      groups.slice(i + 1).flatMap((b) => (near(a, b) ? [[a, b] as const] : [])),
    )[0];
    if (pair === undefined) return groups;
    const [a, b] = pair;
    groups = [...groups.filter((group) => group !== a && group !== b), [...a, ...b]];
  }
}

function addressesOf(group: readonly Finding[]): readonly string[] {
  const largest: Record<string, number> = {};
  for (const { entity, count } of group) {
    if (entity.type !== "ip") continue;
    largest[entity.value] = Math.max(largest[entity.value] ?? 0, count);
  }
  return Object.entries(largest)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, 10)
    .map(([ip, count]) => `${ip} ${count}`);
}

function referenceOutcome(
  group: readonly Finding[],
  recorded: readonly Finding[],
  hasRests: boolean,
): Outcome {
  const firstSeen = Math.min(...group.map((finding) => finding.firstSeen));
  const lastSeen = Math.max(...group.map((finding) => finding.lastSeen));
  const overlapping = recorded.filter((r) => r.firstSeen <= lastSeen && r.lastSeen >= firstSeen);
  const ofRule = (id: string): readonly Finding[] => group.filter(({ ruleId }) => ruleId === id);
  const recordedBy = (id: string): readonly Finding[] =>
    overlapping.filter(({ ruleId }) => ruleId === id);
  const lead = catalogue
    .map(({ id }) => id)
    .filter((id) => ofRule(id).length > 0)
    .reduce((best, id) => (total(ofRule(id), "count") > total(ofRule(best), "count") ? id : best));
  const patience = (finding: Finding): number => Math.max(QUIET, finding.measure.windowMs);
  const soonest = Math.min(...group.map(patience));
  const isOpen = group.some((each) => patience(each) === soonest && each.status === "open");
  return {
    firstSeen,
    lastSeen,
    status: isOpen ? "open" : "closed",
    count: total(ofRule(lead), "count"),
    confirmed: total(ofRule(lead), "confirmed"),
    paid: total(ofRule(lead), "paid"),
    level: Math.max(...group.map((finding) => finding.level)),
    leadRuleId: lead,
    rules: [...new Set([...group, ...overlapping].map(({ ruleId }) => ruleId))]
      .map((id) => {
        const isPaging = ofRule(id).length > 0;
        const own = isPaging ? ofRule(id) : recordedBy(id);
        return ruleText(id, own.length, !hasRests || isPaging);
      })
      .sort(),
    addresses: addressesOf(group),
    targets: [...new Set([...group, ...overlapping].map(({ target }) => target))].sort(),
  };
}

/** The incidents of a linked set, from all findings on its targets. */
export function reference(findings: readonly Finding[], hasRests = false): readonly Outcome[] {
  const paging = findings.filter(({ notify }) => notify === "page");
  const recorded = findings.filter(({ notify }) => notify === "record");
  return sorted(groupsOf(paging).map((group) => referenceOutcome(group, recorded, hasRests)));
}

const entityOf = (ruleId: string, n: number): Finding["entity"] =>
  ruleId === "cognito-network-burst"
    ? { type: "network", value: `198.51.${n}.0/24` }
    : ruleId === "cognito-agent-burst"
      ? { type: "user-agent", value: `tool/${n}` }
      : { type: "ip", value: `203.0.113.${n}` };

/** A finding on one of the targets. */
const findingOn = (targets: readonly [Target, ...Target[]]): fc.Arbitrary<Finding> =>
  fc
    .record({
      ruleId: fc.constantFrom(
        "cognito-sms-burst",
        "cognito-sms-burst",
        "cognito-network-burst",
        "cognito-agent-burst",
        "cognito-ip-slow",
      ),
      entity: fc.integer({ min: 1, max: 4 }),
      start: fc.integer({ min: 0, max: 240 }),
      length: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 120 })),
      count: fc.integer({ min: 10, max: 60 }),
      confirmed: fc.integer({ min: 0, max: 3 }),
      paid: fc.integer({ min: 0, max: 10 }),
      level: fc.integer({ min: 0, max: 2 }),
      status: fc.constantFrom("open" as const, "closed" as const),
      notify: fc.constantFrom("page" as const, "page" as const, "page" as const, "record" as const),
      ...(targets.length > 1 && { target: fc.constantFrom(...targets) }),
    })
    .map(({ ruleId, entity, start, length, target = targets[0], ...rest }) => {
      const firstSeen = NIGHT + start * MINUTE_MS;
      const lastSeen = firstSeen + length * MINUTE_MS;
      return findingOf({
        ...rest,
        target,
        ruleId,
        entity: entityOf(ruleId, entity),
        id: `F${ruleId}-${entity}-${start}-${length}${target === TARGET ? "" : target}`,
        measure: RULES[ruleId]!,
        firstFiring: firstSeen,
        openedAt: firstSeen,
        firstSeen,
        lastSeen,
      });
    });

/** A version of the finding from before it had grown to what it is. */
const younger = (whole: Finding): Finding => ({
  ...whole,
  lastSeen: whole.firstSeen + Math.floor((whole.lastSeen - whole.firstSeen) / 2),
  count: Math.ceil(whole.count / 2),
  confirmed: 0,
  paid: Math.floor(whole.paid / 2),
  level: Math.min(whole.level, 1),
  status: "open",
});

/** One write of a finding head, and how many messages tell the relay of it. */
export interface Write {
  readonly findings: readonly Finding[];
  readonly messages: number;
}

export const storyOn = (targets: readonly [Target, ...Target[]]): fc.Arbitrary<readonly Write[]> =>
  fc
    .array(fc.tuple(findingOn(targets), fc.boolean(), fc.integer({ min: 0, max: 2 })), {
      minLength: 1,
      maxLength: 5,
    })
    .chain((parts) => {
      const unique = [...new Map(parts.map((part) => [part[0].id, part])).values()];
      const heads = new Map<string, typeof unique>();
      for (const part of unique) {
        const key = countKeyText(part[0]);
        heads.set(key, [...(heads.get(key) ?? []), part]);
      }
      const writes = [...heads.values()].flatMap((own): readonly Write[] => {
        const findings = own.map(([each]) => each);
        const last = { findings, messages: 1 + own[0]![2] };
        return own.some(([, grows]) => grows)
          ? [{ findings: [younger(findings[0]!)], messages: own[0]![2] }, last]
          : [last];
      });
      return fc.shuffledSubarray(writes, { minLength: writes.length }).map(inTurn);
    });

const keyOf = ({ findings }: Write): string => countKeyText(findings[0]!);

/** The same order, except that a head is first written as it was before it grew. */
function inTurn(shuffled: readonly Write[]): readonly Write[] {
  return shuffled.map((write) => {
    const own = shuffled.filter((other) => keyOf(other) === keyOf(write));
    const isYoungFirst = own.length < 2 || own[0]!.findings[0]!.count < own[1]!.findings[0]!.count;
    if (isYoungFirst) return write;
    return write === own[0] ? own[1]! : own[0]!;
  });
}

export type Gate = <T>(call: () => Promise<T>) => Promise<T>;

/** What the fold reads and writes. */
export interface FoldStores {
  readonly findings: FindingStore;
  readonly incidents: IncidentStore;
}

export const gated = ({ findings, incidents }: FoldStores, gate: Gate): FoldStores => ({
  findings: {
    ...findings,
    ofTarget: (scope, target) => gate(() => findings.ofTarget(scope, target)),
    settle: (head) => gate(() => findings.settle(head)),
  },
  incidents: {
    ...incidents,
    read: (scope, target) => gate(() => incidents.read(scope, target)),
    write: (head, steps) => gate(() => incidents.write(head, steps)),
    writeLinked: (head, parts, steps) => gate(() => incidents.writeLinked(head, parts, steps)),
  },
});

/** The last write of each head stands, in whatever order they were made. */
export function lastOfEach(writes: readonly Write[]): readonly Finding[] {
  const heads = new Map<string, readonly Finding[]>();
  for (const { findings } of writes) heads.set(countKeyText(findings[0]!), findings);
  return [...heads.values()].flat();
}

export interface Ran {
  readonly incidents: readonly Incident[];
  readonly steps: readonly IncidentStep[];
}

/** Writes a head over what is stored, whoever settles it meanwhile. */
async function writeOver(store: FindingStore, findings: readonly Finding[]): Promise<void> {
  const key = findings[0]!;
  for (;;) {
    const head = (await store.read(key)) ?? { key, version: 0, findings };
    if (await store.write({ ...head, version: head.version + 1, findings }, [])) return;
  }
}

/** Writes heads one after the other, each told to two relays that work as the gate lets them. */
async function run(
  writes: readonly Write[],
  gate: Gate,
  stores: FoldStores,
  bounds?: Bounds,
): Promise<Ran> {
  const deps = { ...gated(stores, gate), config, bounds };
  const steps: IncidentStep[] = [];
  const relays = [Promise.resolve(), Promise.resolve()];
  let nowMs = NIGHT + 5 * 60 * MINUTE_MS;
  let turn = 0;
  for (const { findings, messages } of writes) {
    await gate(() => writeOver(stores.findings, findings));
    nowMs += MINUTE_MS;
    const atMs = nowMs;
    for (let i = 0; i < messages; i++) {
      const relay = turn++ % relays.length;
      relays[relay] = relays[relay]!.then(async () => {
        steps.push(...(await foldTargets(SCOPE, [TARGET], atMs, deps)));
      });
    }
  }
  await Promise.all(relays);
  return { incidents: (await stores.incidents.read(SCOPE, TARGET))?.incidents ?? [], steps };
}

export const atOnce: Gate = (call) => call();

export function lawsOfSteps({ incidents, steps }: Ran): void {
  const byId = new Map<string, IncidentStep[]>();
  for (const step of steps) {
    byId.set(step.incident.id, [...(byId.get(step.incident.id) ?? []), step]);
  }
  for (const own of byId.values()) {
    const revisions = own.map(({ incident }) => incident.revision).sort((a, b) => a - b);
    expect(revisions).toEqual(revisions.map((_, i) => i + 1));
    expect(own.filter(({ reasons }) => reasons.includes("opened"))).toHaveLength(1);
    for (const { reasons } of own) expect(reasons.length).toBeGreaterThan(0);
  }
  for (const { id, revision } of incidents) expect(byId.get(id)).toHaveLength(revision);
  for (const { incident, into } of steps.filter((step) => step.into !== undefined)) {
    expect(incidents.map(({ id }) => id)).not.toContain(incident.id);
    const heir = steps.find((step) => step.incident.id === into)!.incident;
    expect(heir.recordedAtMs).toBeLessThanOrEqual(incident.recordedAtMs);
  }
}

export const memoryStores = (): FoldStores => ({
  findings: memoryFindingStore(),
  incidents: memoryIncidentStore(),
});

/** So narrow that stories of five findings exceed them. */
export const NARROW: Bounds = {
  ofRule: { most: 1, least: 0 },
  inAll: { most: 2, least: 1 },
};

/** How often a property met what it was made for. */
export interface FoldCourse {
  merged: number;
  several: number;
  recorded: number;
  conflicts: number;
  /** Runs in which findings were settled. */
  rests: number;
}

export const newFoldCourse = (): FoldCourse => ({
  merged: 0,
  several: 0,
  recorded: 0,
  conflicts: 0,
  rests: 0,
});

function expectReference(
  incidents: readonly Incident[],
  writes: readonly Write[],
  bounds: Bounds | undefined,
): void {
  const hasRests = bounds !== undefined;
  const told = sorted(incidents.map((incident) => outcomeOf(incident, hasRests)));
  expect(told).toEqual(reference(lastOfEach(writes), hasRests));
}

/** Any order, repetition and growth of findings gives the reference's incidents. */
export const foldProperty = (
  met: FoldCourse,
  newStores: () => FoldStores | Promise<FoldStores> = memoryStores,
  bounds?: Bounds,
) =>
  fc.asyncProperty(storyOn([TARGET]), async (writes) => {
    const stores = await newStores();
    const ran = await run(writes, atOnce, stores, bounds);
    const { rests = [] } = (await stores.incidents.read(SCOPE, TARGET)) ?? {};
    if (rests.length > 0) met.rests++;
    expectReference(ran.incidents, writes, bounds);
    lawsOfSteps(ran);
    if (ran.steps.some(({ into }) => into !== undefined)) met.merged++;
    if (ran.incidents.length > 1) met.several++;
    if (writes.some(({ findings }) => findings[0]!.notify === "record")) met.recorded++;
  });

/** Several relays at once give the same, however their calls interleave. */
export const relaysProperty = (
  met: FoldCourse,
  newStores: () => FoldStores | Promise<FoldStores> = memoryStores,
  bounds?: Bounds,
) =>
  fc.asyncProperty(storyOn([TARGET]), fc.scheduler(), async (writes, scheduler) => {
    const gate: Gate = async (call) => {
      await scheduler.schedule(Promise.resolve());
      const result = await call();
      if (result === false) met.conflicts++;
      await scheduler.schedule(Promise.resolve());
      return result;
    };
    const ran = await scheduler.waitFor(run(writes, gate, await newStores(), bounds));
    expectReference(ran.incidents, writes, bounds);
    lawsOfSteps(ran);
  });
