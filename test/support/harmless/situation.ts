import type { Observation } from "../../../lambda/core/model/observation";
import type { WorldId } from "../families/worlds";
import type { Scene } from "../families/family";
import type { HarmlessWorldId } from "./worlds";

export const SECOND_MS = 1000;

/** Something harmless that happens to a business, after the learning week. */
export interface Situation {
  /** Names it on the command line. */
  readonly id: string;
  readonly title: string;
  readonly world: WorldId;
  readonly lengthMs: number;
  /** In any order. */
  readonly happen: (scene: Scene) => readonly Observation[];
  /** Whether it must never page; the others are printed only. */
  readonly mustBeSilent: boolean;
}

/** A business to which something harmless happens again and again. */
export interface Habit {
  readonly id: HarmlessWorldId;
  readonly title: string;
  readonly mustBeSilent: boolean;
}
