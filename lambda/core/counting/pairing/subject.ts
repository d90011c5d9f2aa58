import type { Delivery, Observation } from "../../model/observation";
import { DAY_MS } from "../../model/time";
import type { CognitoFlow } from "../../sources/cognito-flow";

/** An accepted request of a subject that sent a text or may have, and what it was answered by. */
export interface AskedText {
  /** Hash of the event's id. */
  readonly id: string;
  readonly atMs: number;
  readonly flow: CognitoFlow;
  readonly delivery: Exclude<Delivery, "none">;
  readonly answer?: Answer | undefined;
}

/** A confirmation that was counted for a request. */
export interface Answer {
  /** Hash of the event's id. */
  readonly id: string;
  readonly atMs: number;
}

/** What is remembered of one subject. Bounded, however often it asks and confirms. */
export interface SubjectState {
  /** Sorted by time. */
  readonly asked: readonly AskedText[];
  /**
   * Confirmations that came before their request, whole but for the subject: they are counted when
   * it comes, and again when that batch is delivered again.
   */
  readonly early: readonly Observation[];
  /** What is not later than this and not among the above has been forgotten: it counts no more. */
  readonly forgottenMs: number;
}

export const NEW_SUBJECT: SubjectState = { asked: [], early: [], forgottenMs: -Infinity };

/** For how long a subject is kept: a redelivery may be a day late, and so may a request's record. */
export const SUBJECT_KEPT_MS = 2 * DAY_MS;

export interface StoredSubject {
  readonly version: number;
  readonly state: SubjectState;
}

export interface SubjectKey {
  readonly scope: string;
  /** The pseudonym. */
  readonly subject: string;
}

/** Keeps what is remembered of subjects. */
export interface SubjectStore {
  /** @param isLatest false where an answer that is a little old will do, which costs half */
  readonly read: (key: SubjectKey, isLatest: boolean) => Promise<StoredSubject | undefined>;
  /**
   * Writes where the stored version is one below, or nothing is stored and the version is 1; false
   * where somebody else was faster.
   *
   * @param expiresMs when it may be forgotten
   */
  readonly write: (key: SubjectKey, stored: StoredSubject, expiresMs: number) => Promise<boolean>;
}
