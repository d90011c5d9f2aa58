import type { Observation } from "../../../lambda/core/model/observation";
import { HOUR_MS, MINUTE_MS } from "../../../lambda/core/model/time";
import { homeAddress } from "../business/people";
import {
  byChance,
  DECOY_MARK,
  hours,
  rotating,
  text,
  TOOL,
  type Family,
  type Scene,
} from "./family";
import { varying, type Vary } from "./vary";

export interface DecoyPlan {
  readonly clients: number;
  readonly callsEach: number;
  /** By the hosted UI, where an invented client is answered like any other. */
  readonly isHosted: boolean;
  /** Set where no record tells whether texts are sent. */
  readonly isHidden?: true;
  /** @default 60 */
  readonly everyMinutes?: number;
}

/** As many as leave an hour without a place for anything else, or more. */
const variedBy = ({ rate, upTo }: Vary, plan: DecoyPlan): DecoyPlan => ({
  ...plan,
  clients: upTo(Math.round(plan.clients / 0.6)),
  callsEach: Math.round(rate(plan.callsEach)),
});

const INVENTED = "invented";

/** One decoy's call as its record tells it. */
const asTold = (call: Observation, { isHosted, isHidden }: DecoyPlan): Observation => {
  if (!isHosted) return { ...call, outcome: "failure", isUnsent: true };
  return isHidden === true ? { ...call, delivery: "possible" } : call;
};

/** At every full hour, or as often, calls that name clients which do not exist, new ones each time. */
function decoys(scene: Scene, plan: DecoyPlan, lengthMs: number): readonly Observation[] {
  const { random, fromMs } = scene;
  const everyMs = (plan.everyMinutes ?? 60) * MINUTE_MS;
  const found: Observation[] = [];
  for (
    let hourMs = Math.ceil(fromMs / HOUR_MS) * HOUR_MS;
    hourMs < fromMs + lengthMs;
    hourMs += everyMs
  ) {
    for (let i = 0; i < plan.clients; i++) {
      const clientId = `${INVENTED}-${hourMs / MINUTE_MS}-${i}`;
      const ip = homeAddress(random);
      for (let k = 0; k < plan.callsEach; k++) {
        const atMs = hourMs + random.integer(0, MINUTE_MS);
        const disguise = { ip, userAgent: TOOL, clientId, isHosted: plan.isHosted };
        found.push(asTold(text(`${DECOY_MARK}${found.length}`, atMs, disguise), plan));
      }
    }
  }
  return found;
}

const SEVEN = { clients: 7, callsEach: 10, isHosted: false };
const REAL_AFTER_MS = 2 * MINUTE_MS;

/** One tool from rotating addresses, which begins when the decoys of an hour are through. */
export const behindDecoys =
  (plan: DecoyPlan, perMinute: number, lengthMs: number): Family["attack"] =>
  (scene) => {
    const later = { ...scene, fromMs: scene.fromMs + REAL_AFTER_MS };
    const real = byChance(later, perMinute, lengthMs - REAL_AFTER_MS).map((atMs, i) =>
      text(`x${i}`, atMs, rotating(scene.random, { userAgent: TOOL })),
    );
    return [...decoys(scene, plan, lengthMs), ...real];
  };

const alone = (id: string, title: string, plan: DecoyPlan): Family => ({
  id,
  title,
  world: "people",
  lengthMs: hours(10),
  measure: "e-mails",
  limit: 6,
  attack: varying((vary) => (scene) => decoys(scene, variedBy(vary, plan), hours(10))),
});

/** A target that only a decoy can have. */
const isOfDecoys = (target: string): boolean =>
  target === "cognito:unnamed" || target.includes(INVENTED);

/** Whoever uses up the hour's e-mails. */
export const DECOY_FAMILIES: readonly Family[] = [
  {
    id: "behind-decoys",
    title: "one tool, 60 a minute, behind seven invented clients at every full hour",
    world: "people",
    lengthMs: hours(3),
    measure: "first e-mail",
    limit: 120,
    isAbout: (target) => !isOfDecoys(target),
    attack: varying((vary) => behindDecoys(variedBy(vary, SEVEN), vary.rate(60), hours(3))),
  },
  alone("decoys", "seven invented clients at every full hour, alone, for ten hours", SEVEN),
  alone("decoys-hosted", "as before, by the hosted UI", { ...SEVEN, isHosted: true }),
  alone("decoys-hidden", "20 invented clients of the hosted UI every 40 minutes, answers hidden", {
    clients: 20,
    callsEach: 20,
    isHosted: true,
    isHidden: true,
    everyMinutes: 40,
  }),
];
