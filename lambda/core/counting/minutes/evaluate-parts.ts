import { clientOfTarget, clientTargetsOf } from "../../rules/matching";
import { GRACE_MS } from "../../model/grace";
import type { UnconfirmedExcess } from "../../model/measure";
import type { CountKey } from "../../model/rule";
import { dayOf, MINUTE_MS } from "../../model/time";
import type { ActiveRule } from "../../rules/active-rule";
import type { ClientDeps } from "../clients/name-clients";
import { accountOfScope } from "../../model/scope";
import { pastOn, type PastDeps } from "./client-baseline";
import { LOOKED_BACK, ROOTS, type FiringMinute } from "./judge-minutes";
import { isRecent } from "./lacking";
import { hourOfMinute } from "./minute-count";
import { sumsOf, type MinuteSums } from "./sums";
import { UNKNOWN_TIMES, type UsualShare } from "./usual-share";

/* An attacker who spreads over app clients keeps below what each of them shows. Their sums are
   not pooled into one share, which a launch at a client that confirms little would change: each is
   compared with its own past, and what is missing adds up. The clients that usually ask least come
   first, so that a trickle through three sleeping ones is not lost in what chance does to a busy one. */

/** What sums of several app clients are judged by. */
export type PartsDeps = PastDeps & ClientDeps;

/** An app client, or what else the account's requests are counted under. */
interface Part {
  readonly sums: MinuteSums;
  readonly usual: UsualShare;
}

/** One of them that lacks so much of all is judged by its own rules. */
export const DOMINANT = 0.6;
const GRACE_MINUTES = GRACE_MS / MINUTE_MS;

async function targetsOf(
  scope: string,
  { appClients, config }: PartsDeps,
): Promise<readonly string[]> {
  const named = (await appClients?.clientsOf(accountOfScope(scope))) ?? [];
  const listed = Object.values(config.userPools).flatMap((pool) => pool.clients);
  return clientTargetsOf(
    [...new Set([...named.map(({ clientId }) => clientId), ...listed])],
    Object.keys(config.userPools),
  );
}

/** Every part with requests in the time that is looked at, those that usually ask least first. */
async function partsOf(
  scope: string,
  rule: ActiveRule,
  first: number,
  last: number,
  deps: PartsDeps,
): Promise<readonly Part[]> {
  const whole = deps.rules.find(({ id }) => id === rule.partOf);
  if (whole === undefined) return [];
  const parts = (await targetsOf(scope, deps)).map(async (target): Promise<Part | undefined> => {
    const entity = clientOfTarget(target, scope);
    if (entity === undefined) return undefined;
    const key: CountKey = { scope, target, ruleId: whole.id, entity };
    const hours = await deps.minutes.read(key, hourOfMinute(first), hourOfMinute(last));
    if (hours.length === 0) return undefined;
    const { usual } = await pastOn(key, dayOf(last * MINUTE_MS), whole, deps);
    return usual.isVisible ? { sums: sumsOf(hours), usual } : undefined;
  });
  const found = (await Promise.all(parts)).filter((part) => part !== undefined);
  return found.sort((a, b) => a.usual.perQuarterDay - b.usual.perQuarterDay);
}

/** What several parts together lack in a stretch of minutes. */
interface Lack {
  readonly requests: number;
  readonly promised: number;
  readonly confirmed: number;
  /** What the one lacks that lacks most. */
  readonly largest: number;
  readonly isKnown: boolean;
}

const NOTHING: Lack = { requests: 0, promised: 0, confirmed: 0, largest: 0, isKnown: true };

function withPart(lack: Lack, { sums, usual }: Part, from: number, minute: number): Lack {
  const requests = sums.requests(from, minute);
  const confirmed = sums.confirmed(from, minute + GRACE_MINUTES);
  const promised = usual.share * requests;
  return {
    requests: lack.requests + requests,
    promised: lack.promised + promised,
    confirmed: lack.confirmed + confirmed,
    largest: Math.max(lack.largest, promised - confirmed),
    isKnown: lack.isKnown && (usual.isKnown || requests === 0),
  };
}

function isOdd(lack: Lack, measure: UnconfirmedExcess): boolean {
  const missing = lack.promised - lack.confirmed;
  const floor = measure.threshold * (lack.isKnown ? 1 : UNKNOWN_TIMES);
  return (
    missing >= Math.max(floor, ROOTS * Math.sqrt(lack.requests)) &&
    lack.confirmed < measure.share * lack.promised &&
    lack.largest < DOMINANT * missing
  );
}

const lackOf = (parts: readonly Part[], from: number, minute: number): Lack =>
  parts.reduce((lack, part) => withPart(lack, part, from, minute), NOTHING);

/** The first minute of a span in which one of the parts was asked for anything. */
function firstRequest(parts: readonly Part[], from: number, minute: number): number {
  for (let at = from; at < minute; at++) {
    if (parts.some(({ sums }) => sums.requests(at, at) > 0)) return at;
  }
  return minute;
}

/** The least busy parts that together lack oddly much in a span, and still do. */
function oddParts(
  parts: readonly Part[],
  measure: UnconfirmedExcess,
  from: number,
  minute: number,
): readonly Part[] | undefined {
  for (let count = 2; count <= parts.length; count++) {
    const least = parts.slice(0, count);
    const lack = lackOf(least, from, minute);
    const size = lack.promised - lack.confirmed;
    const missingFrom = (start: number): number => {
      const { promised, confirmed } = lackOf(least, start, minute);
      return promised - confirmed;
    };
    if (!isOdd(lack, measure)) continue;
    if (isRecent(minute - from + 1, size, missingFrom, minute)) return least;
  }
  return undefined;
}

/** A minute at which several parts fire, and the share of their codes that was to be expected. */
export interface FiringParts extends FiringMinute {
  readonly share: number;
  /** False where it is assumed of one of them. */
  readonly isShareKnown: boolean;
}

/** What the parts together lack at a minute, over the shortest span in which that is odd. */
function judgeParts(
  parts: readonly Part[],
  measure: UnconfirmedExcess,
  minute: number,
): FiringParts | undefined {
  for (const spanMs of measure.spansMs) {
    const from = minute - spanMs / MINUTE_MS + 1;
    const odd = oddParts(parts, measure, from, minute);
    if (odd === undefined) continue;
    const lack = lackOf(odd, from, minute);
    return {
      minute,
      since: firstRequest(odd, from, minute),
      until: minute,
      size: lack.promised - lack.confirmed,
      settled: minute + GRACE_MINUTES,
      share: lack.promised / lack.requests,
      isShareKnown: lack.isKnown,
    };
  }
  return undefined;
}

/**
 * The minutes at which an account's app clients together lack confirmations that no one of them
 * lacks alone.
 *
 * @param minutes ascending; a part is judged by what it lacked until then
 */
export async function firingOverParts(
  { scope }: Pick<CountKey, "scope">,
  rule: ActiveRule,
  measure: UnconfirmedExcess,
  minutes: readonly number[],
  deps: PartsDeps,
): Promise<readonly FiringParts[]> {
  const [first] = minutes;
  const last = minutes.at(-1);
  if (first === undefined || last === undefined) return [];
  const longest = Math.max(LOOKED_BACK, ...measure.spansMs.map((spanMs) => spanMs / MINUTE_MS));
  const parts = await partsOf(scope, rule, first - longest, last + GRACE_MINUTES, deps);
  if (parts.length < 2) return [];
  return minutes.flatMap((minute) => judgeParts(parts, measure, minute) ?? []);
}
