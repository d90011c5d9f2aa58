import type {
  Finding,
  FindingHead,
  FindingStep,
  FindingStore,
} from "../../lambda/core/findings/finding";
import type { CountKey, Entity } from "../../lambda/core/model/rule";
import type {
  IncidentHead,
  IncidentKey,
  IncidentStore,
} from "../../lambda/core/incidents/incident";
import type { Notified } from "../../lambda/core/notifications/pace";
import type { KnownStore } from "../../lambda/core/counting/windows/evaluate-window";
import type { NotificationLog } from "../../lambda/core/notifications/notification-log";
import { ACCOUNT, burst, CLIENT, IP, LIVE, MIDNIGHT } from "./observations";

let made = 0;

/** A scope that no other test has used, as stores may outlive a test. */
const newScope = (): string => `contract-${made++}/live`;

const ENTITY: Entity = { type: "ip", value: IP };

/** An open finding of ten requests in a minute. */
export const findingOf = (known: Partial<Finding> = {}): Finding => ({
  scope: LIVE,
  target: CLIENT,
  ruleId: "test-burst",
  entity: ENTITY,
  id: "0123456789ABCDEFGHJK",
  firstFiring: MIDNIGHT + 30_000,
  openedAt: MIDNIGHT + 30_000,
  firstSeen: MIDNIGHT,
  lastSeen: MIDNIGHT + 59_000,
  count: 10,
  confirmed: 1,
  paid: 9,
  peak: 10,
  countIsUpperBound: false,
  evidence: {
    calls: [{ action: "ForgotPassword", outcome: "success", clientId: "app", share: 1 }],
    addresses: { values: [], count: 0 },
    destinations: { values: ["+4420xxxx"], count: 1 },
  },
  measure: burst(5, 60_000),
  severity: "medium",
  notify: "page",
  attack: ["T1496.003"],
  level: 0,
  status: "open",
  money: { usd: 0.9, isEstimate: true },
  accounts: [ACCOUNT],
  regions: ["eu-west-1"],
  eventIds: ["e1", "e2"],
  arrivedAtMs: MIDNIGHT + 60_000,
  talliedAtMs: MIDNIGHT + 60_000,
  recordedAtMs: MIDNIGHT + 60_000,
  steps: 1,
  ...known,
});

const keyOf = ({ scope, target, ruleId, entity }: Finding): CountKey => ({
  scope,
  target,
  ruleId,
  entity,
});

const headOf = (version: number, ...findings: readonly [Finding, ...Finding[]]): FindingHead => ({
  key: keyOf(findings[0]),
  version,
  findings,
});

const opened = (finding: Finding): FindingStep => ({
  kind: "opened",
  sequence: 1,
  atMs: finding.recordedAtMs,
  finding,
});

