import type { Incident } from "../incidents/incident";
import { severityRank, type Severity, type Target } from "../model/rule";
import { HOUR_MS } from "../model/time";

/* Who may send e-mail in an hour. An attacker fills places with incidents that cost him nothing, so
   none of them may keep out what costs money: refused floods have one place in six, for half a day, one
   place of each hour is for texts that surely went out, and what is graver by a grade or twice as
   dear as the least of those that have a place takes that one's. */

/** An incident that wants a place, and how it compares with others. */
export interface Contender {
  readonly id: string;
  readonly target: Target;
  readonly severity: Severity;
  /** Texts that surely went out, and their money. */
  readonly paid: number;
  readonly usd: number;
  /** Set where it cannot have sent a text. */
  readonly sentNothing?: true | undefined;
}

/** The places of one hour, which is numbered since 1970. Written only if `version` is as read. */
export interface HourOfPlaces {
  readonly hour: number;
  readonly version: number;
  readonly admitted: readonly Contender[];
  /** The largest of those that wait, and the ids of all. */
  readonly waiting: readonly Contender[];
  readonly refused: readonly string[];
  /** Those whose places others have taken. */
  readonly overtaken: readonly Contender[];
}

/** Keeps one sink's places. */
export interface HourlyPages {
  /** The hours from one to another of which something is known, read consistently. */
  readonly read: (first: number, last: number) => Promise<readonly HourOfPlaces[]>;
  /** False when the hour's version is not `places.version - 1`: somebody else was faster. */
  readonly write: (places: HourOfPlaces) => Promise<boolean>;
}

/** Those that found no place. */
export interface Crowd {
  readonly waiting: number;
  readonly largest: Contender;
}

/** For how long a refused flood's place is taken: as long as the longest wait of a target as shipped. */
export const HOURS_OF_REFUSED = 12;

/** How many refused floods may send e-mail in that time: their calls cost an attacker nothing. */
export const placesOfRefused = (perHour: number): number => Math.max(1, Math.floor(perHour / 6));

/** Where there is more than one place, one is for texts that surely went out. */
const keptForPaid = (perHour: number): number => (perHour > 1 ? 1 : 0);

/** How many times as dear as another one what takes its place must be. */
const TIMES_AS_DEAR = 2;

const MOST_REMEMBERED = 20;

export const contenderOf = (incident: Incident): Contender => {
  const { id, target, severity, paid, money, sentNothing } = incident;
  return { id, target, severity, paid, usd: money.usd, ...(sentNothing && { sentNothing }) };
};

const isPaid = ({ paid, usd }: Contender): boolean => paid > 0 || usd > 0;

/** Positive where the first is graver: what may send texts before what cannot, then severity, then money. */
export function compareGravity(a: Contender, b: Contender): number {
  const harmless = Number(b.sentNothing === true) - Number(a.sentNothing === true);
  const severity = severityRank(a.severity) - severityRank(b.severity);
  return harmless || severity || a.usd - b.usd || a.paid - b.paid;
}

/** Whether one is so much graver that it takes the other one's place: cents must not change places. */
function outranks(a: Contender, b: Contender): boolean {
  const isAsHarmless = a.sentNothing === b.sentNothing;
  if (!isAsHarmless || a.severity !== b.severity) return compareGravity(a, b) > 0;
  if (a.usd !== b.usd) return a.usd >= TIMES_AS_DEAR * b.usd;
  return a.paid > 0 && a.paid >= TIMES_AS_DEAR * b.paid;
}

/** Whether there is a free place among those that have one. */
function fits(contender: Contender, admitted: readonly Contender[], perHour: number): boolean {
  if (admitted.length >= perHour) return false;
  const unpaid = admitted.filter((each) => !isPaid(each)).length;
  return isPaid(contender) || unpaid < perHour - keptForPaid(perHour);
}

const without = (all: readonly Contender[], { id }: Contender): readonly Contender[] =>
  all.filter((each) => each.id !== id);

