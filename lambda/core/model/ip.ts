import ipaddr from "ipaddr.js";

/** IPv4 as it is written canonically, but for 0.0.0.0/8: most addresses that ever come in. */
const PLAIN_V4 =
  /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]\d?)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Whether what follows the last colon is no IPv4 address, or one that is written out. */
function endsWell(text: string): boolean {
  const end = text.slice(text.lastIndexOf(":") + 1);
  return !end.includes(".") || ipaddr.IPv4.isValidFourPartDecimal(end);
}

/** Written out in full: `isValid` alone also takes 127.1, 0x7f.1 and 010.0.0.1. */
function parse(text: string): Address | undefined {
  if (text.length > 45) return undefined;
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!endsWell(text) || !text.includes(":") || text.includes("%") || !ipaddr.IPv6.isValid(text))
    return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

const spell = (address: Address): string =>
  address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();

/**
 * One spelling for each address: `::ffff:192.0.2.1` is `192.0.2.1`, IPv6 as RFC 5952 writes it.
 * Undefined for anything that is not an address, such as a service's name in CloudTrail's
 * `sourceIPAddress`, and for the 0.0.0.0 that tools write when they mask an address.
 */
export const canonicalIp = (text: string): string | undefined =>
  PLAIN_V4.test(text) ? text : canonicalOfAny(text);

/** The same by the library: the tests hold both against each other. */
export function canonicalOfAny(text: string): string | undefined {
  const address = parse(text.trim());
  return address === undefined || address.range() === "unspecified" ? undefined : spell(address);
}

/**
 * The network around a canonical address, as CIDR: `networkOf("192.0.2.7", 24, 48)` is
 * `192.0.2.0/24`. A whole IPv4 address (`v4Bits` 32) is returned without a suffix.
 */
export function networkOf(ip: string, v4Bits: number, v6Bits: number): string {
  if (v4Bits === 32 && PLAIN_V4.test(ip)) return ip;
  const address = ipaddr.parse(ip);
  if (address instanceof ipaddr.IPv4) {
    if (v4Bits === 32) return ip;
    return `${ipaddr.IPv4.networkAddressFromCIDR(`${ip}/${v4Bits}`).toString()}/${v4Bits}`;
  }
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${ip}/${v6Bits}`);
  return `${network.toRFC5952String()}/${v6Bits}`;
}

/**
 * Whether `inCidr` can find addresses in a network so written. IPv4 mapped into IPv6 is refused:
 * canonical addresses are never written so, and such a network would hold none of them.
 */
export function isCidr(text: string): boolean {
  if (!ipaddr.isValidCIDR(text)) return false;
  const [network] = ipaddr.parseCIDR(text);
  return parse(text.slice(0, text.indexOf("/")))?.kind() === network.kind();
}

/** Whether a canonical address lies in a CIDR of either family. */
export function inCidr(ip: string, cidr: string): boolean {
  const address = ipaddr.parse(ip);
  const [network, bits] = ipaddr.parseCIDR(cidr);
  return address.kind() === network.kind() && address.match(network, bits);
}
