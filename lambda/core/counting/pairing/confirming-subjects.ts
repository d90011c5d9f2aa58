import { networkOf } from "../../model/ip";
import type { Observation } from "../../model/observation";
import { dayOf } from "../../model/time";

/** As many subjects of an address and day are told apart: whoever has more is no single household. */
export const MOST_SUBJECTS = 20;

/** For how many days they are kept. */
export const SUBJECT_DAYS = 15;

const SHORT = 8;

/** Keeps which subjects confirmed a code from an address, so that a block's collateral can be told. */
export interface ConfirmingSubjects {
  /** Adds subjects, unless the day has `MOST_SUBJECTS` already. */
  readonly add: (
    scope: string,
    address: string,
    day: number,
    subjects: readonly string[],
  ) => Promise<void>;
  /** The subjects of each day from one to another, up to `MOST_SUBJECTS` of each. */
  readonly read: (
    scope: string,
    address: string,
    firstDay: number,
    lastDay: number,
  ) => Promise<ReadonlyMap<number, ReadonlySet<string>>>;
}

/** An address as subjects are counted by: one household has a whole IPv6 /64. */
const addressOf = (ip: string): string => networkOf(ip, 32, 64);

/**
 * How many different people confirmed a code from an address on the days before the next: at least
 * so many, since a day tells 20 of them apart.
 */
export async function confirmingSubjects(
  store: Pick<ConfirmingSubjects, "read">,
  scope: string,
  ip: string,
  days: number,
  nowMs: number,
): Promise<number> {
  const today = dayOf(nowMs);
  const found = await store.read(scope, addressOf(ip), today - days + 1, today);
  return new Set([...found.values()].flatMap((subjects) => [...subjects])).size;
}

interface Addition {
  readonly scope: string;
  readonly address: string;
  readonly day: number;
  readonly subjects: Set<string>;
}

/** Notes who confirmed from where: one write for an address and day. */
export async function noteSubjects(
  confirmations: readonly Observation[],
  scopeOf: (confirmation: Observation) => string,
  store: ConfirmingSubjects,
): Promise<void> {
  const additions = new Map<string, Addition>();
  for (const confirmation of confirmations) {
    const { ip, subject, atMs } = confirmation;
    if (ip === undefined || subject === undefined) continue;
    const place = { scope: scopeOf(confirmation), address: addressOf(ip), day: dayOf(atMs) };
    const key = JSON.stringify(place);
    const addition = additions.get(key) ?? { ...place, subjects: new Set<string>() };
    additions.set(key, addition);
    addition.subjects.add(subject.slice(0, SHORT));
  }
  await Promise.all(
    [...additions.values()].map(({ scope, address, day, subjects }) =>
      store.add(scope, address, day, [...subjects].slice(0, MOST_SUBJECTS)),
    ),
  );
}
