import fc from "fast-check";
import { memoryFindingStore } from "../../lambda/adapters/memory-finding-store";
import { memoryIncidentStore } from "../../lambda/adapters/memory-incident-store";
import {
  memoryHourlyPages,
  memoryNotificationLog,
} from "../../lambda/adapters/memory-notification-log";
import { parseConfig } from "../../lambda/core/model/config";
import type { Email, Audience } from "../../lambda/core/notifications/mail";
import type { Incident, IncidentKey } from "../../lambda/core/incidents/incident";
import {
  notify,
  type NotifyOutcome,
  type NotifyDeps,
} from "../../lambda/core/notifications/notify";
import { HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { findingOf, incidentFrom, NIGHT } from "./incidents";

type Gate = <T>(call: () => Promise<T>) => Promise<T>;
export const atOnce: Gate = (call) => call();

export interface Mail {
  readonly audience: Audience;
  readonly email: Email;
  readonly atMs: number;
}

/** What `notify` reads and writes. */
export type NotifyStores = Pick<NotifyDeps, "findings" | "incidents" | "notificationLog" | "pages">;

const memoryStores = (): NotifyStores => ({
  findings: memoryFindingStore(),
  incidents: memoryIncidentStore(),
  notificationLog: memoryNotificationLog(),
  pages: memoryHourlyPages(),
});

/** A world whose every call passes the gate, and whose mailer may refuse. */
export function depsOf(
  settings: object,
  gate: Gate = atOnce,
  fails: () => boolean = () => false,
  stores: NotifyStores = memoryStores(),
) {
  const mails: Mail[] = [];
  const deps: NotifyDeps = {
    config: parseConfig(settings),
    findings: {
      ...stores.findings,
      ofTarget: (scope, target) => gate(() => stores.findings.ofTarget(scope, target)),
    },
    incidents: {
      ...stores.incidents,
      read: (scope, target) => gate(() => stores.incidents.read(scope, target)),
    },
    notificationLog: {
      ofTarget: (scope, target) => gate(() => stores.notificationLog.ofTarget(scope, target)),
      claim: (look, revision, nowMs) =>
        gate(() => stores.notificationLog.claim(look, revision, nowMs)),
      confirm: (look, notified) => gate(() => stores.notificationLog.confirm(look, notified)),
    },
    pages: { enter: (hour, id, places) => gate(() => stores.pages.enter(hour, id, places)) },
    mailer: {
      send: (audience, email, atMs) =>
        gate(() => {
          if (fails()) return Promise.reject(new Error("the mailer is out"));
          mails.push({ audience, email, atMs });
          return Promise.resolve();
        }),
    },
  };
  return { deps, mails, incidents: stores.incidents };
}

/** Puts the present state of a target's incidents into the store. */
export async function put(
  incidents: NotifyDeps["incidents"],
  target: string,
  present: readonly Incident[],
): Promise<void> {
  const scope = present[0]!.scope;
  const version = ((await incidents.read(scope, target))?.version ?? 0) + 1;
  await incidents.write({ scope, target, version, incidents: present }, []);
}

export const lookAt = ({ scope, target, id }: Incident): IncidentKey => ({
  scope,
  target,
  incidentId: id,
});

export const incidentOn = (target: string, id: string, known: Partial<Incident> = {}): Incident =>
  incidentFrom(findingOf({ target }), { target, id, ...known });

export const isCrowd = ({ email }: Mail): boolean =>
  email.subject.includes("more incidents than e-mails");

/** Which incident and revision an e-mail tells. */
export function notifiedBy({ email }: Mail): { readonly id: string; readonly revision: number } {
  const [, id = "", revision = ""] = /Incident (\S+), revision (\d+)\./.exec(email.body) ?? [];
  return { id, revision: Number(revision) };
}

/** What may happen between two looks. */
type Act =
  | {
      readonly kind: "revise";
      readonly which: number;
      readonly hasEscalated: boolean;
      readonly status: Incident["status"];
    }
  | { readonly kind: "tick"; readonly minutes: number }
  | { readonly kind: "look"; readonly which: readonly number[] };

const TARGETS = ["client:a", "client:a", "client:b", "client:c", "client:d"];
const which = fc.nat(TARGETS.length - 1);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constant("revise" as const),
    which,
    hasEscalated: fc.boolean(),
    status: fc.constantFrom("open" as const, "closed" as const),
  }),
  fc.record({
    kind: fc.constant("tick" as const),
    minutes: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 300 })),
  }),
  fc.record({
    kind: fc.constant("look" as const),
    which: fc.array(which, { minLength: 1, maxLength: 6 }),
  }),
);

