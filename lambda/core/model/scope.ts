import type { Config, Suppression } from "./config";
import { inCidr } from "./ip";
import { accountOf, type Observation } from "./observation";
import { DAY_MS, MINUTE_MS, parseInstant } from "./time";

/** What traffic an observation belongs to: counts of different scopes never meet. */
export interface Scope {
  /** Account and `live`, `drill:<id>` or `sup:<id>`. */
  readonly name: string;
  readonly suppression?: Suppression | undefined;
  readonly drill?: string | undefined;
}

function isWithin(hours: string, atMs: number): boolean {
  const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const [start, end] = hours.split("-").map(minuteOf) as [number, number];
  const minute = Math.floor((atMs % DAY_MS) / MINUTE_MS);
  return start <= end ? minute >= start && minute < end : minute >= start || minute < end;
}

const isUnsetOr = <T>(wanted: T | undefined, isMet: (value: T) => boolean): boolean =>
  wanted === undefined || isMet(wanted);

const holdsAt = ({ from, expires, dailyUtc }: Suppression, atMs: number): boolean =>
  isUnsetOr(from, (start) => atMs >= (parseInstant(start) ?? Infinity)) &&
  atMs < (parseInstant(expires) ?? -Infinity) &&
  isUnsetOr(dailyUtc, (hours) => isWithin(hours, atMs));

/** Whether a suppression covers an observation, by the observation's own time. */
export function covers(suppression: Suppression, observation: Observation): boolean {
  const { cidr, principal, userAgent, clientId } = suppression;
  const { atMs, ip } = observation;
  return (
    isUnsetOr(cidr, (network) => ip !== undefined && inCidr(ip, network)) &&
    isUnsetOr(principal, (arn) => arn === observation.principal) &&
    isUnsetOr(userAgent, (agent) => agent === observation.userAgent) &&
    isUnsetOr(
      clientId,
      (client) => client === (observation.clientId ?? observation.unnamedClientId),
    ) &&
    holdsAt(suppression, atMs)
  );
}

/** The account of a scope, by the scope's name. */
export const accountOfScope = (name: string): string => name.replace(/\/.*$/, "");

/** The scope of an observation. A drill's traffic is its own, suppressed or not. */
export function scopeOf(observation: Observation, config: Config, drill?: string): Scope {
  const account = accountOf(observation);
  if (drill !== undefined) return { name: `${account}/drill:${drill}`, drill };
  const suppression = config.suppressions.find((entry) => covers(entry, observation));
  return suppression === undefined
    ? { name: `${account}/live` }
    : { name: `${account}/sup:${suppression.id}`, suppression };
}
