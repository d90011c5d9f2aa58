import type { BaselineSnapshot } from "../counting/minutes/baseline";
import type { Tally } from "../counting/windows/tally";
import type { Config } from "../model/config";
import type { Money } from "../model/money";
import type { Measure } from "../model/measure";
import type { CountKey, Notify, Severity, Target } from "../model/rule";
import { gapFor } from "../model/session-gap";

/**
 * One continuous attack by one entity on one rule: a maximal chain of firing hits in which
 * neighbours lie at most the session gap apart. All times are event times in milliseconds,
 * except those whose name says otherwise.
 */
export interface Finding extends CountKey, Tally {
  readonly id: string;
  readonly firstFiring: number;
  /** The earliest moment at which one of its firing hits was judged. */
  readonly openedAt: number;
  /** Of codes that people type in: whether who asked for the first that fired had confirmed any before. */
  readonly isKnown?: boolean | undefined;
  /** The earliest hit of the window in which the first firing hit lies. */
  readonly firstSeen: number;
  /** The last firing hit. */
  readonly lastSeen: number;
  readonly measure: Measure;
  readonly severity: Severity;
  /** What it would be if texts were sent; set where `sentNothing` is. */
  readonly severityIfSent?: Severity | undefined;
  readonly notify: Notify;
  readonly attack: readonly string[];
  /** How often it grew: powers of ten of the threshold, sums of money, a muted flood. */
  readonly level: number;
  readonly status: "open" | "closed";
  readonly money: Money;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** At most 20, those that were seen first. */
  readonly eventIds: readonly string[];
  readonly suppressedBy?: string | undefined;
  readonly drill?: string | undefined;
  readonly usual?: BaselineSnapshot | undefined;
  /** Set while the source that told of it is new to the detector. */
  readonly isLearning?: boolean | undefined;
  /** By our clock: when something was last counted for it, and when it was last tallied. */
  readonly arrivedAtMs: number;
  readonly talliedAtMs: number;
  /** By our clock: when it was first written. */
  readonly recordedAtMs: number;
  /** How many steps have been written. */
  readonly steps: number;
}

/** The recent findings of one key, closed ones too. Written only if `version` is as read. */
export interface FindingHead {
  readonly key: CountKey;
  readonly version: number;
  readonly findings: readonly Finding[];
}

/** `merged`: the finding goes on as a part of `into`, an older one that grew to meet it. */
export type StepKind = "opened" | "escalated" | "closed" | "merged";

/** One immutable record in a finding's life, with a whole copy of it. */
export interface FindingStep {
  readonly kind: StepKind;
  readonly sequence: number;
  readonly atMs: number;
  readonly finding: Finding;
  readonly into?: string | undefined;
}

/** For how long after its last hit a finding stays in its head, in milliseconds. */
export const HEAD_KEEPS_MS = 30 * 24 * 60 * 60_000;

/** How many findings a head holds at most, open ones apart: an item has room for 400 KB. */
export const MAX_IN_HEAD = 30;

/** Firing hits of one finding lie at most this far apart: see `gapFor`. */
export const gapOf = ({ measure }: Finding, config: Config): number => gapFor(measure, config);

/** Keeps findings. A head and its steps are written together or not at all. */
export interface FindingStore {
  readonly read: (key: CountKey) => Promise<FindingHead | undefined>;
  /** False when the head's version is not `head.version - 1`: somebody else was faster. */
  readonly write: (head: FindingHead, steps: readonly FindingStep[]) => Promise<boolean>;
  /** The heads of all findings on a target, read consistently. */
  readonly ofTarget: (scope: string, target: Target) => Promise<readonly FindingHead[]>;
  /** Keys of the heads that hold an open finding. */
  readonly open: () => Promise<readonly CountKey[]>;
}

/** Versions before 0.2 stored no more than when it was judged, and had grace for nobody else. */
export const isOfKnown = ({ isKnown, measure, openedAt, firstFiring }: Finding): boolean =>
  isKnown ?? (measure.kind === "unconfirmed-burst" && openedAt > firstFiring);
