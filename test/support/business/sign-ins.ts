import type { Observation } from "../../../lambda/core/model/observation";
import { ACCOUNT } from "../observations";
import { seeded } from "../random";
import { AGENTS, customerAddress } from "./people";
import { DAYS, endOf, instants, MONDAY, rhythm } from "./rhythm";

/** The app client of a pool that no configuration names and whose records hide their answers. */
const SIGN_IN_CLIENT = "5v1n8ck2hd0ebp7xu99EXAMPLE";

/** Somebody who signs in, by a code or with a password: the record does not tell. */
export interface SigningIn {
  readonly id: string;
  readonly atMs: number;
  readonly ip: string;
  readonly userAgent: string;
  readonly subject: string;
}

const call = (
  signingIn: SigningIn,
  action: string,
  delivery: "possible" | "none",
): Observation => ({
  ...signingIn,
  source: "cognito-api",
  kind: "sign-in",
  action,
  outcome: "success",
  delivery,
  account: ACCOUNT,
  region: "eu-west-1",
  clientId: SIGN_IN_CLIENT,
});

export const signInBegun = (signingIn: SigningIn): Observation =>
  call(signingIn, "InitiateAuth", "possible");

/** Its second factor, or its code. The id tells the sign-in's. */
export const signInCompleted = (signingIn: SigningIn, atMs: number): Observation =>
  call({ ...signingIn, id: `${signingIn.id}c`, atMs }, "RespondToAuthChallenge", "none");

const COMPLETED_SHARE = 0.5;

/** People who sign in all day, half of them with a second factor where it is not said otherwise. */
export function signIns(
  seed: string,
  peakPerHour: number,
  completedShare = COMPLETED_SHARE,
): readonly Observation[] {
  const random = seeded(`sign-ins/${seed}/${peakPerHour}`);
  const shareAt = rhythm(random.fork("rhythm"));
  const begun = instants(random, MONDAY, endOf(DAYS), (atMs) => peakPerHour * shareAt(atMs));
  return begun
    .flatMap((atMs, i) => {
      const signingIn = {
        id: `i${i}`,
        atMs,
        ip: customerAddress(random),
        userAgent: random.weighted(AGENTS),
        subject: `member-${random.integer(0, peakPerHour * 100)}`,
      };
      const completed = signInCompleted(signingIn, atMs + random.integer(8_000, 60_000));
      const isCompleted = random.chance(completedShare);
      return isCompleted ? [signInBegun(signingIn), completed] : [signInBegun(signingIn)];
    })
    .filter(({ atMs }) => atMs < endOf(DAYS))
    .sort((a, b) => a.atMs - b.atMs);
}
