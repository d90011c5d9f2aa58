import { duration } from "../model/format";

/** A figure that is known, and the moment for which it holds: its age is what has passed since. */
export interface Known<T> {
  readonly value: T;
  readonly asOfMs: number;
}

/** Why there is no figure, as a clause: "AWS has published no such metric yet". */
export interface Absent {
  readonly absent: string;
}

export type Figure<T = number> = Known<T> | Absent;

export const isKnown = <T>(figure: Figure<T>): figure is Known<T> => "value" in figure;

export const valueOf = <T>(figure: Figure<T>): T | undefined =>
  isKnown(figure) ? figure.value : undefined;

export const absent = (reason: string): Absent => ({ absent: reason });

export const NEVER_PUBLISHED = absent("AWS has published no such metric yet");

export const tooOld = (ageMs: number): Absent => absent(`the metric is ${duration(ageMs)} old`);
