import type { FindingStep } from "../findings/finding";
import type { IncidentStep } from "./incident";
import type { PublishedEvent } from "./published";
import type { Target } from "../model/rule";

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
