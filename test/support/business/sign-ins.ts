import type { Observation } from "../../../lambda/core/model/observation";
import { ACCOUNT } from "../observations";
import { seeded, type Random } from "../random";
import { AGENTS, customerAddress } from "./people";
import { DAYS, endOf, instants, MONDAY, rhythm } from "./rhythm";

/** The app client of a pool that no configuration names and whose records hide their answers. */
export const SIGN_IN_CLIENT = "5v1n8ck2hd0ebp7xu99EXAMPLE";

/** By what people sign in: the record names it, and hides what came of it. */
export type SignInFlow = "USER_PASSWORD_AUTH" | "CUSTOM_AUTH" | "USER_AUTH";

export interface SigningIn {
  readonly id: string;
  readonly atMs: number;
  readonly ip: string;
  readonly userAgent: string;
  readonly subject: string;
  readonly flow: SignInFlow;
}

type Told = Pick<Observation, "kind" | "action" | "delivery" | "isOfText" | "isPasswordless">;

const observationOf = (
  { id, atMs, ip, userAgent, subject }: SigningIn,
  told: Told,
): Observation => ({
  id,
  atMs,
  ip,
  userAgent,
  subject,
  source: "cognito-api",
  outcome: "success",
  account: ACCOUNT,
  region: "eu-west-1",
  clientId: SIGN_IN_CLIENT,
  ...told,
});

export const signInBegun = (signingIn: SigningIn): Observation =>
  observationOf(signingIn, {
    kind: "sign-in",
    action: "InitiateAuth",
    delivery: "possible",
    ...(signingIn.flow !== "USER_PASSWORD_AUTH" && { isPasswordless: true }),
  });

/** The pool's own challenge, or an authenticator after a password, may have been anything. */
const ANSWERED: Readonly<Record<SignInFlow, Pick<Told, "kind" | "isOfText">>> = {
  USER_PASSWORD_AUTH: { kind: "sign-in" },
  CUSTOM_AUTH: { kind: "sign-in" },
  USER_AUTH: { kind: "sms-confirmed", isOfText: true },
};

/** Its second factor, or its code. The id tells the sign-in's. */
export const signInCompleted = (signingIn: SigningIn, atMs: number): Observation =>
  observationOf(
    { ...signingIn, id: `${signingIn.id}c`, atMs },
    { action: "RespondToAuthChallenge", delivery: "none", ...ANSWERED[signingIn.flow] },
  );

const SLOW_SHARE = 0.15;

/** Most people have a code at once; a challenge expires after three minutes unless the pool says otherwise. */
const typingMs = (random: Random): number =>
  random.chance(SLOW_SHARE) ? random.integer(60_000, 170_000) : random.integer(8_000, 60_000);

/** A sign-in, and its completion where it has one. */
export function signInVisit(
  random: Random,
  signingIn: SigningIn,
  share: number,
): readonly Observation[] {
  const begun = signInBegun(signingIn);
  return random.chance(share)
    ? [begun, signInCompleted(signingIn, signingIn.atMs + typingMs(random))]
    : [begun];
}

/** How many sign in by what. */
const FLOWS: readonly (readonly [flow: SignInFlow, weight: number])[] = [
  ["USER_PASSWORD_AUTH", 2],
  ["CUSTOM_AUTH", 1],
  ["USER_AUTH", 1],
];

/** Of those who begin to sign in, how many complete it where that can be seen. */
export type CompletedShare = Readonly<Record<SignInFlow, number>>;

const COMPLETED: CompletedShare = {
  USER_PASSWORD_AUTH: 0.5,
  CUSTOM_AUTH: 0.8,
  USER_AUTH: 0.8,
};

/** People who sign in all day: half of them with a password, and half of these with a second factor. */
export function signIns(
  seed: string,
  peakPerHour: number,
  completedShare: CompletedShare = COMPLETED,
): readonly Observation[] {
  const random = seeded(`sign-ins/${seed}/${peakPerHour}`);
  const shareAt = rhythm(random.fork("rhythm"));
  const begun = instants(random, MONDAY, endOf(DAYS), (atMs) => peakPerHour * shareAt(atMs));
  return begun
    .flatMap((atMs, i) => {
      const flow = random.weighted(FLOWS);
      const signingIn = {
        id: `i${i}`,
        atMs,
        ip: customerAddress(random),
        userAgent: random.weighted(AGENTS),
        subject: `member-${random.integer(0, peakPerHour * 100)}`,
        flow,
      };
      return signInVisit(random, signingIn, completedShare[flow]);
    })
    .filter(({ atMs }) => atMs < endOf(DAYS))
    .sort((a, b) => a.atMs - b.atMs);
}
