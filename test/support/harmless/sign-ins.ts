import type { Observation } from "../../../lambda/core/model/observation";
import { MINUTE_MS } from "../../../lambda/core/model/time";
import { AGENTS, homeAddress } from "../business/people";
import { signInBegun, signInCompleted, signInVisit, type SignInFlow } from "../business/sign-ins";
import { hours, type Scene } from "../families/family";
import { varyWith } from "../families/vary";
import { ipv4In } from "../random";
import { SECOND_MS, type Situation } from "./situation";

/** So many people who begin within so many minutes, behind one address that nobody knows. */
const crowd =
  (flow: SignInFlow, people: number, minutes: number, share: number): Situation["happen"] =>
  ({ random, fromMs }: Scene): readonly Observation[] => {
    const ip = ipv4In(random, "198.51.100.128/26");
    const { rate, time } = varyWith(random);
    const lengthMs = time(minutes * MINUTE_MS);
    return Array.from({ length: Math.round(rate(people)) }, (_, i) => {
      const signingIn = {
        id: `h${i}`,
        atMs: fromMs + random.integer(0, lengthMs),
        ip,
        userAgent: random.weighted(AGENTS),
        subject: `pupil-${i}`,
        flow,
      };
      return signInVisit(random, signingIn, share);
    }).flat();
  };

/** One member whose code does not come, and who begins again and again. */
const retries = ({ random, fromMs }: Scene): readonly Observation[] => {
  const first = {
    id: "h0",
    atMs: fromMs,
    ip: homeAddress(random),
    userAgent: random.weighted(AGENTS),
    subject: "member-0",
    flow: "USER_AUTH" as const,
  };
  const all = Array.from({ length: 25 }, (_, i) => ({
    ...first,
    id: `h${i}`,
    atMs: fromMs + i * 20 * SECOND_MS,
  }));
  const last = all.at(-1) ?? first;
  return [...all.map(signInBegun), signInCompleted(last, last.atMs + 40 * SECOND_MS)];
};

const among = (id: string, title: string, happen: Situation["happen"]): Situation => ({
  id,
  title,
  world: "sign-ins",
  lengthMs: hours(1),
  happen,
  mustBeSilent: true,
});

/** What happens once to a business in which people sign in without a password. */
export const SIGN_IN_SITUATIONS: readonly Situation[] = [
  among(
    "custom-school",
    "300 sign-ins by CUSTOM_AUTH in 10 minutes behind one address, 85 % complete",
    crowd("CUSTOM_AUTH", 300, 10, 0.85),
  ),
  among(
    "custom-webinar",
    "200 sign-ins by CUSTOM_AUTH in 3 minutes behind one address, 75 % complete",
    crowd("CUSTOM_AUTH", 200, 3, 0.75),
  ),
  among(
    "passwordless-office",
    "1,200 sign-ins by USER_AUTH in 10 minutes behind one new address, 80 % complete",
    crowd("USER_AUTH", 1200, 10, 0.8),
  ),
  among("passwordless-retries", "one member begins 25 times in 8 minutes, then completes", retries),
];
