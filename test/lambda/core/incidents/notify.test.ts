import fc from "fast-check";
import { memoryFindingStore } from "../../../../lambda/adapters/memory-finding-store";
import { memoryIncidentStore } from "../../../../lambda/adapters/memory-incident-store";
import { memoryHourlyPages, memoryToldStore } from "../../../../lambda/adapters/memory-told-store";
import { parseConfig } from "../../../../lambda/core/config";
import type { Email } from "../../../../lambda/core/email/email";
import type { Incident, IncidentKey } from "../../../../lambda/core/incidents/incident";
import { notify, type Notified, type NotifyWorld } from "../../../../lambda/core/incidents/notify";
import type { Audience } from "../../../../lambda/core/ports";
import { HOUR_MS, MINUTE_MS } from "../../../../lambda/core/time";
import { findingOf, incidentFrom, NIGHT } from "../../../support/incidents";

type Gate = <T>(call: () => Promise<T>) => Promise<T>;
const atOnce: Gate = (call) => call();

interface Mail {
  readonly audience: Audience;
  readonly email: Email;
  readonly atMs: number;
}

/** A world whose every call passes the gate, and whose mailer may refuse. */
function worldOf(settings: object, gate: Gate = atOnce, fails: () => boolean = () => false) {
  const stores = {
    findings: memoryFindingStore(),
    incidents: memoryIncidentStore(),
    told: memoryToldStore(),
    pages: memoryHourlyPages(),
  };
  const mails: Mail[] = [];
  const world: NotifyWorld = {
    config: parseConfig(settings),
    findings: {
      ...stores.findings,
      ofTarget: (scope, target) => gate(() => stores.findings.ofTarget(scope, target)),
    },
    incidents: {
      ...stores.incidents,
      read: (scope, target) => gate(() => stores.incidents.read(scope, target)),
    },
    told: {
      ofTarget: (scope, target) => gate(() => stores.told.ofTarget(scope, target)),
      claim: (look, revision, nowMs) => gate(() => stores.told.claim(look, revision, nowMs)),
      confirm: (look, told) => gate(() => stores.told.confirm(look, told)),
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
  return { world, mails, incidents: stores.incidents };
}

/** Puts the present state of a target's incidents into the store. */
async function put(
  incidents: NotifyWorld["incidents"],
  target: string,
  present: readonly Incident[],
): Promise<void> {
  const scope = present[0]!.scope;
  const version = ((await incidents.read(scope, target))?.version ?? 0) + 1;
  await incidents.write({ scope, target, version, incidents: present }, []);
}

const lookAt = ({ scope, target, id }: Incident): IncidentKey => ({
  scope,
  target,
  incidentId: id,
});

const incidentOn = (target: string, id: string, known: Partial<Incident> = {}): Incident =>
  incidentFrom(findingOf({ target }), { target, id, ...known });

const isCrowd = ({ email }: Mail): boolean => email.subject.includes("more incidents than e-mails");

/** Which incident and revision an e-mail tells. */
function toldBy({ email }: Mail): { readonly id: string; readonly revision: number } {
  const [, id = "", revision = ""] = /Incident (\S+), revision (\d+)\./.exec(email.body) ?? [];
  return { id, revision: Number(revision) };
}

describe("a look at an incident", () => {
  const start = NIGHT + HOUR_MS;

  test("tells it once and then has nothing to tell until its revision rises", async () => {
    const { world, mails, incidents } = worldOf({});
    const incident = incidentOn("client:a", "A");
    await put(incidents, "client:a", [incident]);
    expect(await notify(lookAt(incident), start, world)).toBe("told");
    expect(await notify(lookAt(incident), start, world)).toBe("current");
    await put(incidents, "client:a", [{ ...incident, revision: 2 }]);
    expect(await notify(lookAt(incident), start + 14 * MINUTE_MS, world)).toBe("waits");
    expect(await notify(lookAt(incident), start + 15 * MINUTE_MS, world)).toBe("told");
    expect(mails.map(toldBy)).toEqual([
      { id: "A", revision: 1 },
      { id: "A", revision: 2 },
    ]);
  });

  test("skips revisions in between: the present state is what is told", async () => {
    const { world, mails, incidents } = worldOf({});
    await put(incidents, "client:a", [incidentOn("client:a", "A", { revision: 5 })]);
    await notify(lookAt(incidentOn("client:a", "A")), start, world);
    expect(mails.map(toldBy)).toEqual([{ id: "A", revision: 5 }]);
  });

  test("tells what the findings say now, not what they said when the revision rose", async () => {
    const { world, mails, incidents } = worldOf({});
    const finding = findingOf();
    await put(incidents, finding.target, [incidentFrom(finding)]);
    const grown = { ...finding, count: 77, lastSeen: finding.lastSeen + MINUTE_MS };
    await world.findings.write({ key: finding, version: 1, findings: [grown] }, []);
    await notify(lookAt(incidentFrom(finding)), start, world);
    expect(mails[0]!.email.body).toContain("77 code requests");
  });

  test("finds nothing to tell where the incident has become part of another", async () => {
    const { world, mails, incidents } = worldOf({});
    const gone = incidentOn("client:a", "GONE");
    expect(await notify(lookAt(gone), start, world)).toBe("current");
    await put(incidents, "client:a", [incidentOn("client:a", "A")]);
    expect(await notify(lookAt(gone), start, world)).toBe("current");
    expect(mails).toEqual([]);
  });

  test("waits while another one holds the claim, until that runs out", async () => {
    const { world, mails, incidents } = worldOf({});
    const incident = incidentOn("client:a", "A");
    await put(incidents, "client:a", [incident]);
    expect(await world.told.claim(lookAt(incident), 1, start)).toBe(true);
    expect(await notify(lookAt(incident), start, world)).toBe("busy");
    expect(await notify(lookAt(incident), start + MINUTE_MS, world)).toBe("told");
    expect(mails).toHaveLength(1);
  });

  test("goes to the drills audience alone where it is a drill, and takes no place from others", async () => {
    const { world, mails, incidents } = worldOf({ pace: { perHour: 1 } });
    const real = incidentOn("client:a", "A");
    await put(incidents, "client:a", [real]);
    await notify(lookAt(real), start, world);
    for (const id of ["D1", "D2", "D3"]) {
      const drill = incidentOn(`client:${id}`, id, { drill: id });
      await put(incidents, `client:${id}`, [drill]);
      expect(await notify(lookAt(drill), start, world)).toBe("told");
    }
    expect(mails.map(({ audience }) => audience)).toEqual([
      "on-call",
      "drills",
      "drills",
      "drills",
    ]);
    expect(mails.filter(isCrowd)).toEqual([]);
  });

  test("that fails in the mailer is told by the next one", async () => {
    let failures = 1;
    const { world, mails, incidents } = worldOf({}, atOnce, () => failures-- > 0);
    const incident = incidentOn("client:a", "A");
    await put(incidents, "client:a", [incident]);
    await expect(notify(lookAt(incident), start, world)).rejects.toThrow("the mailer is out");
    expect(await notify(lookAt(incident), start, world)).toBe("busy");
    expect(await notify(lookAt(incident), start + MINUTE_MS, world)).toBe("told");
    expect(mails.map(toldBy)).toEqual([{ id: "A", revision: 1 }]);
  });

  test("says that it is back where people were told that it was over", async () => {
    const { world, mails, incidents } = worldOf({});
    const incident = incidentOn("client:a", "A");
    const states = ["open", "closed", "open", "open"] as const;
    for (const [i, status] of states.entries()) {
      await put(incidents, "client:a", [{ ...incident, status, revision: i + 1 }]);
      await notify(lookAt(incident), start + i * HOUR_MS, world);
    }
    const words = mails.map(({ email }) => email.body.split(" ")[0]);
    expect(words).toEqual(["ONGOING", "OVER", "BACK,", "STILL"]);
  });
});

describe("an hour", () => {
  const start = NIGHT - (NIGHT % HOUR_MS);
  const many = Array.from({ length: 9 }, (_, i) => incidentOn(`client:${i}`, `I${i}`));

  async function crowded(fails?: () => boolean) {
    const made = worldOf({}, atOnce, fails);
    for (const incident of many) await put(made.incidents, incident.target, [incident]);
    const lookAll = async (nowMs: number): Promise<readonly (Notified | "failed")[]> => {
      const outcomes: (Notified | "failed")[] = [];
      for (const incident of many) {
        outcomes.push(
          await notify(lookAt(incident), nowMs, made.world).catch(() => "failed" as const),
        );
      }
      return outcomes;
    };
    return { ...made, lookAll };
  }

  test("has six places and one line for all that wait; the next hour tells them", async () => {
    const { mails, lookAll } = await crowded();
    const first = await lookAll(start);
    expect(first).toEqual([...Array<string>(6).fill("told"), "waits", "waits", "waits"]);
    for (let minute = 1; minute < 60; minute++) await lookAll(start + minute * MINUTE_MS);
    expect(mails.filter(isCrowd)).toHaveLength(1);
    expect(mails).toHaveLength(7);
    await lookAll(start + HOUR_MS);
    expect(mails.filter((mail) => !isCrowd(mail)).map((mail) => toldBy(mail).id)).toEqual(
      many.map(({ id }) => id),
    );
    expect(mails.filter(isCrowd)).toHaveLength(1);
  });

  test("lets an incident that has a place tell its later revisions", async () => {
    const { mails, lookAll, world, incidents } = await crowded();
    await lookAll(start);
    const changed = { ...many[2]!, revision: 2 };
    await put(incidents, changed.target, [changed]);
    expect(await notify(lookAt(changed), start + 20 * MINUTE_MS, world)).toBe("told");
    expect(toldBy(mails.at(-1)!)).toEqual({ id: "I2", revision: 2 });
  });

  test("does not lose its line where the mailer fails at it", async () => {
    let sent = 0;
    const { mails, lookAll } = await crowded(() => ++sent === 7);
    expect((await lookAll(start))[6]).toBe("failed");
    expect(mails.filter(isCrowd)).toEqual([]);
    await lookAll(start + 2 * MINUTE_MS);
    expect(mails.filter(isCrowd)).toHaveLength(1);
  });
});

/** What may happen between two looks. */
type Act =
  | {
      readonly kind: "revise";
      readonly which: number;
      readonly isLouder: boolean;
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
    isLouder: fc.boolean(),
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
  store: NotifyWorld["incidents"],
  { which: at, isLouder, status }: Extract<Act, { kind: "revise" }>,
): Promise<void> {
  const target = TARGETS[at]!;
  const before = ledger.incidents.get(at);
  const { nowMs } = ledger.clock;
  ledger.incidents.set(at, {
    ...(before ?? incidentOn(target, `I${at}`, { revision: 0 })),
    status,
    lastSeen: nowMs,
    level: (before?.level ?? 0) + (isLouder ? 1 : 0),
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
  const told = letters.map((mail) => ({ ...toldBy(mail), atMs: mail.atMs }));
  const names = told.map(({ id, revision }) => `${id}@${revision}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { id } of ledger.incidents.values()) {
    const times = told.filter((each) => each.id === id).map(({ atMs }) => atMs);
    times.slice(1).forEach((time, i) => {
      expect(time - times[i]!).toBeGreaterThanOrEqual(PACE.laterMinutes * MINUTE_MS);
    });
  }
  const hourOf = (atMs: number): number => Math.floor(atMs / HOUR_MS);
  for (const hour of new Set(mails.map(({ atMs }) => hourOf(atMs)))) {
    const inHour = told.filter(({ atMs }) => hourOf(atMs) === hour);
    expect(new Set(inHour.map(({ id }) => id)).size).toBeLessThanOrEqual(PACE.perHour);
    const lines = mails.filter((mail) => isCrowd(mail) && hourOf(mail.atMs) === hour);
    expect(lines.length).toBeLessThanOrEqual(1);
  }
}

test("no revision is told twice, the last one always is, and nobody is flooded", async () => {
  const met = { busy: 0, waits: 0, failed: 0, crowd: 0 };
  await fc.assert(
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
        const { world, mails, incidents } = worldOf({ pace: PACE }, gate, fails);
        const ledger = newLedger();
        const look = (at: number): Promise<Notified | "failed"> => {
          const incident = ledger.incidents.get(at) ?? incidentOn(TARGETS[at]!, `I${at}`);
          return notify(lookAt(incident), ledger.clock.nowMs, world).catch(
            (): "failed" => "failed",
          );
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
        const last = new Map(mails.map((mail) => [toldBy(mail).id, toldBy(mail).revision]));
        for (const { id, revision } of ledger.incidents.values())
          expect(last.get(id)).toBe(revision);
      },
    ),
    { numRuns: 250 },
  );
  expect(Object.values(met).every((times) => times > 20)).toBe(true);
});

test("whoever read the new revision before the old one was told does not tell it at once", async () => {
  const first = incidentOn("client:a", "A");
  const { world, mails, incidents } = worldOf({});
  await put(incidents, "client:a", [first]);
  const old = await incidents.read(first.scope, first.target);
  await put(incidents, "client:a", [{ ...first, revision: 2 }]);
  const early: NotifyWorld = {
    ...world,
    incidents: { ...world.incidents, read: () => Promise.resolve(old) },
  };
  let isOvertaken = false;
  const late: NotifyWorld = {
    ...world,
    told: {
      ...world.told,
      ofTarget: async (scope, target) => {
        const told = await world.told.ofTarget(scope, target);
        if (!isOvertaken) {
          isOvertaken = true;
          expect(await notify(lookAt(first), NIGHT, early)).toBe("told");
        }
        return told;
      },
    },
  };
  expect(await notify(lookAt(first), NIGHT, late)).toBe("busy");
  expect(mails.map(toldBy)).toEqual([{ id: "A", revision: 1 }]);
  expect(await notify(lookAt(first), NIGHT + 15 * MINUTE_MS, world)).toBe("told");
});