/** The least of those whose place it may take. */
function leastBelow(
  contender: Contender,
  { admitted, overtaken }: HourOfPlaces,
  perHour: number,
): Contender | undefined {
  if (overtaken.length >= perHour) return undefined;
  const below = admitted.filter(
    (each) => outranks(contender, each) && fits(contender, without(admitted, each), perHour),
  );
  return [...below].sort(compareGravity)[0];
}

/** Whether refused floods have had their places already. */
function isCrowdedByRefused(
  contender: Contender,
  hours: readonly HourOfPlaces[],
  perHour: number,
): boolean {
  if (contender.sentNothing !== true) return false;
  const others = hours
    .flatMap(({ admitted, overtaken }) => without([...admitted, ...overtaken], contender))
    .filter(({ sentNothing, target }) => sentNothing === true && target !== contender.target);
  return new Set(others.map(({ target }) => target)).size >= placesOfRefused(perHour);
}

const admittedTo = (places: HourOfPlaces, contender: Contender, gone?: Contender) => ({
  ...places,
  admitted: [...(gone === undefined ? places.admitted : without(places.admitted, gone)), contender],
  waiting: without(places.waiting, contender),
  refused: places.refused.filter((id) => id !== contender.id),
  overtaken: gone === undefined ? places.overtaken : [...places.overtaken, gone],
});

const refusedBy = (places: HourOfPlaces, contender: Contender): HourOfPlaces => ({
  ...places,
  waiting: [...without(places.waiting, contender), contender]
    .sort((a, b) => compareGravity(b, a))
    .slice(0, MOST_REMEMBERED),
  refused: [...new Set([...places.refused, contender.id])],
});

/** What an hour's places become when one more incident wants one, and whether it has one then. */
export interface Allotment {
  readonly places: HourOfPlaces;
  readonly isAdmitted: boolean;
}

/**
 * Allots places. Who has one in the hour keeps it, unless it is overtaken.
 *
 * @param hours what is known of the last `HOURS_OF_REFUSED` hours, the present one among them
 */
function allot(
  contender: Contender,
  hour: number,
  hours: readonly HourOfPlaces[],
  perHour: number,
): Allotment {
  const places = hours.find((each) => each.hour === hour) ?? emptyHour(hour);
  const others = { ...places, admitted: without(places.admitted, contender) };
  if (others.admitted.length < places.admitted.length) {
    return { places: admittedTo(others, contender), isAdmitted: true };
  }
  if (isCrowdedByRefused(contender, hours, perHour)) {
    return { places: refusedBy(places, contender), isAdmitted: false };
  }
  if (fits(contender, places.admitted, perHour)) {
    return { places: admittedTo(places, contender), isAdmitted: true };
  }
  const gone = leastBelow(contender, places, perHour);
  return gone === undefined
    ? { places: refusedBy(places, contender), isAdmitted: false }
    : { places: admittedTo(places, contender, gone), isAdmitted: true };
}

export const emptyHour = (hour: number): HourOfPlaces => ({
  hour,
  version: 0,
  admitted: [],
  waiting: [],
  refused: [],
  overtaken: [],
});

const ATTEMPTS = 20;

/**
 * Takes a place, whoever else does the same at this moment.
 *
 * @returns those that wait, where there is none for it
 * @throws Error when others were faster twenty times over; the request must then be repeated
 */
export async function takePlace(
  contender: Contender,
  nowMs: number,
  perHour: number,
  pages: HourlyPages,
): Promise<Crowd | undefined> {
  const hour = Math.floor(nowMs / HOUR_MS);
  for (let i = 0; i < ATTEMPTS; i++) {
    const hours = await pages.read(hour - HOURS_OF_REFUSED + 1, hour);
    const { places, isAdmitted } = allot(contender, hour, hours, perHour);
    if (!(await pages.write({ ...places, version: places.version + 1 }))) continue;
    if (isAdmitted) return undefined;
    const [largest = contender] = places.waiting;
    return { waiting: places.refused.length, largest };
  }
  throw new Error(`the places of the hour changed ${ATTEMPTS} times while one was being taken`);
}
