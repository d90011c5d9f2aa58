import fc from "fast-check";
import {
  memoryFindingStore,
  memoryIncidentStore,
  memoryHourlyPages,
  memoryNotificationLog,
} from "../../lambda/adapters/memory/outcomes";
import { parseConfig } from "../../lambda/core/model/config";
import { emailSink } from "../../lambda/core/notifications/email-sink";
import type { Email, Audience, Mailer } from "../../lambda/core/notifications/mail";
import type { Incident, IncidentKey } from "../../lambda/core/incidents/incident";
import {
  notify,
  type NotifyOutcome,
  type NotifyDeps,
} from "../../lambda/core/notifications/notify";
import type { SendToPagerDuty } from "../../lambda/core/notifications/pagerduty/event";
import { pagerDutySink } from "../../lambda/core/notifications/pagerduty/sink";
import type { Sink } from "../../lambda/core/notifications/sink";
import { at } from "../../lambda/core/sources/records/json";
import { HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { findingOf, incidentFrom, NIGHT } from "./incidents";
import { pagerDutyService, ROUTING_KEY, type TakenEvent } from "./pagerduty-service";

type Gate = <T>(call: () => Promise<T>) => Promise<T>;
export const atOnce: Gate = (call) => call();

export interface Mail {
  readonly audience: Audience;
  readonly email: Email;
  readonly atMs: number;
}

/** What `notify` reads and writes. */
export type NotifyStores = Omit<NotifyDeps, "sink" | "config">;

/** The stores of two sinks: what has happened is one, what was served is each one's own. */
export interface TwoStores {
  readonly email: NotifyStores;
  readonly pager: NotifyStores;
}

const memoryStores = (
  shared: Pick<NotifyStores, "findings" | "incidents"> = {
    findings: memoryFindingStore(),
    incidents: memoryIncidentStore(),
  },
): NotifyStores => ({
  ...shared,
  notificationLog: memoryNotificationLog(),
  pages: memoryHourlyPages(),
});

const twoMemoryStores = (): TwoStores => {
  const email = memoryStores();
  return { email, pager: memoryStores(email) };
};

/** A world whose every call passes the gate, and whose mailer may refuse. */
export function depsOf(
  settings: object,
  gate: Gate = atOnce,
  fails: () => boolean = () => false,
  stores: NotifyStores = memoryStores(),
) {
  const mails: Mail[] = [];
  const mailer: Mailer = {
    send: (audience, email, atMs) =>
      gate(() => {
        if (fails()) return Promise.reject(new Error("the mailer is out"));
        mails.push({ audience, email, atMs });
        return Promise.resolve();
      }),
  };
  return { ...gated(settings, gate, stores, emailSink(mailer)), mails, mailer };
}

/** What a sink needs to notify, every call of it through the gate. */
function gated(settings: object, gate: Gate, stores: NotifyStores, sink: Sink) {
  const deps: NotifyDeps = {
    sink,
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
    pages: {
      read: (first, last) => gate(() => stores.pages.read(first, last)),
      write: (places) => gate(() => stores.pages.write(places)),
    },
  };
  return { deps, incidents: stores.incidents };
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

export const requestFor = ({ scope, target, id }: Incident): IncidentKey => ({
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

/** What becomes of an event for PagerDuty: it arrives, it does not, or only its answer is lost. */
export type Fate = "well" | "lost" | "unanswered";

/** PagerDuty as one sink sees it, with a record of what arrived without its learning of it. */
export function pagerOf(
  settings: object,
  gate: Gate = atOnce,
  fate: () => Fate = () => "well",
  stores: NotifyStores = memoryStores(),
) {
  const service = pagerDutyService();
  /** What was taken and not known to be, by incident and revision. */
  const unanswered: string[] = [];
  const send: SendToPagerDuty = (event) =>
    gate(() => {
      const how = fate();
      // What went before the end of a refused flood is sent again with it.
      const isEndOf = ({ key, action }: TakenEvent): boolean =>
        action === "trigger" && event.dedup_key.endsWith(`${key}-refused`);
      const before = how === "well" ? undefined : service.taken.findLast(isEndOf);
      if (before !== undefined && event.event_action === "resolve") {
        unanswered.push(eventName(before));
      }
      if (how === "lost") return Promise.reject(new Error("PagerDuty is out"));
      const { status, body } = service.enqueue({
        method: "POST",
        path: "/v2/enqueue",
        headers: { "content-type": "application/json" },
        body: Buffer.from(JSON.stringify({ routing_key: ROUTING_KEY, ...event })),
      });
      if (status !== 202) throw new Error(JSON.stringify(body));
      if (how === "well") return Promise.resolve();
      unanswered.push(eventName(service.taken.at(-1)!));
      return Promise.reject(new Error("the answer was lost"));
    });
  return { ...gated(settings, gate, stores, pagerDutySink(send, false)), service, unanswered };
}

/** Which incident an event is about, and which of its revisions; an end says no revision. */
export const eventName = ({ key, action, body }: TakenEvent): string => {
  const details = at(body, "payload", "custom_details", "revision");
  return `${key} ${action === "resolve" ? "end" : String(details)}`;
};

/** What may happen between two looks. */
type Act =
  | {
      readonly kind: "revise";
      readonly which: number;
      readonly hasEscalated: boolean;
      /** How many times as dear it has become; what was refused so far then is no more. */
      readonly times: number;
      readonly status: Incident["status"];
    }
  | { readonly kind: "tick"; readonly minutes: number }
  | { readonly kind: "look"; readonly which: readonly number[]; readonly merges: boolean };

const TARGETS = ["client:a", "client:a", "client:b", "client:c", "client:d"];
const which = fc.nat(TARGETS.length - 1);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constant("revise" as const),
    which,
    hasEscalated: fc.boolean(),
    times: fc.constantFrom(1, 1, 1, 1.5, 4),
    status: fc.constantFrom("open" as const, "closed" as const),
  }),
  fc.record({
    kind: fc.constant("tick" as const),
    minutes: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 300 })),
  }),
  fc.record({
    kind: fc.constant("look" as const),
    which: fc.array(which, { minLength: 1, maxLength: 6 }),
    merges: fc.boolean(),
  }),
);

