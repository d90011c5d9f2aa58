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

/** What of a finding adds up in an incident. */
export interface Figures {
  readonly count: number;
  readonly confirmed: number;
  readonly paid: number;
  /** `unexplained`, or where that is not known all that was counted. */
  readonly charged: number;
  readonly addresses: number;
  /** 1 where it is open. */
  readonly open: number;
}

/** What an incident holds of a finding that its folds need not read any more. */
export interface Settled {
  readonly figures: Figures;
  /** Where in time it is found again among an incident's rests, and under which of them. */
  readonly atMs: number;
  readonly notify: Notify;
  /** How often that was written down. */
  readonly round: number;
}

/** The recent findings of one key, closed ones too. Written only if `version` is as read. */
export interface FindingHead {
  readonly key: CountKey;
  readonly version: number;
  readonly findings: readonly Finding[];
  /** By their ids, those that are settled. */
  readonly settled?: Readonly<Record<string, Settled>> | undefined;
  /** Set while nothing in it waits for a fold; any other write puts it back among those that do. */
  readonly isUnlisted?: true | undefined;
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

/** How many heads a fold reads at once: a megabyte, about. */
export const LISTED_AT_ONCE = 300;

/** Firing hits of one finding lie at most this far apart: see `gapFor`. */
export const gapOf = ({ measure }: Finding, config: Config): number => gapFor(measure, config);

/** Keeps findings. A head and its steps are written together or not at all. */
export interface FindingStore {
  readonly read: (key: CountKey) => Promise<FindingHead | undefined>;
  /** False when the head's version is not `head.version - 1`: somebody else was faster. */
  readonly write: (head: FindingHead, steps: readonly FindingStep[]) => Promise<boolean>;
  /**
   * The heads on a target in which something waits for a fold, read consistently: those that were
   * written and not unlisted since. At most `LISTED_AT_ONCE`.
   */
  readonly ofTarget: (scope: string, target: Target) => Promise<readonly FindingHead[]>;
  /** Lists what earlier versions have stored of a target, where that was not done so far. */
  readonly enlist: (scope: string, target: Target) => Promise<void>;
  /** Writes a head without steps, and unlists it where it says so; false where others were faster. */
  readonly settle: (head: FindingHead) => Promise<boolean>;
  /** Keys of the heads that hold an open finding. */
  readonly open: () => Promise<readonly CountKey[]>;
  /**
   * The same heads a part at a time, read consistently. From turn to turn they come in another order,
   * so that whoever never gets to the end gets to each of them in the end.
   */
  readonly openInTurn: (turn: number) => AsyncIterable<readonly FindingHead[]>;
}

/** Versions before 0.2 stored no more than when it was judged, and had grace for nobody else. */
export const isOfKnown = ({ isKnown, measure, openedAt, firstFiring }: Finding): boolean =>
  isKnown ?? (measure.kind === "unconfirmed-burst" && openedAt > firstFiring);
