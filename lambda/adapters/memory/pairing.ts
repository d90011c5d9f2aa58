import {
  type ConfirmingSubjects,
  MOST_SUBJECTS,
} from "../../core/counting/pairing/confirming-subjects";
import {
  doorText,
  NO_MARKS,
  type DoorMarks,
  type DoorStore,
} from "../../core/counting/pairing/door";
import type { PairingDeps } from "../../core/counting/pairing/pair-confirmations";
import {
  SUBJECT_KEPT_MS,
  type StoredSubject,
  type SubjectKey,
  type SubjectStore,
} from "../../core/counting/pairing/subject";
import { pseudonymsBy } from "../../core/model/hash";

/** What the records of doors have shown, in this process. */
export function memoryDoorStore(): DoorStore {
  const stored = new Map<string, DoorMarks>();
  return {
    note: (scope, door, { action, isTold, atMs }) => {
      const key = JSON.stringify([scope, doorText(door)]);
      const { sinceMs, told, untold } = stored.get(key) ?? NO_MARKS;
      stored.set(key, {
        sinceMs: sinceMs ?? (isTold ? atMs : undefined),
        told: isTold ? new Set([...told, action]) : told,
        untold: isTold ? untold : new Set([...untold, action]),
      });
      return Promise.resolve();
    },
    read: (scope, door) =>
      Promise.resolve(stored.get(JSON.stringify([scope, doorText(door)])) ?? NO_MARKS),
  };
}

interface Kept {
  readonly subject: StoredSubject;
  readonly expiresMs: number;
}

/** Subjects in this process. What has expired goes when others are written, the oldest first. */
export function memorySubjectStore(): SubjectStore {
  const stored = new Map<string, Kept>();
  const keyOf = ({ scope, subject }: SubjectKey): string => JSON.stringify([scope, subject]);
  const forget = (nowMs: number): void => {
    for (const [key, { expiresMs }] of stored) {
      if (expiresMs >= nowMs) return;
      stored.delete(key);
    }
  };
  return {
    read: (key) => Promise.resolve(stored.get(keyOf(key))?.subject),
    write: (key, subject, expiresMs) => {
      const text = keyOf(key);
      const before = stored.get(text)?.subject;
      if ((before?.version ?? 0) !== subject.version - 1) return Promise.resolve(false);
      stored.delete(text);
      stored.set(text, { subject, expiresMs });
      forget(expiresMs - SUBJECT_KEPT_MS);
      return Promise.resolve(true);
    },
  };
}

/** Who confirmed from where, in this process. */
export function memoryConfirmingSubjects(): ConfirmingSubjects {
  const stored = new Map<string, Map<number, ReadonlySet<string>>>();
  return {
    add: (scope, address, day, subjects) => {
      const key = JSON.stringify([scope, address]);
      const days = stored.get(key) ?? new Map<number, ReadonlySet<string>>();
      stored.set(key, days);
      const known = days.get(day) ?? new Set();
      days.set(day, new Set([...known, ...subjects].slice(0, MOST_SUBJECTS)));
      return Promise.resolve();
    },
    read: (scope, address, firstDay, lastDay) => {
      const days = stored.get(JSON.stringify([scope, address])) ?? new Map();
      const within = [...days].filter(([day]) => day >= firstDay && day <= lastDay);
      return Promise.resolve(new Map(within));
    },
  };
}

/** Nothing leaves the process, so that this key need not be secret. */
const REPLAY_KEY = "replay";

/** Pairing in this process. */
export const memoryPairing = (): PairingDeps => ({
  doors: memoryDoorStore(),
  subjects: memorySubjectStore(),
  confirming: memoryConfirmingSubjects(),
  pseudonym: pseudonymsBy(REPLAY_KEY),
});