/** Those in which every call is refused, until they send something. */
const REFUSED: readonly string[] = ["client:c", "client:d"];
/** The incident that may become part of the other one of its target. */
const YOUNGER = 1;
const PACE = { laterMinutes: 15, perHour: 2 };

/** The incidents as their last revisions made them, and the time. */
interface Ledger {
  readonly incidents: Map<number, Incident>;
  /** Those that have become part of others; their ids never come back. */
  readonly gone: Map<number, Incident>;
  readonly clock: { nowMs: number };
}

const newLedger = (): Ledger => ({
  incidents: new Map(),
  gone: new Map(),
  clock: { nowMs: NIGHT - (NIGHT % HOUR_MS) },
});

function newIncident(at: number): Incident {
  const target = TARGETS[at]!;
  const known = REFUSED.includes(target)
    ? ({ severity: "medium", sentNothing: true, paid: 0, money: FREE } as const)
    : {};
  return incidentOn(target, `I${at}`, { revision: 0, ...known });
}

const FREE = { usd: 0, isEstimate: true };

function dearer(incident: Incident, times: number): Incident {
  if (times === 1) return incident;
  const paid = Math.max(1, incident.paid) * times;
  const money = { usd: paid / 10, isEstimate: true };
  return { ...incident, paid, money, sentNothing: undefined };
}

async function revise(
  ledger: Ledger,
  store: NotifyDeps["incidents"],
  { which: at, hasEscalated, times, status }: Extract<Act, { kind: "revise" }>,
): Promise<void> {
  if (ledger.gone.has(at)) return;
  const before = ledger.incidents.get(at);
  const { nowMs } = ledger.clock;
  ledger.incidents.set(at, {
    ...dearer(before ?? newIncident(at), times),
    status,
    lastSeen: nowMs,
    level: (before?.level ?? 0) + (hasEscalated ? 1 : 0),
    revision: (before?.revision ?? 0) + 1,
  });
  await putTarget(ledger, store, TARGETS[at]!);
}

async function putTarget(
  ledger: Ledger,
  store: NotifyDeps["incidents"],
  target: string,
): Promise<void> {
  const own = [...ledger.incidents].filter(([i]) => TARGETS[i] === target);
  await put(
    store,
    target,
    own.map(([, incident]) => incident),
  );
}

/** The older incident has grown to hold the younger one. */
async function merge(ledger: Ledger, store: NotifyDeps["incidents"]): Promise<void> {
  const younger = ledger.incidents.get(YOUNGER);
  if (younger === undefined || !ledger.incidents.has(0)) return;
  ledger.incidents.delete(YOUNGER);
  ledger.gone.set(YOUNGER, younger);
  await putTarget(ledger, store, younger.target);
}

