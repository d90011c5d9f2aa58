import type { Observation } from "../../lambda/core/model/observation";
import { asked, confirmed, ERRAND_WEIGHTS, ERRANDS, sent, type Asking } from "./business/calls";
import { updated, waveOf, type Happening, type Wave } from "./business/happening";
import { AGENTS, customerAddress } from "./business/people";
import { DAYS, endOf, END, instants, MONDAY, rhythm } from "./business/rhythm";
import { CONFIRMED_SHARE } from "./population";
import { seeded, type Random } from "./random";

export interface BusinessPlan {
  readonly seed: string;
  /** Requests for a code in the busiest hour of a weekday. */
  readonly peakPerHour: number;
  readonly happenings?: readonly Happening[];
  /** False where a backend confirms the codes and nothing of it is logged. */
  readonly areConfirmationsVisible?: boolean;
  /** Sixteen where it is not said. */
  readonly days?: number;
  /** Of all requests, how many come by the hosted UI; a quarter where it is not said. */
  readonly hostedShare?: number;
  /** Of all requests, how many are confirmed; CONFIRMED_SHARE where it is not said. */
  readonly confirmedShare?: number;
  /** The business's main client where it is not said. */
  readonly clientId?: string;
  /** How long people take to type a code in, from and to; 15 to 120 seconds where it is not said. */
  readonly typingMs?: readonly [number, number];
}

const TYPING_MS = [15_000, 120_000] as const;

const HOSTED_SHARE = 0.25;
const REFUSED_SHARE = 0.02;
const THROTTLED_SHARE = 0.002;

/** Of those who do not type the code in, how many ask for another one. */
const ASKS_AGAIN = 0.3;

/** Draws the calls of people one after the other. */
interface Scribe {
  readonly random: Random;
  readonly plan: BusinessPlan;
  readonly observations: Observation[];
  readonly label: string;
}

function write(scribe: Scribe, asking: Omit<Asking, "id" | "outcome">, share: number): void {
  const { random, observations, plan, label } = scribe;
  const id = `${label}${observations.length}`;
  const luck = random.fraction();
  const outcome =
    luck < THROTTLED_SHARE ? "throttled" : luck < REFUSED_SHARE ? "failure" : "success";
  const whole: Asking = { ...asking, id, outcome };
  observations.push(asked(whole));
  if (outcome === "success" && random.chance(share / (1 - REFUSED_SHARE))) {
    const typedMs = asking.atMs + random.integer(...(plan.typingMs ?? TYPING_MS));
    if (plan.areConfirmationsVisible !== false) observations.push(confirmed(whole, typedMs));
  } else if (random.chance(ASKS_AGAIN)) {
    const errand = asking.errand === ERRANDS.SIGN_UP ? ERRANDS.RESEND : asking.errand;
    write(scribe, { ...asking, errand, atMs: asking.atMs + random.integer(30_000, 90_000) }, share);
  }
}

function visit(scribe: Scribe, atMs: number, wave: Pick<Wave, "confirmed" | "errand" | "address">) {
  const { random, plan, observations, label } = scribe;
  const userAgent = updated(random, random.weighted(AGENTS), atMs, plan.happenings ?? []);
  const asking = {
    atMs,
    ip: wave.address(random),
    userAgent,
    errand: wave.errand ?? random.weighted(ERRAND_WEIGHTS),
    isHosted: random.chance(plan.hostedShare ?? HOSTED_SHARE),
    subject: `user-${label}${observations.length}`,
    clientId: plan.clientId,
  };
  write(scribe, asking, wave.confirmed);
}

export const byTime = (a: Observation, b: Observation): number => a.atMs - b.atMs;

/**
 * What sixteen days of a business look like to the detector: people who ask for codes through one
 * app client, and whom its happenings bring. In the order of time, each id once; the same plan
 * gives the same business.
 */
export function business(plan: BusinessPlan): readonly Observation[] {
  const { days = DAYS } = plan;
  const endMs = endOf(days);
  const random = seeded(`business/${plan.seed}/${plan.peakPerHour}`);
  const shareAt = rhythm(random.fork("rhythm"), days);
  const usual = (atMs: number): number => plan.peakPerHour * shareAt(atMs);
  const label = plan.clientId === undefined ? "r" : `${plan.clientId}/`;
  const scribe: Scribe = { random, plan, observations: [], label };
  const { confirmedShare = CONFIRMED_SHARE } = plan;
  const everyday = { confirmed: confirmedShare, errand: undefined, address: customerAddress };
  for (const atMs of instants(random, MONDAY, endMs, usual)) visit(scribe, atMs, everyday);
  for (const happening of plan.happenings ?? []) {
    const own = random.fork(happening.kind);
    const wave = waveOf(happening, own);
    if (wave === undefined) continue;
    const visits = instants(own, wave.fromMs, wave.toMs, (atMs) => wave.perHour(usual(atMs)));
    const joined = { ...scribe, random: own };
    for (const atMs of visits) visit(joined, atMs, wave);
  }
  return scribe.observations.filter(({ atMs }) => atMs < endMs).sort(byTime);
}

export const BACKEND = {
  principal: "arn:aws:iam::111122223333:role/order-updates",
  userAgent: "aws-sdk-js/3.1162.0 ua/2.1 os/linux lang/js md/nodejs#22.12.0",
  addresses: ["203.0.113.10", "203.0.113.11"],
} as const;

/** A number of the range that is kept for fiction. */
export const fictionalNumber = (random: Random): string =>
  `+1${random.integer(200, 989)}55501${random.integer(10, 99)}`;

/**
 * A backend that texts people all day through two addresses, with the rhythm of a business, and
 * grows steadily.
 *
 * @param growth how many times as many it sends at the end as at the beginning
 */
export function backend(seed: string, peakPerHour: number, growth: number): readonly Observation[] {
  const random = seeded(`backend/${seed}/${peakPerHour}`);
  const shareAt = rhythm(random.fork("rhythm"));
  const perHour = (atMs: number): number =>
    peakPerHour * shareAt(atMs) * growth ** ((atMs - MONDAY) / (END - MONDAY));
  return instants(random, MONDAY, END, perHour).map((atMs, i) =>
    sent({
      id: `b${i}`,
      atMs,
      ip: random.pick(BACKEND.addresses),
      userAgent: BACKEND.userAgent,
      principal: BACKEND.principal,
      destination: fictionalNumber(random),
    }),
  );
}
