import type { Observation, SourceId } from "../../model/observation";
import type { Target } from "../../model/rule";
import { HOUR_MS } from "../../model/time";
import { cognitoTarget } from "../../rules/matching";
import { flowOf, type CognitoFlow } from "../../sources/cognito-flow";

/** Where codes are asked for and typed in: whose, by which kind of record, and what about. */
export interface Door {
  readonly target: Target;
  readonly source: SourceId;
  readonly flow: CognitoFlow;
}

/** What the records of a door have shown so far. */
export interface DoorMarks {
  /** When the first accepted request told its subject; undefined before one did. */
  readonly sinceMs?: number | undefined;
  /** Calls that were accepted and told their subject. */
  readonly told: ReadonlySet<string>;
  /** Calls that were accepted, may have sent a text, and did not tell whose. */
  readonly untold: ReadonlySet<string>;
}

/** What one observation shows of its door. */
export interface DoorMark {
  readonly action: string;
  readonly isTold: boolean;
  readonly atMs: number;
}

/** Remembers what the records of doors have shown. */
export interface DoorStore {
  /** Adds a mark. `sinceMs` is the time of the first told mark that was stored. */
  readonly note: (scope: string, door: Door, mark: DoorMark) => Promise<void>;
  readonly read: (scope: string, door: Door) => Promise<DoorMarks>;
}

export const NO_MARKS: DoorMarks = { told: new Set(), untold: new Set() };

export const doorOf = (observation: Observation): Door => ({
  target: cognitoTarget(observation),
  source: observation.source,
  flow: flowOf(observation.action),
});

/** One text for equal doors. */
export const doorText = ({ target, source, flow }: Door): string => `${flow} ${source} ${target}`;

/**
 * These always follow another request of the same user. Where user names are kept secret they are
 * accepted for users that do not exist: whoever likes could blind a door by them.
 */
const RESENDS: ReadonlySet<string> = new Set([
  "ResendConfirmationCode",
  "ResendCode_POST",
  "mfa_phone_resendCode_POST",
]);

/** Undefined where an observation shows nothing of its door. */
export function markOf(observation: Observation): DoorMark | undefined {
  const { kind, outcome, delivery, action, atMs, subject } = observation;
  if (outcome !== "success") return undefined;
  // Whether it asked for a text is hidden, so codes that answer it would seem to answer nothing.
  if (kind === "sign-in" && delivery === "possible") {
    return { action: `${action}?`, isTold: false, atMs };
  }
  if (kind !== "sms-requested") return undefined;
  if (subject !== undefined) return { action, isTold: true, atMs };
  return delivery === "none" || RESENDS.has(action) ? undefined : { action, isTold: false, atMs };
}

/** Codes are typed in that were asked for before the door began to tell subjects. */
const RUN_IN_MS = HOUR_MS;

/** Whether confirmations of a door at a time are expected to have a request of their subject. */
export function isPairedAt({ sinceMs, told, untold }: DoorMarks, atMs: number): boolean {
  if (sinceMs === undefined || atMs < sinceMs + RUN_IN_MS) return false;
  return [...untold].every((action) => told.has(action));
}
