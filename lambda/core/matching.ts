import { shortHash } from "./hash";
import { networkOf } from "./ip";
import type { Observation } from "./observation";
import type { Entity, Target } from "./rule";

/** All web rules share one target: host names are the attacker's to choose. */
export const WEB: Target = "web";

/** Calls that carry a person's access token name neither app client nor pool. */
const ANY_POOL: Target = "cognito";

/** The app client that is abused, or the pool where only that is known. */
export function cognitoTarget({ clientId, userPoolId }: Observation): Target {
  if (clientId !== undefined) return `client:${clientId}`;
  return userPoolId === undefined ? ANY_POOL : `pool:${userPoolId}`;
}

export const isCognitoTarget = (target: Target): boolean =>
  target === ANY_POOL || target.startsWith("client:") || target.startsWith("pool:");

/** A principal or a topic: the account itself sends, nobody asks for a code. */
export const isSenderTarget = (target: Target): boolean =>
  target !== WEB && !isCognitoTarget(target);

export const byIp = ({ ip }: Observation): Entity | undefined =>
  ip === undefined ? undefined : { type: "ip", value: ip };

/** One household or server has a whole IPv6 /64 to choose addresses from. */
export const byIpOr64 = ({ ip }: Observation): Entity | undefined =>
  ip === undefined ? undefined : { type: "ip", value: networkOf(ip, 32, 64) };

export const byNetwork = ({ ip }: Observation): Entity | undefined =>
  ip === undefined ? undefined : { type: "network", value: networkOf(ip, 24, 48) };

const LONGEST_AGENT = 200;

/** Long user agents are cut; a hash keeps different ones apart. */
export function byUserAgent({ userAgent }: Observation): Entity | undefined {
  if (userAgent === undefined) return undefined;
  const value =
    userAgent.length <= LONGEST_AGENT
      ? userAgent
      : `${userAgent.slice(0, LONGEST_AGENT)}~${shortHash(userAgent, 8)}`;
  return { type: "user-agent", value };
}

/** A stolen key shows as a known principal at a new address; services have no address. */
export function byPrincipalAndIp({ principal, ip }: Observation): Entity | undefined {
  if (principal === undefined) return undefined;
  return ip === undefined
    ? { type: "principal", value: principal }
    : { type: "principal-ip", value: `${principal} from ${ip}` };
}
