import { MINUTE_MS } from "../../../lambda/core/model/time";
import type { Observation } from "../../../lambda/core/model/observation";
import { addressesOf, answer, byChance, hours, MAIL_MARK, text, TOOL, type Family } from "./family";
import { varying } from "./vary";

export interface EmailPlan {
  readonly perMinute: number;
  readonly addresses: number;
  /** Sign-ups by e-mail, all of which he confirms, for each text. */
  readonly emailsPerText: number;
  /** False where no record and no configuration tells that they are sent by e-mail. */
  readonly isMediumTold: boolean;
}

const LENGTH_MS = hours(3);

/** E-mails that he confirms before the first text, so that he is known to confirm. */
const WARM_UP_MS = 5 * MINUTE_MS;

/**
 * One tool, which hides texts among sign-ups by e-mail that cost nothing and that it confirms at
 * once, from the same address.
 */
export const besideEmails =
  ({ perMinute, addresses, emailsPerText, isMediumTold }: EmailPlan): Family["attack"] =>
  (scene) => {
    const { random } = scene;
    const his = addressesOf(random, addresses);
    const found: Observation[] = [];
    const mail = (atMs: number, ip: string): void => {
      const id = `${MAIL_MARK}${found.length}`;
      const disguise = { ip, userAgent: TOOL };
      const delivery = isMediumTold ? "none" : "possible";
      found.push({ ...text(id, atMs, disguise), delivery });
      found.push(answer(id, atMs + random.integer(2_000, 6_000), disguise));
    };
    for (const atMs of byChance(scene, perMinute, WARM_UP_MS)) mail(atMs, random.pick(his));
    const textsFromMs = scene.fromMs + WARM_UP_MS;
    for (const atMs of byChance({ ...scene, fromMs: textsFromMs }, perMinute, LENGTH_MS)) {
      const ip = random.pick(his);
      for (let due = emailsPerText; due > 0; due--) {
        if (random.chance(due)) mail(atMs - random.integer(8_000, 60_000), ip);
      }
      found.push(text(`x${found.length}`, atMs, { ip, userAgent: TOOL }));
    }
    return found;
  };

export interface SelfPlan {
  readonly perMinute: number;
  readonly addresses: number;
  /** Of his texts, how many he has sent to numbers of his own and types in. */
  readonly share: number;
}

/** One tool that confirms a part of its texts. */
export const confirmsItself =
  ({ perMinute, addresses, share }: SelfPlan): Family["attack"] =>
  (scene) => {
    const { random } = scene;
    const his = addressesOf(random, addresses);
    return byChance(scene, perMinute, LENGTH_MS).flatMap((atMs, i) => {
      const disguise = { ip: random.pick(his), userAgent: TOOL };
      const request = text(`x${i}`, atMs, disguise);
      if (!random.chance(share)) return [request];
      return [request, answer(`x${i}`, atMs + random.integer(10_000, 60_000), disguise)];
    });
  };

const confirmsPart = (about: number): Family["attack"] =>
  varying(({ rate, count, share }) =>
    confirmsItself({ perMinute: rate(60), addresses: count(60), share: share(about) }),
  );

const beside = (id: string, title: string, limit: number, plan: EmailPlan): Family => ({
  id,
  title,
  world: "people",
  lengthMs: LENGTH_MS + WARM_UP_MS,
  limit,
  attack: varying(({ rate, count, share }) =>
    besideEmails({
      ...plan,
      perMinute: rate(plan.perMinute),
      addresses: count(plan.addresses),
      emailsPerText: share(plan.emailsPerText),
    }),
  ),
});

const SIXTY = { perMinute: 30, addresses: 60, emailsPerText: 1 };
const FAST = { perMinute: 120, addresses: 200, emailsPerText: 1 };

/** Whoever types codes in. */
export const CONFIRMER_FAMILIES: readonly Family[] = [
  beside("email-60", "beside e-mail sign-ups, 60 addresses, 30 a minute", 180, {
    ...SIXTY,
    isMediumTold: true,
  }),
  beside("email-200", "beside e-mail sign-ups, 200 addresses, 120 a minute", 560, {
    ...FAST,
    isMediumTold: true,
  }),
  beside("email-60-hidden", "as with 60 addresses, e-mails not told from texts", 180, {
    ...SIXTY,
    isMediumTold: false,
  }),
  beside("email-200-hidden", "as with 200 addresses, e-mails not told from texts", 560, {
    ...FAST,
    isMediumTold: false,
  }),
  {
    id: "self-60-percent",
    title: "confirms 60 % himself, 60 addresses (known not to be found)",
    world: "people",
    lengthMs: LENGTH_MS,
    attack: confirmsPart(0.6),
  },
  {
    id: "self-35-percent",
    title: "confirms 35 % himself, 60 addresses",
    world: "people",
    lengthMs: LENGTH_MS,
    attack: confirmsPart(0.35),
  },
];
