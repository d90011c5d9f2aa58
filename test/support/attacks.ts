import type { Observation } from "../../lambda/core/model/observation";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { BACKEND, byTime, fictionalNumber } from "./business";
import { asked, ERRANDS, sent } from "./business/calls";
import { AGENTS, homeAddress } from "./business/people";
import { ipv4In, seeded, type Random } from "./random";

const ONE_ADDRESS = "203.0.113.77";
const ONE_NETWORK = "203.0.113.0/24";
const TOOL = "python-requests/2.32.3";

/** How an attacker sends. Nobody ever types in a code of his. */
export interface Attack {
  readonly name: string;
  readonly perMinute: number;
  /** Evenly spaced, as a loop is that waits; else by chance. */
  readonly isSteady: boolean;
  readonly observation: (random: Random, id: string, atMs: number) => Observation;
}

interface Caller {
  readonly ip: (random: Random) => string;
  readonly userAgent: (random: Random) => string;
  readonly isHosted?: boolean;
}

const oneAddress = (): string => ONE_ADDRESS;
const oneTool = (): string => TOOL;
const likeCustomers = (random: Random): string => random.weighted(AGENTS);

const asking =
  ({ ip, userAgent, isHosted = false }: Caller): Attack["observation"] =>
  (random, id, atMs) =>
    asked({
      id,
      atMs,
      ip: ip(random),
      userAgent: userAgent(random),
      errand: ERRANDS.SIGN_UP,
      isHosted,
      outcome: "success",
      subject: `user-${id}`,
    });

const sending =
  (ip: (random: Random) => string, userAgent: string): Attack["observation"] =>
  (random, id, atMs) =>
    sent({
      id,
      atMs,
      ip: ip(random),
      userAgent,
      principal: BACKEND.principal,
      destination: fictionalNumber(random),
    });

const FAST = 60;
const SLOW = 4;

const single = asking({ ip: oneAddress, userAgent: oneTool });
const rotatingTool = asking({ ip: homeAddress, userAgent: oneTool });
const rotatingMimic = asking({ ip: homeAddress, userAgent: likeCustomers });
const hostedMimic = asking({ ip: homeAddress, userAgent: likeCustomers, isHosted: true });
const oneNetwork = asking({
  ip: (random) => ipv4In(random, ONE_NETWORK),
  userAgent: likeCustomers,
});
const stolenKey = sending(oneAddress, "Boto3/1.40.74");
const fromInside = sending((random) => random.pick(BACKEND.addresses), BACKEND.userAgent);

const byChance = (name: string, perMinute: number, observation: Attack["observation"]): Attack => ({
  name,
  perMinute,
  isSteady: false,
  observation,
});

/** Attacks on people's app client. */
export const CLIENT_ATTACKS: readonly Attack[] = [
  { name: "one address, 1 a second", perMinute: 60, isSteady: true, observation: single },
  { name: "one address, 1 in 40 s", perMinute: 1.5, isSteady: true, observation: single },
  byChance("one /24, 30 a minute", 30, oneNetwork),
  byChance("rotating, one tool, 60 a minute", FAST, rotatingTool),
  byChance("rotating, one tool, 4 a minute", SLOW, rotatingTool),
  byChance("rotating, mimicked agents, 60 a minute", FAST, rotatingMimic),
  byChance("rotating, mimicked agents, 4 a minute", SLOW, rotatingMimic),
  byChance("rotating, mimicked, hosted UI, 60 a minute", FAST, hostedMimic),
  byChance("rotating, mimicked, hosted UI, 4 a minute", SLOW, hostedMimic),
];

/** Attacks with the stolen key of a backend that sends all day. */
export const KEY_ATTACKS: readonly Attack[] = [
  byChance("stolen key, new address, 60 a minute", FAST, stolenKey),
  byChance("stolen key, new address, 4 a minute", SLOW, stolenKey),
  byChance("stolen key, backend's address, 300 a minute", 300, fromInside),
  byChance("stolen key, backend's address, 60 a minute", FAST, fromInside),
];

const MARK = "x";

/** The messages of an attack from a given time on, in the order of time. */
export function messages(
  attack: Attack,
  seed: string,
  fromMs: number,
  lengthMs: number,
): readonly Observation[] {
  const random = seeded(`attack/${attack.name}/${seed}`);
  const gapMs = MINUTE_MS / attack.perMinute;
  const found: Observation[] = [];
  for (let atMs = fromMs; atMs < fromMs + lengthMs;) {
    found.push(attack.observation(random, `${MARK}${found.length}`, Math.floor(atMs)));
    atMs += attack.isSteady ? gapMs : random.exponential(gapMs);
  }
  return found;
}

/** Two streams in the order of time. */
export const mixed = (
  a: readonly Observation[],
  b: readonly Observation[],
): readonly Observation[] => [...a, ...b].sort(byTime);
