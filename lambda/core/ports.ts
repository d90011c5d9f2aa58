import type { Email } from "./notifications/mail";
import type { Baseline } from "./counting/minutes/baseline";
import type { HourCounts, MinuteKey } from "./counting/minutes/minute-count";
import type { SourceId } from "./model/observation";
import type { FindingHead, FindingKey, FindingStep } from "./findings/finding";
import type { PublishedEvent } from "./incidents/published";
import type { IncidentHead, IncidentKey, IncidentStep } from "./incidents/incident";
import type { LookAgain } from "./counting/deferred-evaluation";
import type { Told } from "./notifications/pace";
import type { Entity, Target } from "./model/rule";
import type { CountryMetric, MetricCall } from "./spend/metric-queries";
import type { Answer } from "./spend/readings";
import type { SpendFigures } from "./spend/spend-figures";
import type { SpendMetric } from "./spend/spend-metrics";
import type { Chunk, Cut, WindowKey } from "./counting/windows/window";

/**
 * Keeps windows. Every write is atomic on its own; no two are atomic together. A read sees every
 * write that was acknowledged before it began.
 */
export interface WindowStore {
  /** Unites tokens and texts with the stored ones and adds the overflow numbers. */
  readonly add: (key: WindowKey, addition: Chunk) => Promise<void>;
  /** The stored chunks with `first <= index <= last`, in order. */
  readonly read: (key: WindowKey, first: number, last: number) => Promise<readonly Chunk[]>;
  /** Moves tokens into the overflow, unless the overflow has changed since it was read. */
  readonly cut: (key: WindowKey, cut: Cut) => Promise<void>;
  /** Takes evidence texts away. */
  readonly forget: (key: WindowKey, index: number, texts: readonly string[]) => Promise<void>;
}

/** Keeps minute sums. A repeated call counts twice. */
export interface MinuteStore {
  /** Adds to the hour's stored sums. */
  readonly add: (key: MinuteKey, addition: HourCounts) => Promise<void>;
  /** The stored hours with `first <= hour <= last`, in order. */
  readonly read: (key: MinuteKey, first: number, last: number) => Promise<readonly HourCounts[]>;
}

/** Keeps baselines. Days count from 1970-01-01 UTC. */
export interface BaselineStore {
  readonly read: (key: MinuteKey, day: number) => Promise<Baseline | undefined>;
  /** Stores it unless there is one; answers with the one that is stored now. */
  readonly keep: (key: MinuteKey, day: number, baseline: Baseline) => Promise<Baseline>;
}

/** Remembers since when a source has told of a scope. */
export interface LearningStore {
  /** Stores `atMs` where it is earlier than what is stored; answers with the earliest. */
  readonly firstSeen: (scope: string, source: SourceId, atMs: number) => Promise<number>;
}

/** Remembers on which days an entity confirmed a code. Days count from 1970-01-01 UTC. */
export interface KnownStore {
  readonly add: (scope: string, target: Target, entity: Entity, day: number) => Promise<void>;
  readonly days: (scope: string, target: Target, entity: Entity) => Promise<ReadonlySet<number>>;
}

/** Keeps findings. A head and its steps are written together or not at all. */
export interface FindingStore {
  readonly read: (key: FindingKey) => Promise<FindingHead | undefined>;
  /** False when the head's version is not `head.version - 1`: somebody else was faster. */
  readonly write: (head: FindingHead, steps: readonly FindingStep[]) => Promise<boolean>;
  /** The heads of all findings on a target, read consistently. */
  readonly ofTarget: (scope: string, target: Target) => Promise<readonly FindingHead[]>;
  /** Keys of the heads that hold an open finding. */
  readonly open: () => Promise<readonly FindingKey[]>;
}

/** Keeps incidents, in the manner of `FindingStore`. */
export interface IncidentStore {
  readonly read: (scope: string, target: Target) => Promise<IncidentHead | undefined>;
  readonly write: (head: IncidentHead, steps: readonly IncidentStep[]) => Promise<boolean>;
  /** Heads that were written since they were last settled. */
  readonly unsettled: () => Promise<readonly IncidentHead[]>;
  /** Nothing is left to tell of this version of a head. */
  readonly settle: (head: IncidentHead) => Promise<void>;
}

