import { bounded, LONGEST_LIST, LONGEST_NAME } from "./bounded";
import { canonicalIp } from "../model/ip";

/** Where something came from, as far as it is known. */
export interface Addresses {
  /** Most important first. An IPv6 caller may stand here as its /64. */
  readonly known: readonly string[];
  /** How many different ones there were, about. */
  readonly count: number;
}

const ipsOf = ({ known }: Addresses): readonly string[] =>
  [...new Set(known.flatMap((address) => canonicalIp(address) ?? []))].slice(0, LONGEST_LIST);

/** ECS's `source`, of a single address only: of several, none is the source. */
export function sourceOf(addresses: Addresses) {
  const [address] = addresses.known;
  if (addresses.count !== 1 || address === undefined) return {};
  const ips = ipsOf(addresses);
  return {
    address: bounded(address, LONGEST_NAME),
    ip: ips.length === 1 ? ips[0] : undefined,
  };
}

/** ECS's `related.ip`: whatever is a whole address, since the field takes nothing else. */
export const relatedIps = ipsOf;