const PACE = { laterMinutes: 15, perHour: 2 };

/** The incidents as their last revisions made them, and the time. */
interface Ledger {
  readonly incidents: Map<number, Incident>;
  readonly clock: { nowMs: number };
}

const newLedger = (): Ledger => ({
  incidents: new Map(),
  clock: { nowMs: NIGHT - (NIGHT % HOUR_MS) },
});

async function revise(
  ledger: Ledger,
  store: NotifyDeps["incidents"],
  { which: at, hasEscalated, status }: Extract<Act, { kind: "revise" }>,
): Promise<void> {
  const target = TARGETS[at]!;
  const before = ledger.incidents.get(at);
  const { nowMs } = ledger.clock;
  ledger.incidents.set(at, {
    ...(before ?? incidentOn(target, `I${at}`, { revision: 0 })),
    status,
    lastSeen: nowMs,
    level: (before?.level ?? 0) + (hasEscalated ? 1 : 0),
    revision: (before?.revision ?? 0) + 1,
  });
  const own = [...ledger.incidents].filter(([i]) => TARGETS[i] === target);
  await put(
    store,
    target,
    own.map(([, incident]) => incident),
  );
}

function lawsOfMail(mails: readonly Mail[], ledger: Ledger): void {
  const letters = mails.filter((mail) => !isCrowd(mail));
  const notified = letters.map((mail) => ({ ...notifiedBy(mail), atMs: mail.atMs }));
  const names = notified.map(({ id, revision }) => `${id}@${revision}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { id } of ledger.incidents.values()) {
    const times = notified.filter((each) => each.id === id).map(({ atMs }) => atMs);
    times.slice(1).forEach((time, i) => {
      expect(time - times[i]!).toBeGreaterThanOrEqual(PACE.laterMinutes * MINUTE_MS);
    });
  }
  const hourOf = (atMs: number): number => Math.floor(atMs / HOUR_MS);
  for (const hour of new Set(mails.map(({ atMs }) => hourOf(atMs)))) {
    const inHour = notified.filter(({ atMs }) => hourOf(atMs) === hour);
    expect(new Set(inHour.map(({ id }) => id)).size).toBeLessThanOrEqual(PACE.perHour);
    const lines = mails.filter((mail) => isCrowd(mail) && hourOf(mail.atMs) === hour);
    expect(lines.length).toBeLessThanOrEqual(1);
  }
}

/** How often a property met what it was made for. */
export interface PaceCourse {
  busy: number;
  waits: number;
  failed: number;
  crowd: number;
}

export const newPaceCourse = (): PaceCourse => ({ busy: 0, waits: 0, failed: 0, crowd: 0 });

/** No revision is told twice, the last one always is, and nobody is flooded. */
export const paceProperty = (
  met: PaceCourse,
  newStores: () => NotifyStores | Promise<NotifyStores> = memoryStores,
) =>
  fc.asyncProperty(
    fc.array(act, { minLength: 5, maxLength: 25 }),
    fc.scheduler(),
    fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
    async (acts, scheduler, dice) => {
      const gate: Gate = async (call) => {
        await scheduler.schedule(Promise.resolve());
        return call();
      };
      let isFlaky = true;
      const fails = (): boolean => isFlaky && dice.next().value === 0;
      const { deps, mails, incidents } = depsOf({ pace: PACE }, gate, fails, await newStores());
      const ledger = newLedger();
      const look = (at: number): Promise<NotifyOutcome | "failed"> => {
        const incident = ledger.incidents.get(at) ?? incidentOn(TARGETS[at]!, `I${at}`);
        return notify(lookAt(incident), ledger.clock.nowMs, deps).catch((): "failed" => "failed");
      };
      for (const next of acts) {
        if (next.kind === "tick") ledger.clock.nowMs += next.minutes * MINUTE_MS;
        if (next.kind === "revise") await revise(ledger, incidents, next);
        if (next.kind !== "look") continue;
        const outcomes = await scheduler.waitFor(Promise.all(next.which.map(look)));
        for (const outcome of outcomes) if (outcome in met) met[outcome as keyof typeof met]++;
      }
      isFlaky = false;
      for (let hour = 0; hour < 60; hour++) {
        ledger.clock.nowMs += HOUR_MS;
        for (const at of ledger.incidents.keys()) await scheduler.waitFor(look(at));
      }
      lawsOfMail(mails, ledger);
      met.crowd += mails.filter(isCrowd).length;
      const last = new Map(mails.map((mail) => [notifiedBy(mail).id, notifiedBy(mail).revision]));
      for (const { id, revision } of ledger.incidents.values()) expect(last.get(id)).toBe(revision);
    },
  );