const isOfRefused = ({ email }: Mail): boolean =>
  email.subject.endsWith("refused") || email.body.includes("NOTHING");

const hourOf = (atMs: number): number => Math.floor(atMs / HOUR_MS);

/** In the twelve hours to an hour, refused floods have the e-mails of one flood and a line of half a day. */
function lawsOfRefused(mails: readonly Mail[], hour: number, ledger: Ledger): void {
  const lately = mails.filter(
    (mail) => isOfRefused(mail) && hourOf(mail.atMs) <= hour && hourOf(mail.atMs) > hour - 12,
  );
  const floods = lately.filter((mail) => !isCrowd(mail)).map((mail) => notifiedBy(mail).id);
  // One that has sent something since is none of them any more.
  const known = [...ledger.incidents.values(), ...ledger.gone.values()];
  const stillRefused = floods.filter((id) =>
    known.some((each) => each.id === id && each.sentNothing === true),
  );
  expect(new Set(stillRefused).size).toBeLessThanOrEqual(1);
  expect(lately.filter(isCrowd).length).toBeLessThanOrEqual(2);
}

function lawsOfMail(mails: readonly Mail[], ledger: Ledger): void {
  const letters = mails.filter((mail) => !isCrowd(mail));
  const notified = letters.map((mail) => ({ ...notifiedBy(mail), atMs: mail.atMs }));
  const names = notified.map(({ id, revision }) => `${id}@${revision}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { id } of ledger.incidents.values()) {
    const own = letters.filter((mail) => notifiedBy(mail).id === id);
    own.slice(1).forEach((mail, i) => {
      const before = own[i]!;
      // Who was told that nothing is sent hears at once that something may be.
      if (isOfRefused(before) && !isOfRefused(mail)) return;
      expect(mail.atMs - before.atMs).toBeGreaterThanOrEqual(PACE.laterMinutes * MINUTE_MS);
    });
  }
  for (const hour of new Set(mails.map(({ atMs }) => hourOf(atMs)))) {
    const inHour = notified.filter(({ atMs }) => hourOf(atMs) === hour);
    // Each place may change hands as often as there are places.
    expect(new Set(inHour.map(({ id }) => id)).size).toBeLessThanOrEqual(2 * PACE.perHour);
    const lines = mails.filter((mail) => isCrowd(mail) && hourOf(mail.atMs) === hour);
    expect(lines.filter((mail) => !isOfRefused(mail)).length).toBeLessThanOrEqual(1);
    lawsOfRefused(mails, hour, ledger);
  }
}

const timesEach = (names: readonly string[]): ReadonlyMap<string, number> => {
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return times;
};

/** PagerDuty shows what is so, and was sent each revision once but for answers that were lost. */
function lawsOfPager(pager: ReturnType<typeof pagerOf>, ledger: Ledger): void {
  const { service, unanswered } = pager;
  const incidents = [...ledger.incidents.values()];
  const nameOf = ({ id, sentNothing }: Incident): string =>
    sentNothing === true ? `${id}-refused` : id;
  const shown = incidents.filter(({ status }) => status === "open").map(nameOf);
  expect([...service.open.keys()].sort()).toEqual(shown.sort());
  for (const incident of incidents) {
    const { status, revision } = incident;
    if (status !== "open") continue;
    expect(service.open.get(nameOf(incident))?.details.revision).toBe(revision);
  }
  const lost = timesEach(unanswered);
  for (const [name, times] of timesEach(service.taken.map(eventName))) {
    if (name.endsWith(" end")) continue;
    expect(times).toBeLessThanOrEqual(1 + (lost.get(name) ?? 0));
  }
}

/** How often a property met what it was made for. */
export interface PaceCourse {
  busy: number;
  waits: number;
  failed: number;
  crowd: number;
  /** Of the pager alone. */
  paged: number;
  unanswered: number;
  merged: number;
  out: number;
}

export const newPaceCourse = (): PaceCourse => ({
  busy: 0,
  waits: 0,
  failed: 0,
  crowd: 0,
  paged: 0,
  unanswered: 0,
  merged: 0,
  out: 0,
});

/** What a sink answers that has nothing left to do; of what is gone it sends the end each time. */
const DONE: readonly string[] = ["current", "notified"] satisfies readonly NotifyOutcome[];
const OUTAGES = ["none", "some", "all the time"] as const;

type Outage = (typeof OUTAGES)[number];
type Served = Awaited<ReturnType<ReturnType<typeof twoSinks>["look"]>>;

/** Both sinks on one store of incidents, every call of theirs through the gate. */
function twoSinks(stores: TwoStores, gate: Gate, outage: Outage, die: () => number) {
  const ledger = newLedger();
  const flaky = { isOn: true };
  const fate = (): Fate => {
    if (outage === "all the time") return "lost";
    const side = outage === "some" && flaky.isOn ? die() : 9;
    return side === 0 ? "unanswered" : side < 3 ? "lost" : "well";
  };
  const email = depsOf({ pace: PACE }, gate, () => flaky.isOn && die() === 0, stores.email);
  const pager = pagerOf({ pace: PACE }, gate, fate, stores.pager);
  const by = (deps: NotifyDeps, at: number): Promise<NotifyOutcome | "failed"> => {
    const known = ledger.incidents.get(at) ?? ledger.gone.get(at);
    const request = requestFor(known ?? incidentOn(TARGETS[at]!, `I${at}`));
    return notify(request, ledger.clock.nowMs, deps).catch((): "failed" => "failed");
  };
  const look = async (at: number) => {
    const [mailed, paged] = await Promise.all([by(email.deps, at), by(pager.deps, at)]);
    return { mailed, paged };
  };
  return { ledger, flaky, email, pager, look };
}

const isDone = ({ mailed, paged }: Served, outage: Outage): boolean =>
  mailed === "current" && (outage === "all the time" || DONE.includes(paged));

function lawsOfBoth(
  { email, pager, ledger }: ReturnType<typeof twoSinks>,
  outage: Outage,
  met: PaceCourse,
): void {
  const { mails } = email;
  lawsOfMail(mails, ledger);
  const last = new Map(mails.map((mail) => [notifiedBy(mail).id, notifiedBy(mail).revision]));
  for (const { id, revision } of ledger.incidents.values()) expect(last.get(id)).toBe(revision);
  met.crowd += mails.filter(isCrowd).length;
  met.unanswered += pager.unanswered.length;
  met.merged += ledger.gone.size;
  if (outage === "all the time") met.out += ledger.incidents.size;
  else lawsOfPager(pager, ledger);
}

/**
 * No sink sends a revision twice, each sends the last one, and nobody is flooded with e-mail; that one
 * sink fails, however long, changes nothing of this for the other.
 */
export const paceProperty = (
  met: PaceCourse,
  newStores: () => TwoStores | Promise<TwoStores> = twoMemoryStores,
) =>
  fc.asyncProperty(
    fc.array(act, { minLength: 5, maxLength: 25 }),
    fc.constantFrom(...OUTAGES),
    fc.scheduler(),
    fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
    async (acts, outage, scheduler, dice) => {
      const gate: Gate = async (call) => {
        await scheduler.schedule(Promise.resolve());
        return call();
      };
      const die = (): number => (dice.next() as IteratorYieldResult<number>).value;
      const both = twoSinks(await newStores(), gate, outage, die);
      const { ledger, look } = both;
      const { incidents } = both.email;
      const requests = async (which: readonly number[], merges: boolean): Promise<void> => {
        const merging = merges ? gate(() => merge(ledger, incidents)) : Promise.resolve();
        const all = Promise.all([Promise.all(which.map(look)), merging]);
        const [outcomes] = await scheduler.waitFor(all);
        for (const { mailed, paged } of outcomes) {
          if (mailed in met) met[mailed as keyof typeof met]++;
          if (paged === "notified") met.paged++;
        }
      };
      for (const next of acts) {
        if (next.kind === "tick") ledger.clock.nowMs += next.minutes * MINUTE_MS;
        if (next.kind === "revise") await revise(ledger, incidents, next);
        if (next.kind === "look") await requests(next.which, next.merges);
      }
      both.flaky.isOn = false;
      let isSettled = false;
      for (let hour = 0; hour < 60 && !isSettled; hour++) {
        ledger.clock.nowMs += HOUR_MS;
        isSettled = true;
        for (const at of [...ledger.incidents.keys(), ...ledger.gone.keys()]) {
          isSettled = isDone(await scheduler.waitFor(look(at)), outage) && isSettled;
        }
      }
      lawsOfBoth(both, outage, met);
    },
  );
