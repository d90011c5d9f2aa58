import {
  memoryBaselineStore,
  memoryKnownStore,
  memoryMinuteStore,
  memoryWindowStore,
} from "../../lambda/adapters/memory/counting";
import {
  memoryAddressStore,
  type MemoryAddressStore,
} from "../../lambda/adapters/memory/addresses";
import { memoryConfirmingSubjects, memoryDoorStore } from "../../lambda/adapters/memory/pairing";
import { memoryClientStore } from "../../lambda/adapters/memory/clients";
import { memoryHourlyPages, memoryNotificationLog } from "../../lambda/adapters/memory/outcomes";
import { countKeyText, type CountKey } from "../../lambda/core/model/rule";
import { bothClients, type ClientStore } from "../../lambda/core/counting/clients/client-store";
import {
  LISTED_AT_ONCE,
  type FindingHead,
  type FindingStore,
} from "../../lambda/core/findings/finding";
import type { IncidentHead, IncidentStore } from "../../lambda/core/incidents/incident";
import type { HourCounts, MinuteStore } from "../../lambda/core/counting/minutes/minute-count";
import type { BaselineStore } from "../../lambda/core/counting/minutes/baseline";
import type { AddressStore } from "../../lambda/core/counting/new-addresses";
import type { KnownStore } from "../../lambda/core/counting/windows/evaluate-window";
import type { WindowStore, WindowKey } from "../../lambda/core/counting/windows/window";
import type { ConfirmingSubjects } from "../../lambda/core/counting/pairing/confirming-subjects";
import type { DoorStore } from "../../lambda/core/counting/pairing/door";
import type { PairingDeps } from "../../lambda/core/counting/pairing/pair-confirmations";
import type {
  StoredSubject,
  SubjectKey,
  SubjectStore,
} from "../../lambda/core/counting/pairing/subject";
import type { ReplayDeps } from "../../lambda/core/replay";
import { windowKeyText } from "../../lambda/core/counting/windows/window-group";

/* Stores that read through to others and keep what is written to themselves, so that one long
   past serves many futures. The stores below must not change meanwhile. */

/** Does a task once for each name, however many ask for it. */
function onceEach(): (name: string, task: () => Promise<void>) => Promise<void> {
  const begun = new Map<string, Promise<void>>();
  return (name, task) => {
    const running = begun.get(name) ?? task();
    begun.set(name, running);
    return running;
  };
}

/** Copies a chunk when it is first changed. */
export function windowsOver(base: WindowStore): WindowStore {
  const own = memoryWindowStore();
  const once = onceEach();
  const copy = (key: WindowKey, index: number): Promise<void> =>
    once(`${windowKeyText(key)} ${index}`, async () => {
      for (const chunk of await base.read(key, index, index)) await own.add(key, chunk);
    });
  return {
    add: async (key, addition) => {
      await copy(key, addition.index);
      await own.add(key, addition);
    },
    read: async (key, first, last) => {
      const [below, above] = await Promise.all([
        base.read(key, first, last),
        own.read(key, first, last),
      ]);
      if (above.length === 0) return below;
      const changed = new Set(above.map(({ index }) => index));
      const unchanged = below.filter(({ index }) => !changed.has(index));
      return [...unchanged, ...above].sort((a, b) => a.index - b.index);
    },
    cut: async (key, cut) => {
      await copy(key, cut.index);
      await own.cut(key, cut);
    },
    forget: async (key, index, texts) => {
      await copy(key, index);
      await own.forget(key, index, texts);
    },
  };
}

export function knownOver(base: KnownStore): KnownStore {
  const own = memoryKnownStore();
  return {
    add: own.add,
    days: async (...entity) => {
      const [below, above] = await Promise.all([base.days(...entity), own.days(...entity)]);
      return new Set([...below, ...above]);
    },
  };
}

const sums = (a: readonly number[], b: readonly number[]): readonly number[] =>
  a.map((count, i) => count + (b[i] ?? 0));

const bothHours = (a: HourCounts, b: HourCounts | undefined): HourCounts =>
  b === undefined
    ? a
    : {
        hour: a.hour,
        requests: sums(a.requests, b.requests),
        confirmed: sums(a.confirmed, b.confirmed),
        paid: sums(a.paid, b.paid),
        unsent: sums(a.unsent, b.unsent),
      };

export function minutesOver(base: MinuteStore): MinuteStore {
  const own = memoryMinuteStore();
  return {
    add: own.add,
    read: async (...range) => {
      const above = new Map((await own.read(...range)).map((hour) => [hour.hour, hour]));
      const below = await base.read(...range);
      const known = new Set(below.map(({ hour }) => hour));
      const fresh = [...above.values()].filter(({ hour }) => !known.has(hour));
      return [...below.map((hour) => bothHours(hour, above.get(hour.hour))), ...fresh].sort(
        (a, b) => a.hour - b.hour,
      );
    },
  };
}

export function baselinesOver(base: BaselineStore): BaselineStore {
  const own = memoryBaselineStore();
  const read: BaselineStore["read"] = async (...at) =>
    (await base.read(...at)) ?? (await own.read(...at));
  return {
    read,
    keep: async (key, day, baseline) =>
      (await base.read(key, day)) ?? (await own.keep(key, day, baseline)),
  };
}

export function addressesOver(base: AddressStore | undefined): AddressStore {
  if (base === undefined || !("sightings" in base)) {
    throw new Error("addresses can be gone on from in memory only: give a memoryAddressStore");
  }
  return memoryAddressStore((base as MemoryAddressStore).sightings);
}

