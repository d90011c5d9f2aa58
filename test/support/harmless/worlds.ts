import type { Observation } from "../../../lambda/core/model/observation";
import { MINUTE_MS } from "../../../lambda/core/model/time";
import { byTime } from "../business";
import { ERRANDS } from "../business/calls";
import { AGENTS } from "../business/people";
import { signIns, signInVisit, type SignInFlow } from "../business/sign-ins";
import { DAYS, instantOf } from "../business/rhythm";
import { varyWith, type Vary } from "../families/vary";
import { completedShareOf, people, type WorldPlan } from "../families/worlds";
import { seeded, type Random } from "../random";
import { SECOND_MS, type Habit } from "./situation";
import { ask, visit } from "./situations";

const FACTORY = "203.0.113.41";

const isWeekday = (day: number): boolean => day % 7 < 5;

/** When a shift begins, in how long everybody is there, and how many type their code in. */
const shiftWith = (random: Random) => ({
  hour: random.integer(4, 13),
  lengthMs: random.integer(8, 15) * MINUTE_MS,
  confirmed: random.integer(92, 98) / 100,
});

/** People who all sign in with a code as their shift begins, behind one address. */
function shifts({ seed, peakPerHour }: WorldPlan): readonly Observation[] {
  const random = seeded(`shifts/${seed}/${peakPerHour}`);
  const shift = shiftWith(random);
  return Array.from({ length: DAYS }, (_, day) => day)
    .filter(isWeekday)
    .flatMap((day) =>
      Array.from({ length: random.integer(1_200, 1_800) }, (_, i) => {
        const atMs = instantOf(day, shift.hour) + random.integer(0, shift.lengthMs);
        const known = { ip: FACTORY, errand: ERRANDS.SIGN_IN, subject: `worker-${i}` };
        return visit(random, ask(random, `s${day}-${i}`, atMs, known), shift.confirmed);
      }).flat(),
    );
}

/** As above, where no record tells whether signing in sends a text. */
function hiddenShifts(
  { seed, peakPerHour }: WorldPlan,
  completed: number,
  flow: SignInFlow = "USER_PASSWORD_AUTH",
): readonly Observation[] {
  const random = seeded(`hidden shifts/${seed}/${peakPerHour}`);
  const shift = shiftWith(random);
  return Array.from({ length: DAYS }, (_, day) => day)
    .filter(isWeekday)
    .flatMap((day) =>
      Array.from({ length: random.integer(1_200, 1_800) }, (_, i) => {
        const atMs = instantOf(day, shift.hour) + random.integer(0, shift.lengthMs);
        const userAgent = random.weighted(AGENTS);
        const id = `s${day}-${i}`;
        const signingIn = { id, atMs, ip: FACTORY, userAgent, subject: `worker-${i}`, flow };
        return signInVisit(random, signingIn, completed);
      }).flat(),
    );
}

const varyOf = ({ seed, peakPerHour }: WorldPlan): Vary =>
  varyWith(seeded(`habit/${seed}/${peakPerHour}`));

/** From about two minutes to about eight. */
const slowTypingOf = (plan: WorldPlan): readonly [number, number] => {
  const { share } = varyOf(plan);
  return [Math.round(share(120 * SECOND_MS)), Math.round(share(480 * SECOND_MS))];
};

const signInsOf = (plan: WorldPlan): readonly Observation[] =>
  signIns(plan.seed, plan.peakPerHour, completedShareOf(plan));

const SERVER = "203.0.113.58";

/** A back end that begins all sign-ins from its one address, and checks the codes by itself. */
const byBackend = (plan: WorldPlan): readonly Observation[] =>
  signInsOf(plan).flatMap((each) =>
    each.isPasswordless === true ? [{ ...each, ip: SERVER }] : [],
  );

const PARTNER_CLIENT = "partner-client";

/** @returns what pages nobody by itself, for sixteen days */
export const HARMLESS_WORLDS = {
  /** Every weekday 1,200 to 1,800 people within ten minutes. */
  "shift-start": (plan) => [...people(plan), ...shifts(plan)].sort(byTime),
  /** As above, in a pool whose records hide the answers; the second factor is seen. */
  "shift-hidden": (plan) => [...signInsOf(plan), ...hiddenShifts(plan, 0.95)].sort(byTime),
  /** As above, with passwords alone. */
  "shift-passwords": (plan) => [...signInsOf(plan), ...hiddenShifts(plan, 0)].sort(byTime),
  /** As above, by codes that need no password. */
  "shift-passwordless": (plan) =>
    [...signInsOf(plan), ...hiddenShifts(plan, 0.85, "CUSTOM_AUTH")].sort(byTime),
  /** A server signs everybody in, and nobody sees whether they complete it. */
  "passwordless-backend": byBackend,
  /** People type after 2 to 8 minutes, in a sale of 100 a minute too. */
  "slow-typists": (plan) =>
    people({
      ...plan,
      typingMs: slowTypingOf(plan),
      happenings: [{ kind: "flash-sale", day: 9, perMinute: varyOf(plan).rate(100) }],
    }),
  /** A partner's app whose back end confirms people itself, and which is launched anew. */
  "partner-launch": (plan) =>
    [
      ...people(plan),
      ...people({
        ...plan,
        clientId: PARTNER_CLIENT,
        areConfirmationsVisible: false,
        happenings: [{ kind: "launch", day: 9, times: 4 }],
      }),
    ].sort(byTime),
} as const satisfies Readonly<Record<string, (plan: WorldPlan) => readonly Observation[]>>;

export type HarmlessWorldId = keyof typeof HARMLESS_WORLDS;

/** What happens to a business again and again, from the beginning. */
export const HABITS: readonly Habit[] = [
  {
    id: "shift-start",
    title: "shift start: 1,200 and more behind one known address in 10 minutes",
    mustBeSilent: true,
  },
  {
    id: "shift-hidden",
    title: "shift start in a pool whose answers are hidden, with a second factor",
    mustBeSilent: true,
  },
  {
    id: "shift-passwords",
    title: "shift start in a pool whose answers are hidden, with passwords alone",
    mustBeSilent: false,
  },
  {
    id: "shift-passwordless",
    title: "shift start by CUSTOM_AUTH, behind one known address, 85 % complete",
    mustBeSilent: true,
  },
  {
    id: "passwordless-backend",
    title: "back end that begins all passwordless sign-ins, completed unseen",
    mustBeSilent: true,
  },
  {
    id: "slow-typists",
    title: "people type after 2 to 8 minutes, and a sale of 100 a minute",
    mustBeSilent: true,
  },
  {
    id: "partner-launch",
    title: "partner's back end confirms unseen, and is launched 4 x",
    mustBeSilent: false,
  },
];
