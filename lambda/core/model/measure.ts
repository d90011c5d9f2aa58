import { GRACE_MS, type EarlyEnd } from "./grace";

/** A hit fires when it ends a run of `threshold` hits within `windowMs`, ends included. */
export interface Burst {
  readonly kind: "burst";
  readonly threshold: number;
  readonly windowMs: number;
}

/**
 * A hit at t fires when the entity has R >= `threshold` hits in [t - window, t] and fewer than
 * `share` x R confirmations in [t - window, t + grace]. The grace is three minutes. Where people at the
 * app client usually take longer to type, it is as long as nine in ten of them take, at most ten minutes.
 * Where all R hits are about one subject, or any of [t - window, t + grace] or of ten minutes before t
 * is confirmed, R must be twice the threshold, unless they come in haste. The grace of fewer is five
 * minutes at the least.
 *
 * The grace ends early, and the hit fires at t, once A of the hits lie in [t - window, t - age] and
 * fewer than 5 % of A confirmations lie in [t - window, t]. An entity that has confirmed on any of the
 * 14 whole days before or in [t - window, t] needs A >= 60 of 60 s, and where it did so on three of
 * those days, three times its own peak, too; from twice as many on, the 5 % grow with A up to 15 %. A newcomer needs A >= 20 and `threshold` of 45 s, or
 * nothing in haste: 20 hits and `threshold` in [t - 10 s, t], or `threshold` in [t - 30 s, t] about one
 * subject. The ages grow as the grace does.
 */
export interface UnconfirmedBurst {
  readonly kind: "unconfirmed-burst";
  readonly threshold: number;
  readonly windowMs: number;
  readonly share: number;
  /**
   * False where a newcomer is no crowd that begins to type, but a program that nobody has used before.
   *
   * @default true
   */
  readonly newcomersHaveGrace?: false | undefined;
}

/**
 * A hit at t fires when the entity has R >= `threshold` hits in [t - window, t], fewer than
 * `share` x R of them are completed in [t - window, t + 3 minutes], and the chunk of the hit holds
 * more than `times` the entity's own baseline, where that is more than the threshold.
 *
 * Everybody has the grace, and it is never shorter than three minutes after the hit arrived: this
 * is for calls that most people make all day, where a false alarm costs more than three minutes.
 * For attacks by many such calls, none of which ever ends as people's do.
 *
 * With `early` the grace ends at t, and the hit fires at t, once A of the hits lie in
 * [t - window, t - `ageMs`], A is at least `requests`, and fewer than `share` x A are completed in
 * [t - window, t]. A later hit shows that records up to its time have arrived.
 */
export interface UncompletedBurst {
  readonly kind: "uncompleted-burst";
  readonly threshold: number;
  readonly windowMs: number;
  readonly share: number;
  readonly times: number;
  readonly early?: EarlyEnd | undefined;
}

/** Every hit fires. Chunks are `windowMs` long. */
export interface Each {
  readonly kind: "each";
  readonly threshold: 1;
  readonly windowMs: number;
}

/** What explains hits that are new: what their entity used to send at that time of day. */
export interface OwnVolume {
  /** So many times as much as it used to send must be new, and more than chance adds. */
  readonly times: number;
  /** Or it must send so many times as much in all. */
  readonly timesOfAll: number;
}

/**
 * Fires at a minute with requests when the `windowMs` that end with it hold more than
 * `threshold`, and more than `times` the entity's own baseline where it has one.
 *
 * With `ownVolume` that is only recorded as long as the entity's past explains it: all that it sends
 * is counted by the rule that this one is a part of.
 */
export interface Volume {
  readonly kind: "volume";
  readonly threshold: number;
  readonly windowMs: number;
  readonly times: number;
  readonly ownVolume?: OwnVolume | undefined;
}

