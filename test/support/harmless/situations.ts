import type { Observation } from "../../../lambda/core/model/observation";
import { HOUR_MS, MINUTE_MS } from "../../../lambda/core/model/time";
import { asked, BUSINESS_POOL, confirmed, ERRANDS, type Asking } from "../business/calls";
import { AGENTS, customerAddress, homeAddress } from "../business/people";
import { instants } from "../business/rhythm";
import { codeAsked, codeTyped } from "../business/site";
import { asCustomersDo, days, hours, usualOf, type Scene } from "../families/family";
import { varyWith } from "../families/vary";
import { ipv4In, type Random } from "../random";
import { BACKEND_SITUATIONS } from "./backends";
import { SIGN_IN_SITUATIONS } from "./sign-ins";
import { SECOND_MS, type Situation } from "./situation";

const TESTER = "ios-qa-kit/4.2";

/** One person's request by the API. */
export const ask = (
  random: Random,
  id: string,
  atMs: number,
  known: Partial<Asking> = {},
): Asking => ({
  id,
  atMs,
  ip: homeAddress(random),
  userAgent: random.weighted(AGENTS),
  errand: ERRANDS.SIGN_UP,
  isHosted: false,
  outcome: "success",
  subject: `user-${id}`,
  ...known,
});

/** A request, and its confirmation where it has one. */
export function visit(
  random: Random,
  asking: Asking,
  share: number,
  typingMs: readonly [number, number] = [15 * SECOND_MS, 120 * SECOND_MS],
): readonly Observation[] {
  if (!random.chance(share)) return [asked(asking)];
  return [asked(asking), confirmed(asking, asking.atMs + random.integer(...typingMs))];
}

/** One customer whose code does not come, and who asks for it again and again. */
const resends = ({ random, fromMs }: Scene): readonly Observation[] => {
  const first = ask(random, "h0", fromMs);
  const again = random.integer(8, 14);
  const { time } = varyWith(random);
  const lengthMs = time(4 * MINUTE_MS);
  const later = Array.from({ length: again }, (_, i) => ({
    ...first,
    id: `h${i + 1}`,
    errand: ERRANDS.RESEND,
    atMs: fromMs + Math.round(((i + 1) * lengthMs) / again),
  }));
  const last = later.at(-1) ?? first;
  return [asked(first), ...later.map(asked), confirmed(last, last.atMs + 40 * SECOND_MS)];
};

/** One user who needs a code all day long, and types one in at last. */
const slowUser = ({ random, fromMs }: Scene): readonly Observation[] => {
  const first = ask(random, "h0", fromMs, { errand: ERRANDS.RESET });
  const times = random.integer(15, 27);
  const asks = Array.from({ length: times }, (_, i) => ({
    ...first,
    id: `h${i}`,
    atMs: fromMs + Math.round((i * 20 * HOUR_MS) / times + random.integer(0, 30 * MINUTE_MS)),
  }));
  const last = asks.at(-1) ?? first;
  return [...asks.map(asked), confirmed(last, last.atMs + 60 * SECOND_MS)];
};

/** Somebody who tries the sign-up with a dozen accounts, and finishes one. */
const tester = ({ random, fromMs }: Scene): readonly Observation[] => {
  const ip = homeAddress(random);
  const accounts = random.integer(9, 15);
  const finished = random.integer(0, accounts - 1);
  let atMs = fromMs;
  return Array.from({ length: accounts }, (_, i) => {
    atMs += random.integer(15 * SECOND_MS, 45 * SECOND_MS);
    const asking = ask(random, `h${i}`, atMs, { ip, userAgent: TESTER });
    return visit(random, asking, i === finished ? 1 : 0, [15 * SECOND_MS, 15 * SECOND_MS]);
  }).flat();
};

/** Children who have all forgotten their passwords, behind one address. */
const school = ({ random, fromMs }: Scene): readonly Observation[] => {
  const ip = ipv4In(random, "198.51.100.128/26");
  const { rate, time } = varyWith(random);
  const lengthMs = time(10 * MINUTE_MS);
  const share = random.integer(80, 90) / 100;
  return Array.from({ length: Math.round(rate(300)) }, (_, i) => {
    const atMs = fromMs + random.integer(0, lengthMs);
    return visit(random, ask(random, `h${i}`, atMs, { ip, errand: ERRANDS.RESET }), share);
  }).flat();
};

