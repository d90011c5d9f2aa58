import type { Random } from "../random";
import type { Family, Scene } from "./family";

/**
 * How one attack differs from what its family is called: nobody keeps to round numbers, and a rule
 * must not be right for one of them only.
 */
export interface Vary {
  /** Within 30 % of a rate. */
  readonly rate: (about: number) => number;
  /** A whole number within 50 %, at least one. */
  readonly count: (about: number) => number;
  /** Within 10 % of a share. */
  readonly share: (about: number) => number;
  /** A whole number from six tenths of the most to the most. */
  readonly upTo: (most: number) => number;
  /** Milliseconds within 30 %. */
  readonly time: (aboutMs: number) => number;
}

/** Draws one after the other: the same random source gives the same numbers. */
export function varyWith(random: Random): Vary {
  const within = (about: number, tolerance: number): number =>
    about * (1 + tolerance * (2 * random.fraction() - 1));
  return {
    rate: (about) => within(about, 0.3),
    count: (about) => Math.max(1, Math.round(within(about, 0.5))),
    share: (about) => within(about, 0.1),
    upTo: (most) => random.integer(Math.ceil(0.6 * most), most),
    time: (aboutMs) => Math.round(within(aboutMs, 0.3)),
  };
}

/** An attack whose plan each business draws anew. */
export const varying =
  (attackBy: (vary: Vary) => Family["attack"]): Family["attack"] =>
  (scene: Scene) =>
    attackBy(varyWith(scene.random.fork("vary")))(scene);
