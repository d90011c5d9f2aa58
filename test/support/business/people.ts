import { DEVICES } from "../population";
import type { Random } from "../random";

/** Mobile carriers put many customers behind one address each. */
export const CARRIERS = ["198.51.100.44", "192.0.2.201"] as const;

const CARRIER_SHARE = 0.24;
const IPV6_SHARE = 0.1;

/** How often each release of a program is met: the newest, the one before, an older one. */
const RELEASES = [70, 20, 10];

const MAIN_VERSION = /(?<=Chrome\/|Firefox\/|Version\/|amplify-\w+\/2\.)\d+/;

/** What customers use, with how common it is: several releases of every program. */
export const AGENTS: readonly (readonly [string, number])[] = DEVICES.flatMap(
  ([{ userAgent }, weight]) =>
    RELEASES.map((share, age) => {
      const release = userAgent.replace(MAIN_VERSION, (main) => String(Number(main) - age));
      return [release, weight * share] as const;
    }),
);

/** Whether it is the business's own app, and not a browser. */
const isApp = (userAgent: string): boolean => userAgent.startsWith("amplify-");

/** The next release of the app, which nobody has had before. */
export const nextRelease = (userAgent: string): string =>
  isApp(userAgent) ? userAgent.replace(/\/2\.\d+\.\d+/, "/2.60.0") : userAgent;

/** The address of somebody's home. Some networks have many customers, most have few. */
export function homeAddress(random: Random): string {
  if (random.chance(IPV6_SHARE)) {
    const parts = Array.from({ length: 6 }, () => random.integer(1, 0xffff).toString(16));
    return `2001:db8:${parts.join(":")}`;
  }
  // The shared address space stands in for the Internet at large.
  const network = Math.floor(random.fraction() ** 2 * 2 ** 14);
  return `100.${64 + (network >> 8)}.${network & 255}.${random.integer(1, 254)}`;
}

/** Where a customer calls from: behind a carrier, or at an address of his own. */
export const customerAddress = (random: Random): string =>
  random.chance(CARRIER_SHARE) ? random.pick(CARRIERS) : homeAddress(random);