/** A small lack of confirmations that goes on and on, however long it takes. */
export interface Drift {
  /** Confirmations that must be missing at the least. */
  readonly threshold: number;
  /** By how much of the usual share people may fall short without adding to the lack. */
  readonly tolerance: number;
  /**
   * The least of it, where the entity's own days differ so little and it is as busy as usual.
   *
   * @default - always the whole tolerance
   */
  readonly leastTolerance?: number | undefined;
}

/** What takes the place of `threshold` and `times` where confirmations are not seen. */
export interface Unseen {
  readonly threshold: number;
  readonly times: number;
  /** More than this, and than the measure's own `times` the peak, is recorded. */
  readonly recorded: number;
}

/**
 * Suddenly many more requests whose first confirmations fail to come. Fires within the first minutes
 * of at least `times` as many requests as in the hour before, and `threshold` more, when `missing`
 * confirmations and `deviations` of what chance explains are missing of those that people would
 * have sent by then, and fewer than `share` of those came that the additional requests promise.
 */
export interface Surge {
  readonly threshold: number;
  readonly times: number;
  readonly missing: number;
  readonly deviations: number;
  readonly share: number;
}

/**
 * Fires at a minute with requests when, over one of `spansMs`, S requests that end with it and C
 * confirmations in the same span and the time to type leave at least `threshold` and 3 times the
 * root of S unexplained by r, the entity's usual confirmed share: r x S - C. And when C is less
 * than `share` of what r promises. Where confirmations cannot be seen it is
 * `volume(threshold, windowMs, times)`.
 *
 * With `drift` it also fires where any stretch of at most the longest span lacks more than that
 * allows: for attacks that keep below `share`, and those that grow so slowly that they teach it.
 */
export interface UnconfirmedExcess {
  readonly kind: "unconfirmed-excess";
  readonly threshold: number;
  readonly windowMs: number;
  readonly spansMs: readonly number[];
  readonly share: number;
  /**
   * By how many standard deviations fewer than `share` must be confirmed, where people may well come
   * near it.
   *
   * @default 0
   */
  readonly deviations?: number | undefined;
  readonly times: number;
  readonly drift?: Drift | undefined;
  /**
   * Set where what an account's app clients lack is added up, each compared with its own past, and
   * no one of them lacks most of it.
   */
  readonly isOverClients?: true | undefined;
  readonly surge?: Surge | undefined;
  readonly unseen?: Unseen | undefined;
  /** As applied: how long the entity's people take to type. */
  readonly graceMs?: number | undefined;
}

/** Measures of exact windows, and measures of minute sums that compare with the past. */
export type WindowMeasure = Burst | UnconfirmedBurst | UncompletedBurst | Each;

export type MinuteMeasure = Volume | UnconfirmedExcess;

export type Measure = WindowMeasure | MinuteMeasure;

export const isMinuteMeasure = (measure: Measure): measure is MinuteMeasure =>
  measure.kind === "volume" || measure.kind === "unconfirmed-excess";

/** Whether a measure adds up what app clients lack, which other rules must have counted. */
export const isOverClients = (measure: Measure): boolean =>
  measure.kind === "unconfirmed-excess" && measure.isOverClients === true;

/** Whether a measure looks at what other rules have counted, and so comes after them. */
export const looksAtOthers = (measure: Measure): boolean =>
  isOverClients(measure) || (measure.kind === "volume" && measure.ownVolume !== undefined);

/** Measures that compare hits with confirmations over exact windows. */
export type ShareMeasure = UnconfirmedBurst | UncompletedBurst;

export const isShareMeasure = (measure: Measure): measure is ShareMeasure =>
  measure.kind === "unconfirmed-burst" || measure.kind === "uncompleted-burst";

/** The time after a hit in which a measure waits for confirmations. */
export function graceOf(measure: Measure): number {
  if (measure.kind === "unconfirmed-excess") return measure.graceMs ?? GRACE_MS;
  return isShareMeasure(measure) ? GRACE_MS : 0;
}
