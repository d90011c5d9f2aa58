import { DAY_MS } from "../../../lambda/core/model/time";
import { instantOf, instants } from "../business/rhythm";
import { asCustomersDo, days, text, usualOf, type Family, type Scene } from "./family";
import { varying } from "./vary";

/** As many as a share of the business's own requests, in their rhythm, split as they are. */
function inRhythm(
  scene: Scene,
  lengthMs: number,
  businessDays: number,
  shareAt: (atMs: number) => number,
) {
  const { random, fromMs } = scene;
  const usual = usualOf(scene, businessDays);
  const perHour = (atMs: number): number => usual(atMs) * shareAt(atMs);
  return instants(random, fromMs, fromMs + lengthMs, perHour).map((atMs, i) =>
    text(`x${i}`, atMs, asCustomersDo(random)),
  );
}

export interface FrogPlan {
  /** Of the business, at the end. */
  readonly share: number;
  readonly days: number;
}

const LONG_DAYS = 30;

/** Each day a little more. */
export const boilingFrog =
  (plan: FrogPlan): Family["attack"] =>
  (scene) =>
    inRhythm(scene, days(plan.days), LONG_DAYS, (atMs) => {
      const day = Math.floor((atMs - scene.fromMs) / DAY_MS);
      return (plan.share * (day + 1)) / plan.days;
    });

/** Always the same share. */
export const shareOfRhythm =
  (share: number, lengthMs: number): Family["attack"] =>
  (scene) =>
    inRhythm(scene, lengthMs, LONG_DAYS, () => share);

const frog = (id: string, title: string, share: number): Family => ({
  id,
  title,
  world: "people for a month",
  sizes: [150],
  fromMs: instantOf(16, 0),
  lengthMs: days(14),
  limit: 400,
  attack: varying((vary) => boilingFrog({ share: vary.share(share), days: 14 })),
});

/** Whoever hides among the customers and takes time. */
export const PATIENT_FAMILIES: readonly Family[] = [
  frog("frog", "boiling frog, each day more, up to 1.27 times the business", 1.27),
  frog("frog-cautious", "cautious frog, each day more, up to 0.64 times the business", 0.64),
  {
    id: "rhythm-30",
    title: "30 % of the business's rhythm, mimicked",
    world: "people",
    sizes: [1500],
    fromMs: instantOf(14, 0),
    lengthMs: days(1.5),
    limit: 1450,
    attack: varying(({ share }) => shareOfRhythm(share(0.3), days(1.5))),
  },
];
