import { countKeyText, type CountKey } from "../../core/model/rule";
import { LISTED_AT_ONCE, type FindingHead, type FindingStore } from "../../core/findings/finding";
import type { IncidentHead, IncidentStore } from "../../core/incidents/incident";
import type { NotificationLog } from "../../core/notifications/notification-log";
import type { Notified } from "../../core/notifications/pace";
import type { HourlyPages, HourOfPlaces } from "../../core/notifications/places";
import type { CanaryState, CanaryStore } from "../../core/model/canary";
import { MINUTE_MS } from "../../core/model/time";
import type { SpendStore, SpendFigures } from "../../core/spend/spend-figures";

const targetText = (scope: string, target: string): string => JSON.stringify([scope, target]);

/** Findings in this process; steps are only handed back to who wrote them. */
export function memoryFindingStore(): FindingStore {
  const heads = new Map<string, FindingHead>();
  const listed = new Map<string, Map<string, FindingHead>>();
  const open = new Map<string, CountKey>();
  const put = (head: FindingHead): boolean => {
    const { scope, target } = head.key;
    const id = countKeyText(head.key);
    if ((heads.get(id)?.version ?? 0) !== head.version - 1) return false;
    heads.set(id, head);
    const siblings = listed.get(targetText(scope, target)) ?? new Map<string, FindingHead>();
    listed.set(targetText(scope, target), siblings);
    if (head.isUnlisted === true) siblings.delete(id);
    else siblings.set(id, head);
    if (head.findings.some(({ status }) => status === "open")) open.set(id, head.key);
    else open.delete(id);
    return true;
  };
  return {
    read: (key) => Promise.resolve(heads.get(countKeyText(key))),
    write: (head) => Promise.resolve(put({ ...head, isUnlisted: undefined })),
    settle: (head) => Promise.resolve(put(head)),
    enlist: () => Promise.resolve(),
    ofTarget: (scope, target) => {
      const siblings = listed.get(targetText(scope, target))?.values() ?? [];
      return Promise.resolve([...siblings].slice(0, LISTED_AT_ONCE));
    },
    open: () => Promise.resolve([...open.values()]),
    // eslint-disable-next-line @typescript-eslint/require-await
    openInTurn: async function* () {
      yield [...open.keys()].flatMap((id) => heads.get(id) ?? []);
    },
  };
}

/** Incidents in this process. */
export function memoryIncidentStore(): IncidentStore {
  const heads = new Map<string, IncidentHead>();
  const unsettled = new Set<string>();
  const keyOf = (scope: string, target: string): string => JSON.stringify([scope, target]);
  const isNext = (head: IncidentHead): boolean =>
    (heads.get(keyOf(head.scope, head.target))?.version ?? 0) === head.version - 1;
  const write = (head: IncidentHead, parts: readonly IncidentHead[]): Promise<boolean> => {
    const all = [head, ...parts];
    if (!all.every(isNext)) return Promise.resolve(false);
    for (const each of all) {
      const key = keyOf(each.scope, each.target);
      heads.set(key, each);
      if (each.partOf === undefined) unsettled.add(key);
      else unsettled.delete(key);
    }
    return Promise.resolve(true);
  };
  return {
    read: (scope, target) => Promise.resolve(heads.get(keyOf(scope, target))),
    write: (head) => write(head, []),
    writeLinked: write,
    unsettled: () => Promise.resolve([...unsettled].flatMap((key) => heads.get(key) ?? [])),
    settle: ({ scope, target, version }) => {
      const key = keyOf(scope, target);
      if (heads.get(key)?.version === version) unsettled.delete(key);
      return Promise.resolve();
    },
  };
}

/** A claim that was never confirmed runs out: whoever held it has died. */
const LEASE_MS = MINUTE_MS;

/** What one sink has been served, in this process. */
export function memoryNotificationLog(): NotificationLog {
  const notifiedOf = new Map<string, Map<string, Notified>>();
  const leases = new Map<string, number>();
  const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);
  return {
    ofTarget: (scope, target) =>
      Promise.resolve([...(notifiedOf.get(keyOf(scope, target))?.values() ?? [])]),
    claim: ({ scope, target, incidentId }, revision, nowMs) => {
      const notified = notifiedOf.get(keyOf(scope, target))?.get(incidentId);
      const lease = keyOf(scope, target, incidentId);
      const isNotified =
        notified !== undefined &&
        (notified.revision > revision ||
          (notified.revision === revision && notified.isRefused !== true));
      if (isNotified || nowMs < (leases.get(lease) ?? 0)) return Promise.resolve(false);
      leases.set(lease, nowMs + LEASE_MS);
      return Promise.resolve(true);
    },
    confirm: ({ scope, target, incidentId }, notified) => {
      const key = keyOf(scope, target);
      const ofTarget = notifiedOf.get(key) ?? new Map<string, Notified>();
      const before = ofTarget.get(incidentId);
      const isOvertaken = before !== undefined && before.revision > notified.revision;
      notifiedOf.set(key, isOvertaken ? ofTarget : ofTarget.set(incidentId, notified));
      leases.delete(keyOf(scope, target, incidentId));
      return Promise.resolve();
    },
  };
}

/** One sink's places of each hour, in this process. */
export function memoryHourlyPages(): HourlyPages {
  const hours = new Map<number, HourOfPlaces>();
  return {
    read: (first, last) =>
      Promise.resolve([...hours.values()].filter(({ hour }) => hour >= first && hour <= last)),
    write: (places) => {
      const before = hours.get(places.hour)?.version ?? 0;
      if (before !== places.version - 1) return Promise.resolve(false);
      hours.set(places.hour, places);
      return Promise.resolve(true);
    },
  };
}

/** The canary's state in this process. */
export function memoryCanaryStore(): CanaryStore {
  let kept: CanaryState = {};
  return {
    read: () => Promise.resolve(kept),
    write: (state) => {
      kept = { ...state, seenAtMs: kept.seenAtMs };
      return Promise.resolve();
    },
    seen: (atMs) => {
      kept = { ...kept, seenAtMs: Math.max(kept.seenAtMs ?? atMs, atMs) };
      return Promise.resolve();
    },
  };
}

/** Figures in this process. */
export function memorySpendStore(): SpendStore {
  const stored = new Map<string, SpendFigures>();
  const keyOf = (account: string, region: string): string => JSON.stringify([account, region]);
  return {
    read: (account, region) => Promise.resolve(stored.get(keyOf(account, region))),
    write: (account, region, figures) => {
      const key = keyOf(account, region);
      const before = stored.get(key);
      if (before === undefined || before.atMs <= figures.atMs) stored.set(key, figures);
      return Promise.resolve();
    },
  };
}