/** What every store of findings must do, whatever it is made of. */
export function findingStoreContract(
  name: string,
  create: () => FindingStore | Promise<FindingStore>,
): void {
  describe(`${name} as a store of findings`, () => {
    let store: FindingStore;
    let scope: string;
    let finding: Finding;
    beforeEach(async () => {
      store = await create();
      scope = newScope();
      finding = findingOf({ scope });
    });

    test("what was never written is absent", async () => {
      expect(await store.read(keyOf(finding))).toBeUndefined();
      expect(await store.ofTarget(scope, CLIENT)).toEqual([]);
    });

    test("a head is read as it was written", async () => {
      const head = headOf(1, finding, findingOf({ scope, id: "closed-one", status: "closed" }));
      expect(await store.write(head, [opened(finding)])).toBe(true);
      expect(await store.read(keyOf(finding))).toEqual(head);
    });

    test("a first write wants version 1", async () => {
      expect(await store.write(headOf(2, finding), [])).toBe(false);
      expect(await store.read(keyOf(finding))).toBeUndefined();
    });

    test("refuses a version that is not the next one and keeps what it has", async () => {
      await store.write(headOf(1, finding), [opened(finding)]);
      await store.write(headOf(2, finding), []);
      const other = findingOf({ scope, count: 999 });
      for (const version of [0, 1, 2, 4]) {
        expect(await store.write(headOf(version, other), [])).toBe(false);
      }
      expect(await store.read(keyOf(finding))).toEqual(headOf(2, finding));
      expect(await store.write(headOf(3, other), [])).toBe(true);
      expect(await store.read(keyOf(finding))).toEqual(headOf(3, other));
    });

    test("a head in which nothing waits is no more among its target's, until it is written again", async () => {
      const other = findingOf({ scope, id: "other", entity: { type: "ip", value: "192.0.2.99" } });
      await store.write(headOf(1, finding), [opened(finding)]);
      await store.write(headOf(1, other), []);
      const settled = {
        [finding.id]: {
          figures: { count: 10, confirmed: 1, paid: 9, charged: 10, addresses: 0, open: 1 },
          ...{ atMs: finding.firstSeen, notify: "page" as const, round: 1 },
        },
      };
      const done = { ...headOf(2, finding), settled, isUnlisted: true as const };
      expect(await store.settle(done)).toBe(true);
      expect(await store.ofTarget(scope, CLIENT)).toEqual([headOf(1, other)]);
      expect(await store.read(keyOf(finding))).toEqual(done);
      expect(await store.open()).toContainEqual(keyOf(finding));
      expect(await store.write({ ...done, version: 3 }, [])).toBe(true);
      expect(await store.read(keyOf(finding))).toEqual({ ...headOf(3, finding), settled });
      expect(await store.ofTarget(scope, CLIENT)).toHaveLength(2);
    });

    test("a head that was settled in part stays among its target's", async () => {
      await store.write(headOf(1, finding), []);
      expect(await store.settle(headOf(2, finding))).toBe(true);
      expect(await store.ofTarget(scope, CLIENT)).toEqual([headOf(2, finding)]);
    });

    test("a head that somebody else has written meanwhile is not settled", async () => {
      await store.write(headOf(1, finding), []);
      await store.write(headOf(2, finding), []);
      expect(await store.settle({ ...headOf(2, finding), isUnlisted: true })).toBe(false);
      expect(await store.ofTarget(scope, CLIENT)).toEqual([headOf(2, finding)]);
    });

    test("what is enlisted twice stands there once", async () => {
      await store.write(headOf(1, finding), []);
      await store.enlist(scope, CLIENT);
      await store.enlist(scope, CLIENT);
      expect(await store.ofTarget(scope, CLIENT)).toEqual([headOf(1, finding)]);
    });

    test("of many writers of one version, one is heard", async () => {
      const writes = Array.from({ length: 10 }, (_, i) => findingOf({ scope, count: i }));
      const results = await Promise.all(writes.map((each) => store.write(headOf(1, each), [])));
      expect(results.filter(Boolean)).toHaveLength(1);
      const winner = writes[results.indexOf(true)]!;
      expect(await store.read(keyOf(finding))).toEqual(headOf(1, winner));
    });

    test("keys that differ in one part only never meet", async () => {
      const all = [
        finding,
        findingOf({ scope: newScope() }),
        findingOf({ scope, target: "client:other" }),
        findingOf({ scope, ruleId: "test-burst-2" }),
        findingOf({ scope, entity: { ...ENTITY, type: "network" } }),
        findingOf({ scope, entity: { ...ENTITY, value: "192.0.2.2" } }),
        findingOf({ scope, entity: { type: "user-agent", value: "#".repeat(3000) } }),
      ].map((each, i) => ({ ...each, count: i }));
      for (const each of all) expect(await store.write(headOf(1, each), [])).toBe(true);
      for (const each of all) expect(await store.read(keyOf(each))).toEqual(headOf(1, each));
    });

    test("all heads on a target are found, and no other", async () => {
      const onTarget = [
        finding,
        findingOf({ scope, ruleId: "test-burst-2" }),
        findingOf({ scope, entity: { ...ENTITY, value: "192.0.2.2" }, status: "closed" }),
      ];
      const elsewhere = [
        findingOf({ scope, target: `${CLIENT}-2` }),
        findingOf({ scope: newScope() }),
      ];
      for (const each of [...onTarget, ...elsewhere]) await store.write(headOf(1, each), []);
      const heads = await store.ofTarget(scope, CLIENT);
      expect(heads).toHaveLength(onTarget.length);
      expect(heads).toEqual(expect.arrayContaining(onTarget.map((each) => headOf(1, each))));
    });

    test("a key is open as long as one of its findings is", async () => {
      const isOpen = async (): Promise<boolean> =>
        (await store.open()).some((key) => key.scope === scope);
      const closed = findingOf({ scope, id: "closed-one", status: "closed" });
      expect(await isOpen()).toBe(false);
      await store.write(headOf(1, closed, finding), []);
      expect(await isOpen()).toBe(true);
      expect(await store.open()).toContainEqual(keyOf(finding));
      await store.write(headOf(2, closed, { ...finding, status: "closed" }), []);
      expect(await isOpen()).toBe(false);
      await store.write(headOf(3, finding), []);
      expect(await isOpen()).toBe(true);
    });

    test("a refused write neither opens nor closes", async () => {
      await store.write(headOf(1, finding), []);
      await store.write(headOf(7, { ...finding, status: "closed" }), []);
      expect(await store.open()).toContainEqual(keyOf(finding));
    });

    // Last, because what it leaves open makes every question after it slow.
    test("more heads than fit into one answer of a database are all found", async () => {
      const values = Array.from({ length: 300 }, (_, i) => `192.0.2.${i}`);
      const eventIds = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(200));
      for (const value of values) {
        const each = findingOf({ scope, entity: { type: "ip", value }, eventIds });
        await store.write(headOf(1, each), []);
      }
      const found = (await store.ofTarget(scope, CLIENT)).map(({ key }) => key.entity.value);
      expect(found.sort()).toEqual(values.sort());
    });
  });
}

