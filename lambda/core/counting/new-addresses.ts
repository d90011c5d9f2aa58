import { shortHash } from "../model/hash";
import { networkOf } from "../model/ip";
import { isCountable, type Observation } from "../model/observation";
import { KNOWN_DAYS } from "../model/grace";
import { dayOf } from "../model/time";
import { isSendByPrincipal } from "../rules/matching";

/* A stolen key calls from addresses at which its owner never was. So each address of a principal is
   remembered, and one event is marked as the first from it: the one that was stored first, of one
   batch the earliest. The mark is that event's for good. Delivered again it is marked again, and an
   earlier event that arrives in a later batch is not marked, because the other one has been counted
   already: an address counts once, whatever the order. */

/** An address at which a principal was seen. */
export interface Sighting {
  /** Hash of the id of the event that counts as the first. */
  readonly first: string;
  /** The latest day on which it was seen. Days count from 1970-01-01 UTC. */
  readonly lastDay: number;
}

/** Whose address it is. */
export interface AddressKey {
  /** The account, or a drill in it. */
  readonly scope: string;
  readonly principal: string;
  /** An IPv4 address or an IPv6 /64. */
  readonly address: string;
}

/** The days before an event on which a sighting makes its address a known one. */
export const isStale = ({ lastDay }: Sighting, day: number): boolean => lastDay < day - KNOWN_DAYS;

/** Remembers the addresses of principals. */
export interface AddressStore {
  /**
   * Stores a sighting unless one is stored already that is not stale on `day`; moves the latest day
   * of the stored one on.
   *
   * @param day of the event that would be the first
   * @returns the hash of the event that counts as the first
   */
  readonly see: (key: AddressKey, day: number, sighting: Sighting) => Promise<string>;
}

/** One text for equal keys. */
export const addressKeyText = ({ scope, principal, address }: AddressKey): string =>
  JSON.stringify([scope, principal, address]);

const MARK_DIGITS = 8;
const markOf = ({ id }: Observation): string => shortHash(id, MARK_DIGITS);

/** Suppressions come and go; the addresses of an account stay what they are. */
function keyOf(observation: Observation, drill: string | undefined): AddressKey | undefined {
  const { account = "unknown", principal, ip } = observation;
  if (principal === undefined || ip === undefined) return undefined;
  if (!isCountable(observation) || !isSendByPrincipal(observation)) return undefined;
  const scope = drill === undefined ? account : `${account}/drill:${drill}`;
  return { scope, principal, address: networkOf(ip, 32, 64) };
}

interface Group {
  readonly key: AddressKey;
  readonly observations: Observation[];
}

function groupsOf(
  observations: readonly Observation[],
  drill: string | undefined,
): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const observation of observations) {
    const key = keyOf(observation, drill);
    if (key === undefined) continue;
    const text = addressKeyText(key);
    const group = groups.get(text) ?? { key, observations: [] };
    groups.set(text, group);
    group.observations.push(observation);
  }
  return [...groups.values()];
}

const isBefore = (a: Observation, b: Observation): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.id < b.id);

/** Those of a group that are the first from their address: one at most, unless it came twice. */
async function firstOf({ key, observations }: Group, store: AddressStore) {
  const earliest = observations.reduce((a, b) => (isBefore(b, a) ? b : a));
  const lastDay = Math.max(...observations.map(({ atMs }) => dayOf(atMs)));
  const sighting = { first: markOf(earliest), lastDay };
  const first = await store.see(key, dayOf(earliest.atMs), sighting);
  return observations.filter((observation) => markOf(observation) === first);
}

/**
 * Marks the observations that are the first from an address at which their principal was not seen
 * on any of the 14 whole days before. The rest stays as it is.
 */
export async function withNewAddresses(
  observations: readonly Observation[],
  store: AddressStore | undefined,
  drill: string | undefined,
): Promise<readonly Observation[]> {
  if (store === undefined) return observations;
  const groups = groupsOf(observations, drill);
  const found = await Promise.all(groups.map((group) => firstOf(group, store)));
  const first = new Set(found.flat());
  if (first.size === 0) return observations;
  return observations.map((each) => (first.has(each) ? { ...each, isNewAddress: true } : each));
}
