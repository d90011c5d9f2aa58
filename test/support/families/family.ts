import { isSurelyUnsent, type Observation } from "../../../lambda/core/model/observation";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../lambda/core/model/time";
import { asked, confirmed, ERRAND_WEIGHTS, ERRANDS, type Errand } from "../business/calls";
import { AGENTS, homeAddress } from "../business/people";
import { endOf, instantOf, instants, rhythm } from "../business/rhythm";
import { seeded, type Random } from "../random";
import type { WorldId } from "./worlds";

/** Requests for a code in the busiest hour of the businesses that are attacked. */
export const SIZES: readonly number[] = [20, 150, 1500];

/** Where and when an attack begins. */
export interface Scene {
  readonly random: Random;
  readonly seed: string;
  readonly peakPerHour: number;
  readonly fromMs: number;
}

/** Attackers who do the same against the same kind of business. */
export interface Family {
  /** Names it on the command line. */
  readonly id: string;
  /** Rates, shares and counts are those about which each business draws its own. */
  readonly title: string;
  readonly world: WorldId;
  /** @default - all three */
  readonly sizes?: readonly number[];
  /** @default - the night or the afternoon of the fifteenth day, by the seed */
  readonly fromMs?: number;
  /** How long it goes on if nothing stops it. */
  readonly lengthMs: number;
  /** How many texts it may send before the page, in the middle of ten. */
  readonly limit?: number;
  /** @default - the longer of the ways: CloudTrail's */
  readonly road?: "web";
  /** In the order of time. */
  readonly attack: (scene: Scene) => readonly Observation[];
  /**
   * What counts: the first incident that opens, the first e-mail about the attack itself, or how
   * many e-mails there are when nothing stops it.
   *
   * @default "incident"
   */
  readonly measure?: "incident" | "first e-mail" | "e-mails";
  /** Which targets the attack itself has, where others are there to distract. */
  readonly isAbout?: (target: string) => boolean;
}

/**
 * Half of the seeds begin at night, from 1 to 5 h with about a tenth of the busiest hour's traffic,
 * half by day, from 9 to 19 h.
 */
export function startOf({ fromMs }: Pick<Family, "fromMs">, seed: string): number {
  if (fromMs !== undefined) return fromMs;
  const random = seeded(`start/${seed}`);
  const [first, last] = Number(seed) % 2 === 1 ? [1, 5] : [9, 19];
  return instantOf(14, 0) + random.integer(first * 60, last * 60) * MINUTE_MS;
}

const SENDING: ReadonlySet<Observation["kind"]> = new Set([
  "sms-requested",
  "sms-sent",
  "web-request",
  "sign-in",
]);

/** What costs the victim a text, or may. */
export const isText = (observation: Observation): boolean =>
  SENDING.has(observation.kind) &&
  observation.outcome === "success" &&
  observation.delivery !== "none" &&
  !isSurelyUnsent(observation) &&
  !UNCOUNTED.some((mark) => observation.id.startsWith(mark));

/** Ids of what an attacker has sent by e-mail, though no record may tell so. */
export const MAIL_MARK = "mail-";

/** Ids of what goes before the attack itself, to distract. */
export const DECOY_MARK = "before-";

const UNCOUNTED: readonly string[] = [MAIL_MARK, DECOY_MARK];

/** The attack of a family on one business. */
export const attackOf = (
  family: Family,
  seed: string,
  peakPerHour: number,
): readonly Observation[] =>
  family
    .attack({
      random: seeded(`family/${family.id}/${seed}/${peakPerHour}`),
      seed,
      peakPerHour,
      fromMs: startOf(family, seed),
    })
    .toSorted((a, b) => a.atMs - b.atMs);

/** Instants that come so often a minute, by chance. */
export function byChance(
  { random, fromMs }: Scene,
  perMinute: number,
  lengthMs: number,
): readonly number[] {
  return instants(random, fromMs, fromMs + lengthMs, () => perMinute * 60);
}

/** Instants at equal distances. */
export const steadily = (fromMs: number, perMinute: number, lengthMs: number): readonly number[] =>
  Array.from({ length: Math.floor((lengthMs * perMinute) / MINUTE_MS) }, (_, i) =>
    Math.floor(fromMs + (i * MINUTE_MS) / perMinute),
  );

/** The rhythm of the business that is attacked, as its own people ask. */
export function usualOf({ seed, peakPerHour }: Scene, days: number): (atMs: number) => number {
  const shareAt = rhythm(seeded(`business/${seed}/${peakPerHour}`).fork("rhythm"), days);
  return (atMs) => peakPerHour * shareAt(Math.min(atMs, endOf(days) - 1));
}

/** Somebody's request for a code, and who he pretends to be. */
export interface Disguise {
  readonly ip: string;
  readonly userAgent: string;
  readonly errand?: Errand;
  readonly isHosted?: boolean;
  readonly clientId?: string | undefined;
}

const askingOf = (id: string, atMs: number, disguise: Disguise) => ({
  id,
  atMs,
  errand: ERRANDS.SIGN_UP,
  isHosted: false,
  outcome: "success" as const,
  subject: `user-${id}`,
  ...disguise,
});

/** A request that sends a text. */
export const text = (id: string, atMs: number, disguise: Disguise): Observation =>
  asked(askingOf(id, atMs, disguise));

/** The confirmation of a request with the same id. */
export const answer = (id: string, atMs: number, disguise: Disguise): Observation =>
  confirmed(askingOf(id, atMs, disguise), atMs);

/** Another address for every request, a program that customers use. */
export const mimicked = (random: Random, known: Partial<Disguise> = {}): Disguise => ({
  ip: homeAddress(random),
  userAgent: random.weighted(AGENTS),
  ...known,
});

/** A text that nobody has sent as a user agent before. */
const freshAgent = (random: Random): string =>
  random.weighted(AGENTS).replace(/\d+(?!.*\d)/, String(random.integer(10_000, 9_999_999)));

/** Another address and another program for every request. */
export const rotating = (random: Random, known: Partial<Disguise> = {}): Disguise => ({
  ip: homeAddress(random),
  userAgent: freshAgent(random),
  ...known,
});

const HOSTED_SHARE = 0.25;

/** Split over actions and ways in as customers' requests are. */
export const asCustomersDo = (random: Random, known: Partial<Disguise> = {}): Disguise =>
  mimicked(random, {
    errand: random.weighted(ERRAND_WEIGHTS),
    isHosted: random.chance(HOSTED_SHARE),
    ...known,
  });

/** So many addresses, which an attacker has. */
export const addressesOf = (random: Random, count: number): readonly string[] =>
  Array.from({ length: count }, () => homeAddress(random));

export const TOOL = "python-requests/2.32.3";

export const hours = (count: number): number => count * HOUR_MS;
export const days = (count: number): number => count * DAY_MS;
