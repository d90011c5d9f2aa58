import type { Config } from "./config";
import type { Observation } from "./observation";

/** What a count belongs to. */
export interface Entity {
  readonly type: "ip" | "network" | "user-agent" | "principal" | "principal-ip";
  readonly value: string;
}

/** What is being abused: `client:…`, `pool:…`, `cognito`, `principal:…`, `topic:…` or `web`. */
export type Target = string;

export type Severity = "low" | "medium" | "high" | "critical";

/** From the least to the gravest. */
export const SEVERITIES: readonly Severity[] = ["low", "medium", "high", "critical"];

/** `page` opens an incident and so an e-mail; `record` is kept and listed with others. */
export type Notify = "page" | "record";

/** A hit fires when it ends a run of `threshold` hits within `windowMs`, ends included. */
export interface Burst {
  readonly kind: "burst";
  readonly threshold: number;
  readonly windowMs: number;
}

/**
 * A hit at t fires when the entity has R >= `threshold` hits in [t - window, t] and fewer than
 * `share` x R confirmations in [t - window, t + grace]. The grace is none for an entity that has
 * not confirmed on any of the 14 whole days before, three minutes for one that has.
 */
export interface UnconfirmedBurst {
  readonly kind: "unconfirmed-burst";
  readonly threshold: number;
  readonly windowMs: number;
  readonly share: number;
}

export type Measure = Burst | UnconfirmedBurst;

/**
 * What to count, by which entity, over which window, against which threshold. Everything about a
 * rule stands in its one file; `docs/rules.md` is generated from it.
 */
export interface Rule {
  /** Kebab-case, equal to the file's name. */
  readonly id: string;
  readonly title: string;
  /** One sentence: what the rule sees and why that is pumping. */
  readonly description: string;
  /** What is counted and by what, in words, for the table of rules. */
  readonly counts: string;
  readonly countedBy: string;
  readonly severity: Severity;
  readonly notify: Notify;
  /** MITRE ATT&CK technique ids. */
  readonly attack: readonly string[];
  readonly measure: Measure;
  readonly falsePositives: readonly string[];
  readonly blindSpots: readonly string[];
  /** Made once for a configuration; then asked of every observation that sent or may send. */
  readonly hits: (config: Config) => (observation: Observation) => boolean;
  /** Undefined when the observation lacks what the rule counts by; then it is not counted. */
  readonly entityOf: (observation: Observation) => Entity | undefined;
  readonly targetOf: (observation: Observation) => Target | undefined;
}

/** The time after a hit in which an entity that has confirmed before may still confirm. */
export const GRACE_MS = 3 * 60_000;

/** The longest time after a hit in which a measure waits for confirmations. */
export const graceOf = ({ kind }: Measure): number => (kind === "burst" ? 0 : GRACE_MS);

/** How many whole days back a confirmation makes an entity a known one. */
export const KNOWN_DAYS = 14;