const HELP_DESK = {
  principal: "arn:aws:iam::111122223333:role/help-desk",
  ip: "203.0.113.90",
  userAgent: "aws-sdk-js/3.1162.0 ua/2.1 os/linux lang/js md/nodejs#22.12.0",
  userPoolId: BUSINESS_POOL,
  clientId: undefined,
} as const;

/** A call of an administrator, which names the pool and is signed. */
const byAdministrator = (action: string, asking: Asking): Observation => ({
  ...asked(asking),
  action,
  ...HELP_DESK,
});

/** Thirty people who call in a working day because they cannot sign in. */
const helpDesk = ({ random, fromMs }: Scene): readonly Observation[] =>
  Array.from({ length: random.integer(21, 39) }, (_, i) => {
    const atMs = fromMs + random.integer(0, 9 * HOUR_MS);
    const asking = ask(random, `h${i}`, atMs, { errand: ERRANDS.RESET });
    const [, typed] = visit(random, asking, 0.7);
    const call = byAdministrator("AdminResetUserPassword", asking);
    return typed === undefined ? [call] : [call, typed];
  }).flat();

/** Everybody who begins on the first of the month, by a script. */
const invitations = ({ random, fromMs }: Scene): readonly Observation[] =>
  Array.from({ length: random.integer(85, 155) }, (_, i) => {
    const atMs = fromMs + random.integer(0, 15 * MINUTE_MS);
    return byAdministrator("AdminCreateUser", ask(random, `h${i}`, atMs));
  });

/** A message that asks everybody for a new password, which half of those who begin finish. */
const campaign = (scene: Scene): readonly Observation[] => {
  const { random, fromMs } = scene;
  const usual = usualOf(scene, 16);
  const times = varyWith(random).rate(2);
  return instants(random, fromMs, fromMs + 8 * HOUR_MS, (atMs) => times * usual(atMs)).flatMap(
    (atMs, i) => {
      const known = { ip: customerAddress(random), errand: ERRANDS.RESET };
      return visit(random, ask(random, `h${i}`, atMs, known), 0.5);
    },
  );
};

/** A country in which few texts arrive, and which is larger than the business was. */
const newCountry = (scene: Scene): readonly Observation[] => {
  const { random, fromMs } = scene;
  const usual = usualOf(scene, 16);
  const times = varyWith(random).rate(1.5);
  return instants(random, fromMs, fromMs + days(1), (atMs) => times * usual(atMs)).flatMap(
    (atMs, i) => visit(random, ask(random, `h${i}`, atMs, asCustomersDo(random)), 0.4),
  );
};

/** A sale on the web site, whose customers sign in by a code. */
const webSale = ({ random, fromMs }: Scene): readonly Observation[] => {
  const perHour = 60 * varyWith(random).rate(100);
  return instants(random, fromMs, fromMs + 30 * MINUTE_MS, () => perHour).flatMap((atMs, i) => {
    const posting = {
      id: `h${i}`,
      atMs,
      ip: customerAddress(random),
      userAgent: random.weighted(AGENTS),
    };
    if (!random.chance(0.78)) return [codeAsked(posting)];
    const typedMs = atMs + random.integer(15 * SECOND_MS, 120 * SECOND_MS);
    return [codeAsked(posting), codeTyped(posting, typedMs)];
  });
};

const among = (
  id: string,
  title: string,
  lengthMs: number,
  happen: Situation["happen"],
  isPrintedOnly = false,
): Situation => ({ id, title, world: "people", lengthMs, happen, mustBeSilent: !isPrintedOnly });

/** What happens once, in the middle of a business that knows nothing of it. */
export const SITUATIONS: readonly Situation[] = [
  among("resend", "one customer asks 12 times in 4 minutes, then confirms", hours(1), resends),
  among("slow-user", "one user asks 21 times in a day", hours(22), slowUser),
  among("tester", "12 sign-ups and one confirmation from one address", hours(1), tester),
  among("school", "300 resets in 10 minutes behind one address, 85 % confirm", hours(1), school),
  among("help-desk", "30 AdminResetUserPassword in a working day", hours(10), helpDesk),
  among("invitations", "120 AdminCreateUser in 15 minutes", hours(1), invitations),
  among("campaign-50", "reset campaign that half of the people finish", hours(9), campaign, true),
  among("new-country", "a new country adds 150 % at 40 %", days(1), newCountry, true),
  {
    id: "web-sale",
    title: "sale of 100 a minute on a web site with verify paths",
    world: "site",
    lengthMs: hours(1),
    happen: webSale,
    mustBeSilent: false,
  },
  ...BACKEND_SITUATIONS,
  ...SIGN_IN_SITUATIONS,
];