const incidentHead = (scope: string, version: number, target = CLIENT): IncidentHead => ({
  scope,
  target,
  version,
  incidents: [],
});

/** What every store of incidents must do, whatever it is made of. */
export function incidentStoreContract(
  name: string,
  create: () => IncidentStore | Promise<IncidentStore>,
): void {
  describe(`${name} as a store of incidents`, () => {
    let store: IncidentStore;
    let scope: string;
    beforeEach(async () => {
      store = await create();
      scope = newScope();
    });

    test("what was never written is absent", async () => {
      expect(await store.read(scope, CLIENT)).toBeUndefined();
    });

    test("a head is read as it was written and by its own key only", async () => {
      expect(await store.write(incidentHead(scope, 1), [])).toBe(true);
      expect(await store.read(scope, CLIENT)).toEqual(incidentHead(scope, 1));
      expect(await store.read(scope, "client:other")).toBeUndefined();
      expect(await store.read(newScope(), CLIENT)).toBeUndefined();
    });

    test("refuses a version that is not the next one", async () => {
      expect(await store.write(incidentHead(scope, 2), [])).toBe(false);
      await store.write(incidentHead(scope, 1), []);
      for (const version of [0, 1, 3]) {
        expect(await store.write(incidentHead(scope, version), [])).toBe(false);
      }
      expect(await store.write(incidentHead(scope, 2), [])).toBe(true);
    });

    test("heads of a linked set are written all or none", async () => {
      const other = "client:other";
      const part = (version: number) => ({
        ...incidentHead(scope, version, other),
        partOf: CLIENT,
      });
      const head = (version: number) => ({ ...incidentHead(scope, version), linked: [other] });
      expect(await store.writeLinked(head(1), [part(2)], [])).toBe(false);
      expect(await store.read(scope, CLIENT)).toBeUndefined();
      expect(await store.writeLinked(head(1), [part(1)], [])).toBe(true);
      expect(await store.read(scope, CLIENT)).toEqual(head(1));
      expect(await store.read(scope, other)).toEqual(part(1));
      expect(await store.writeLinked(head(1), [part(2)], [])).toBe(false);
      expect(await store.read(scope, other)).toEqual(part(1));
    });

    test("a head that becomes part of another one is unsettled no more", async () => {
      const other = "client:other";
      const unsettled = async () =>
        (await store.unsettled())
          .filter((head) => head.scope === scope)
          .map(({ target }) => target);
      await store.write(incidentHead(scope, 1, other), []);
      expect(await unsettled()).toEqual([other]);
      const part = { ...incidentHead(scope, 2, other), partOf: CLIENT };
      await store.writeLinked({ ...incidentHead(scope, 1), linked: [other] }, [part], []);
      expect(await unsettled()).toEqual([CLIENT]);
    });

    test("of many writers of one version, one is heard", async () => {
      const writes = Array.from({ length: 10 }, () => store.write(incidentHead(scope, 1), []));
      expect((await Promise.all(writes)).filter(Boolean)).toHaveLength(1);
    });
  });
}

