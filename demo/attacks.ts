import { CLIENTS } from "../test/support/population";
import { ipv4In, type Random } from "../test/support/random";
import { cognitoCall, type CloudTrailRecord } from "../test/support/records";
import { DEMO_DAY, HOUR, MINUTE, SECOND } from "./clock";

/** One address that asks for new passwords as fast as the pool lets it. */
const FLOOD = {
  ip: "203.0.113.77",
  userAgent: "Go-http-client/2.0",
  startMs: DEMO_DAY + 4 * HOUR + 51 * MINUTE,
  lengthMs: 22 * MINUTE,
  perMinute: 40,
} as const;

/** Many addresses with one tool, none of which stands out by itself. */
const BOTNET = {
  network: "198.18.0.0/15",
  userAgent: "python-requests/2.31.0",
  startMs: DEMO_DAY + 13 * HOUR + 10 * MINUTE,
  lengthMs: 40 * MINUTE,
  addresses: 600,
} as const;

const FLOOD_OUTCOMES = [
  ["success", 62],
  ["throttled", 28],
  ["LimitExceededException", 10],
] as const;

/** The accounts were signed up beforehand, each with a number that pays. */
const FLOOD_ACCOUNTS = 90;

function floodInstants(random: Random): readonly number[] {
  const found: number[] = [];
  const gap = MINUTE / FLOOD.perMinute;
  const end = FLOOD.startMs + FLOOD.lengthMs;
  for (let at = FLOOD.startMs + 2 * SECOND; at < end; at += random.exponential(gap)) {
    found.push(Math.floor(at));
  }
  return found;
}

export function flood(random: Random): readonly CloudTrailRecord[] {
  const accounts = Array.from({ length: FLOOD_ACCOUNTS }, () => random.uuid());
  return floodInstants(random).map((at) =>
    cognitoCall({
      id: random.uuid(),
      at,
      action: "ForgotPassword",
      ip: FLOOD.ip,
      userAgent: FLOOD.userAgent,
      clientId: CLIENTS.web,
      outcome: random.weighted(FLOOD_OUTCOMES),
      medium: "SMS",
      sub: random.pick(accounts),
    }),
  );
}

function botAddresses(random: Random): readonly string[] {
  const addresses = new Set<string>();
  while (addresses.size < BOTNET.addresses) addresses.add(ipv4In(random, BOTNET.network));
  return [...addresses];
}

const BOTNET_OUTCOMES = [
  ["success", 93],
  ["throttled", 4],
  ["InvalidParameterException", 3],
] as const;

function signUp(random: Random, ip: string, at: number): CloudTrailRecord {
  return cognitoCall({
    id: random.uuid(),
    at,
    action: "SignUp",
    ip,
    userAgent: BOTNET.userAgent,
    clientId: CLIENTS.web,
    outcome: random.weighted(BOTNET_OUTCOMES),
    medium: "SMS",
    sub: random.uuid(),
  });
}

/** Each address signs up one to three accounts within half a minute and is not seen again. */
export const botnet = (random: Random): readonly CloudTrailRecord[] =>
  botAddresses(random).flatMap((ip) => {
    const first = BOTNET.startMs + random.integer(0, BOTNET.lengthMs - 30 * SECOND);
    const requests = random.integer(1, 3);
    return Array.from({ length: requests }, (_, i) => signUp(random, ip, first + i * 9 * SECOND));
  });
