import type { Observation } from "../../../lambda/core/model/observation";
import { BACKEND, fictionalNumber } from "../business";
import { sent } from "../business/calls";
import { homeAddress } from "../business/people";
import { instants, rhythm } from "../business/rhythm";
import { hours, type Scene } from "../families/family";
import { varyWith } from "../families/vary";
import { seeded } from "../random";
import type { Situation } from "./situation";

/** What the backend has at its busiest, of the requests of the business whose texts it sends. */
const SHARE = 0.5;

/** As many texts more as a part of the backend's own, from addresses that it never had. */
const fromElsewhere =
  (times: number, addresses: number | undefined): Situation["happen"] =>
  (scene: Scene): readonly Observation[] => {
    const { random, seed, peakPerHour, fromMs } = scene;
    const own = peakPerHour * SHARE;
    const shareAt = rhythm(seeded(`backend/${seed}/${own}`).fork("rhythm"));
    const rate = varyWith(random).rate(times);
    const perHour = (atMs: number): number => rate * own * shareAt(atMs);
    const his = Array.from({ length: addresses ?? 0 }, () => homeAddress(random));
    return instants(random, fromMs, fromMs + hours(24), perHour).map((atMs, i) =>
      sent({
        id: `h${i}`,
        atMs,
        ip: addresses === undefined ? homeAddress(random) : random.pick(his),
        userAgent: BACKEND.userAgent,
        principal: BACKEND.principal,
        destination: fictionalNumber(random),
      }),
    );
  };

const backend = (id: string, title: string, happen: Situation["happen"]): Situation => ({
  id,
  title,
  world: "backend",
  lengthMs: hours(24),
  happen,
  mustBeSilent: false,
});

/** A backend that is deployed elsewhere, beside the old one for a day. */
export const BACKEND_SITUATIONS: readonly Situation[] = [
  backend("backend-moves", "a backend sends from three new addresses too", fromElsewhere(1, 3)),
  backend(
    "backend-scales",
    "a backend moves to functions that each have an address of their own",
    fromElsewhere(1, undefined),
  ),
];