/** What every store of confirmation days must do, whatever it is made of. */
export function knownStoreContract(
  name: string,
  create: () => KnownStore | Promise<KnownStore>,
): void {
  describe(`${name} as a store of confirmation days`, () => {
    let store: KnownStore;
    let scope: string;
    beforeEach(async () => {
      store = await create();
      scope = newScope();
    });

    test("who never confirmed has no days", async () => {
      expect(await store.days(scope, CLIENT, ENTITY)).toEqual(new Set());
    });

    test("days are a set, in any order and however often they are added", async () => {
      for (const day of [20_774, 20_772, 20_774, 20_770]) {
        await store.add(scope, CLIENT, ENTITY, day);
      }
      expect(await store.days(scope, CLIENT, ENTITY)).toEqual(new Set([20_770, 20_772, 20_774]));
    });

    test("many at once lose nothing", async () => {
      const days = Array.from({ length: 15 }, (_, i) => 20_760 + i);
      await Promise.all(days.map((day) => store.add(scope, CLIENT, ENTITY, day)));
      expect(await store.days(scope, CLIENT, ENTITY)).toEqual(new Set(days));
    });

    test("keys that differ in one part only never meet", async () => {
      const keys: readonly (readonly [string, string, Entity])[] = [
        [scope, CLIENT, ENTITY],
        [`${scope}x`, CLIENT, ENTITY],
        [scope, "client:other", ENTITY],
        [scope, CLIENT, { ...ENTITY, type: "network" }],
        [scope, CLIENT, { ...ENTITY, value: "192.0.2.2" }],
      ];
      for (const [i, key] of keys.entries()) await store.add(...key, 20_770 + i);
      for (const [i, key] of keys.entries()) {
        expect(await store.days(...key)).toEqual(new Set([20_770 + i]));
      }
    });
  });
}

const notifiedAt = (atMs: number, revision: number, incidentId = "incident"): Notified => ({
  incidentId,
  revision,
  level: 0,
  status: "open",
  atMs,
});

/**
 * What every store of what was told must do, whatever it is made of.
 *
 * @param leaseMs how long a claim holds that is never confirmed
 */
