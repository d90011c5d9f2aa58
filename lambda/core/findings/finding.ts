import { quietFor } from "../model/session-gap";
import type { Config } from "../model/config";
import type { Evidence } from "../counting/windows/evidence";
import type { Money } from "../model/money";
import type { Entity, Measure, Notify, Severity, Target } from "../model/rule";

/** Where a finding's head is kept: one per target, rule and entity. */
export interface FindingKey {
  readonly scope: string;
  readonly target: Target;
  readonly ruleId: string;
  readonly entity: Entity;
}

/** What was counted between a finding's first and last hit. */
export interface Tally {
  /** Every hit from `firstSeen` to `lastSeen`. */
  readonly count: number;
  /** Confirmations in the same time. */
  readonly confirmed: number;
  /** Hits that surely sent a message. */
  readonly paid: number;
  /** Of all hits, those that the entity's usual share of confirmed codes does not explain. */
  readonly unexplained?: number | undefined;
  /** The largest number of hits in one chunk; for an excess, of confirmations that were missing. */
  readonly peak: number;
  /** Set where a redelivery may have been counted twice, or only bounds are known. */
  readonly countIsUpperBound: boolean;
  readonly evidence: Evidence;
}

/** What is usual for an entity, as far as it was needed to judge what it did. */
export interface Usual {
  /** Third largest daily peak of the 14 days before: messages in the rule's window. */
  readonly peak?: number | undefined;
  /** Share of its codes that it confirmed in the 14 days before. */
  readonly confirmedShare?: number | undefined;
  /** Set where that share is assumed, because too little is known. */
  readonly isShareAssumed?: boolean | undefined;
  /** Set where its confirmations cannot be seen. */
  readonly isConfirmationInvisible?: boolean | undefined;
}

/**
 * One continuous attack by one entity on one rule: a maximal chain of firing hits in which
 * neighbours lie at most the quiet period apart. All times are event times in milliseconds,
 * except those whose name says otherwise.
 */
export interface Finding extends FindingKey, Tally {
  readonly id: string;
  readonly firstFiring: number;
  /** When the first firing hit is judged. */
  readonly openedAt: number;
  /** The earliest hit of the window in which the first firing hit lies. */
  readonly firstSeen: number;
  /** The last firing hit. */
  readonly lastSeen: number;
  readonly measure: Measure;
  readonly severity: Severity;
  readonly notify: Notify;
  readonly attack: readonly string[];
  /** How often it escalated: powers of ten of the threshold, sums of money, a muted flood. */
  readonly level: number;
  readonly status: "open" | "closed";
  readonly money: Money;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** At most 20, those that were seen first. */
  readonly eventIds: readonly string[];
  readonly suppressedBy?: string | undefined;
  readonly drill?: string | undefined;
  readonly usual?: Usual | undefined;
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
  readonly key: FindingKey;
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

export const MAX_EVENT_IDS = 20;

/** Firing hits of one finding lie at most this far apart: see `quietFor`. */
export const quietOf = ({ measure }: Finding, config: Config): number => quietFor(measure, config);

export const findingKeyText = ({ scope, target, ruleId, entity }: FindingKey): string =>
  JSON.stringify([scope, target, ruleId, entity.type, entity.value]);