/** Keeps the spend guard's latest figures of each account and Region. */
export interface SpendStore {
  readonly read: (account: string, region: string) => Promise<SpendFigures | undefined>;
  /** Stores them unless later ones are stored. */
  readonly write: (account: string, region: string, figures: SpendFigures) => Promise<void>;
}

/** Keeps what people were told, apart from what happened. */
export interface ToldStore {
  readonly ofTarget: (scope: string, target: Target) => Promise<readonly Told[]>;
  /**
   * Claims a revision before it is told. False when another one holds a claim that has not run
   * out at `nowMs`, or has told this revision or a later one already. A read that begins after a
   * claim was granted sees all that was told before.
   */
  readonly claim: (look: IncidentKey, revision: number, nowMs: number) => Promise<boolean>;
  /** Records that it was told, unless a later revision has been, and ends the claim. */
  readonly confirm: (look: IncidentKey, told: Told) => Promise<void>;
}

/** How a request for a place among the hour's e-mails ended; `waiting` counts the refused. */
export interface Admission {
  readonly isAdmitted: boolean;
  readonly waiting: number;
}

/** Counts the incidents that send e-mail in an hour; one that has a place keeps it. */
export interface HourlyPages {
  readonly enter: (hour: number, incidentId: string, places: number) => Promise<Admission>;
}

/** Who reads an e-mail about an incident. */
export type Audience = "on-call" | "drills";

export interface Mailer<To extends string = Audience> {
  /** `atMs` is the sender's clock, for whoever keeps a record of what was sent. */
  readonly send: (audience: To, email: Email, atMs: number) => Promise<void>;
}

/** A step as it waits to be published. */
export type StoredStep =
  ({ readonly type: "finding" } & FindingStep) | ({ readonly type: "incident" } & IncidentStep);

/** Where a step is stored. */
export interface StepKey {
  readonly pk: string;
  readonly sk: string;
}

export interface Outgoing {
  readonly key: StepKey;
  readonly step: StoredStep;
}

/** The steps that are to be published. A mark goes only when the bus has taken the event. */
export interface Outbox {
  /** Keys of the steps that are still marked. */
  readonly waiting: () => Promise<readonly StepKey[]>;
  readonly read: (key: StepKey) => Promise<StoredStep | undefined>;
  readonly done: (key: StepKey) => Promise<void>;
}

/** Names one step of a finding or an incident; all that is believed of an event. */
export interface StepName {
  readonly scope: string;
  readonly target: Target;
  /** The id of the finding or incident. */
  readonly id: string;
  /** A finding's sequence or an incident's revision, from 1. */
  readonly sequence: number;
}

/** A stored step, read consistently; undefined where there is none of that name. */
export type StepSource = (name: StepName) => Promise<StoredStep | undefined>;

/** Publishes events and says for each whether it was taken. */
export type Publisher = (events: readonly PublishedEvent[]) => Promise<readonly boolean[]>;

/** Asks for incidents to be looked at again. */
export type LookQueue = (looks: readonly IncidentKey[]) => Promise<void>;

/** Puts looks that fall due later back into the detector's queue. */
export type LookAgainQueue = (looks: readonly LookAgain[], nowMs: number) => Promise<void>;

/** Reads metrics of AWS. A call that is answered in part only is an error. */
export interface MetricSource {
  /** Countries with messages in the last three hours. */
  readonly countries: () => Promise<readonly CountryMetric[]>;
  /** The whole answer, however many pages it has. */
  readonly answer: (call: MetricCall) => Promise<Answer>;
}

/** Publishes metrics, all or none. */
export type MetricSink = (metrics: readonly SpendMetric[], atMs: number) => Promise<void>;

/** `MonthlySpendLimit` as AWS tells it; undefined where nobody has set one. */
export type SmsLimitSource = () => Promise<string | undefined>;