export function notificationLogContract(
  name: string,
  create: () => NotificationLog | Promise<NotificationLog>,
  leaseMs: number,
): void {
  describe(`${name} as a store of what was told`, () => {
    let store: NotificationLog;
    let look: IncidentKey;
    beforeEach(async () => {
      store = await create();
      look = { scope: newScope(), target: CLIENT, incidentId: "incident" };
    });

    test("nothing was told of a new target", async () => {
      expect(await store.ofTarget(look.scope, CLIENT)).toEqual([]);
    });

    test("what was told is found with its target and nowhere else", async () => {
      const other = { ...look, incidentId: "other" };
      for (const key of [look, other]) {
        await store.claim(key, 1, MIDNIGHT);
        await store.confirm(key, notifiedAt(MIDNIGHT, 1, key.incidentId));
      }
      const found = await store.ofTarget(look.scope, CLIENT);
      expect(found).toHaveLength(2);
      expect(found).toEqual(
        expect.arrayContaining([notifiedAt(MIDNIGHT, 1), notifiedAt(MIDNIGHT, 1, "other")]),
      );
      expect(await store.ofTarget(look.scope, "client:other")).toEqual([]);
      expect(await store.ofTarget(newScope(), CLIENT)).toEqual([]);
    });

    test("only the last that was told of an incident is kept", async () => {
      await store.claim(look, 1, MIDNIGHT);
      await store.confirm(look, notifiedAt(MIDNIGHT, 1));
      await store.claim(look, 3, MIDNIGHT + 1000);
      await store.confirm(look, notifiedAt(MIDNIGHT + 1000, 3));
      expect(await store.ofTarget(look.scope, CLIENT)).toEqual([notifiedAt(MIDNIGHT + 1000, 3)]);
    });

    test("how severe it was, how often it was over, and that nothing was sent, is kept and taken away again", async () => {
      const extras = { severity: "high", closings: 2, sentNothing: true } as const;
      const over = { ...notifiedAt(MIDNIGHT, 1), ...extras };
      await store.claim(look, 1, MIDNIGHT);
      await store.confirm(look, over);
      expect(await store.ofTarget(look.scope, CLIENT)).toEqual([over]);
      await store.claim(look, 2, MIDNIGHT + 1000);
      await store.confirm(look, notifiedAt(MIDNIGHT + 1000, 2));
      expect(await store.ofTarget(look.scope, CLIENT)).toEqual([notifiedAt(MIDNIGHT + 1000, 2)]);
    });

    test("a claim keeps others away until it runs out", async () => {
      expect(await store.claim(look, 1, MIDNIGHT)).toBe(true);
      expect(await store.claim(look, 1, MIDNIGHT + leaseMs - 1)).toBe(false);
      expect(await store.claim(look, 2, MIDNIGHT + leaseMs - 1)).toBe(false);
      expect(await store.claim(look, 1, MIDNIGHT + leaseMs)).toBe(true);
    });

    test("a claim on one incident leaves the others free", async () => {
      expect(await store.claim(look, 1, MIDNIGHT)).toBe(true);
      expect(await store.claim({ ...look, incidentId: "other" }, 1, MIDNIGHT)).toBe(true);
      expect(await store.claim({ ...look, target: "client:other" }, 1, MIDNIGHT)).toBe(true);
    });

    test("of many that claim at once, one is granted", async () => {
      const claims = Array.from({ length: 10 }, () => store.claim(look, 1, MIDNIGHT));
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
    });

    test("refuses a claim on what has been told, and grants the next revision at once", async () => {
      await store.claim(look, 2, MIDNIGHT);
      await store.confirm(look, notifiedAt(MIDNIGHT, 2));
      expect(await store.claim(look, 1, MIDNIGHT + 1)).toBe(false);
      expect(await store.claim(look, 2, MIDNIGHT + leaseMs * 2)).toBe(false);
      expect(await store.claim(look, 3, MIDNIGHT + 1)).toBe(true);
    });

    test("what the service refused may be claimed again, until it is served", async () => {
      await store.claim(look, 2, MIDNIGHT);
      await store.confirm(look, { ...notifiedAt(MIDNIGHT, 2), isRefused: true });
      expect(await store.ofTarget(look.scope, CLIENT)).toEqual([
        { ...notifiedAt(MIDNIGHT, 2), isRefused: true },
      ]);
      expect(await store.claim(look, 1, MIDNIGHT + 1)).toBe(false);
      expect(await store.claim(look, 2, MIDNIGHT + 1)).toBe(true);
      await store.confirm(look, notifiedAt(MIDNIGHT + 1, 2));
      expect(await store.ofTarget(look.scope, CLIENT)).toEqual([notifiedAt(MIDNIGHT + 1, 2)]);
      expect(await store.claim(look, 2, MIDNIGHT + leaseMs * 2)).toBe(false);
    });

    test("a refused claim does not make the claim that stands last longer", async () => {
      await store.claim(look, 1, MIDNIGHT);
      await store.claim(look, 1, MIDNIGHT + leaseMs - 1);
      expect(await store.claim(look, 1, MIDNIGHT + leaseMs)).toBe(true);
    });

    test("who confirms too late does not undo what was told since", async () => {
      await store.claim(look, 1, MIDNIGHT);
      await store.claim(look, 2, MIDNIGHT + leaseMs);
      await store.confirm(look, notifiedAt(MIDNIGHT + leaseMs, 2));
      await store.confirm(look, notifiedAt(MIDNIGHT, 1));
      expect(await store.ofTarget(look.scope, CLIENT)).toEqual([notifiedAt(MIDNIGHT + leaseMs, 2)]);
    });
  });
}