export function clientsOver(base: ClientStore): ClientStore {
  const own = memoryClientStore();
  type Clients = Awaited<ReturnType<ClientStore["named"]>>;
  const over = (below: Clients, above: Clients): Clients =>
    new Map([
      ...below,
      ...[...above].map(([id, client]) => {
        const known = below.get(id);
        return [id, known === undefined ? client : bothClients(known, client)] as const;
      }),
    ]);
  return {
    named: async (...asked) => over(await base.named(...asked), await own.named(...asked)),
    name: own.name,
    clientsOf: async (account) => {
      const byId = async (store: ClientStore): Promise<Clients> =>
        new Map((await store.clientsOf(account)).map((client) => [client.clientId, client]));
      return [...over(await byId(base), await byId(own)).values()].sort((a, b) =>
        a.clientId < b.clientId ? -1 : 1,
      );
    },
  };
}

/** Heads that are written only if their version is as read. */
function versioned<Head extends { readonly version: number }>() {
  const heads = new Map<string, Head>();
  return {
    heads,
    write: (name: string, head: Head, below: Head | undefined): boolean => {
      const stored = heads.get(name) ?? below;
      if ((stored?.version ?? 0) !== head.version - 1) return false;
      heads.set(name, head);
      return true;
    },
  };
}

export function findingsOver(base: FindingStore): FindingStore {
  const { heads, write } = versioned<FindingHead>();
  const over = (below: readonly FindingHead[], above: Iterable<FindingHead>) =>
    new Map([...below, ...above].map((head) => [countKeyText(head.key), head]));
  const ownOf = (scope: string, target: string): FindingHead[] =>
    [...heads.values()].filter(({ key }) => key.scope === scope && key.target === target);
  const put = async (head: FindingHead): Promise<boolean> =>
    write(countKeyText(head.key), head, await base.read(head.key));
  return {
    read: async (key) => heads.get(countKeyText(key)) ?? base.read(key),
    write: async (head) => put({ ...head, isUnlisted: undefined }),
    settle: put,
    enlist: base.enlist,
    ofTarget: async (scope, target) =>
      [...over(await base.ofTarget(scope, target), ownOf(scope, target)).values()]
        .filter(({ isUnlisted }) => isUnlisted !== true)
        .slice(0, LISTED_AT_ONCE),
    openInTurn: async function* (turn) {
      const isOpen = ({ findings }: FindingHead): boolean =>
        findings.some(({ status }) => status === "open");
      for await (const part of base.openInTurn(turn)) {
        yield part.filter(({ key }) => !heads.has(countKeyText(key)));
      }
      yield [...heads.values()].filter(isOpen);
    },
    open: async () => {
      const below = (await base.open()).filter((key) => !heads.has(countKeyText(key)));
      const above = [...heads.values()].filter(({ findings }) =>
        findings.some(({ status }) => status === "open"),
      );
      return [...below, ...above.map(({ key }): CountKey => key)];
    },
  };
}

/** What is unsettled below stays unsettled. */
function incidentsOver(base: IncidentStore): IncidentStore {
  const { heads, write } = versioned<IncidentHead>();
  const nameOf = (scope: string, target: string): string => JSON.stringify([scope, target]);
  return {
    read: async (scope, target) => heads.get(nameOf(scope, target)) ?? base.read(scope, target),
    write: async (head) => {
      const below = await base.read(head.scope, head.target);
      return write(nameOf(head.scope, head.target), head, below);
    },
    writeLinked: () => Promise.reject(new Error("an overlay holds no linked targets")),
    unsettled: base.unsettled,
    settle: () => Promise.resolve(),
  };
}

function doorsOver(base: DoorStore): DoorStore {
  const own = memoryDoorStore();
  return {
    note: own.note,
    read: async (...door) => {
      const [below, above] = await Promise.all([base.read(...door), own.read(...door)]);
      return {
        sinceMs: below.sinceMs ?? above.sinceMs,
        told: new Set([...below.told, ...above.told]),
        untold: new Set([...below.untold, ...above.untold]),
      };
    },
  };
}

function subjectsOver(base: SubjectStore): SubjectStore {
  const { heads, write } = versioned<StoredSubject>();
  const nameOf = ({ scope, subject }: SubjectKey): string => JSON.stringify([scope, subject]);
  return {
    read: async (key, isLatest) => heads.get(nameOf(key)) ?? base.read(key, isLatest),
    write: async (key, stored) => write(nameOf(key), stored, await base.read(key, true)),
  };
}

function confirmingOver(base: ConfirmingSubjects): ConfirmingSubjects {
  const own = memoryConfirmingSubjects();
  return {
    add: own.add,
    read: async (...range) => {
      const days = new Map(await base.read(...range));
      for (const [day, subjects] of await own.read(...range)) {
        days.set(day, new Set([...(days.get(day) ?? []), ...subjects]));
      }
      return days;
    },
  };
}

const pairingOver = ({ doors, subjects, confirming, pseudonym }: PairingDeps): PairingDeps => ({
  doors: doorsOver(doors),
  subjects: subjectsOver(subjects),
  confirming: confirmingOver(confirming),
  pseudonym,
});

/** A world that goes on from another one without changing it. It has told nobody anything. */
export const depsOver = (base: ReplayDeps): ReplayDeps => ({
  ...base,
  windows: windowsOver(base.windows),
  minutes: minutesOver(base.minutes),
  baselines: baselinesOver(base.baselines),
  known: knownOver(base.known),
  addresses: addressesOver(base.addresses),
  pairing: base.pairing && pairingOver(base.pairing),
  appClients: base.appClients && clientsOver(base.appClients),
  findings: findingsOver(base.findings),
  incidents: incidentsOver(base.incidents),
  notificationLog: memoryNotificationLog(),
  pages: memoryHourlyPages(),
});
