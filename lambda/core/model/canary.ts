import { HOUR_MS, MINUTE_MS } from "./time";

/** The call that must come back: it reads, changes nothing, and costs nothing. */
export const CANARY_SERVICE = "sns.amazonaws.com";
export const CANARY_CALL = "GetSMSSandboxAccountStatus";

/** The metric of the alarm: published only while a call has not come back. */
export const CANARY_OVERDUE = "CanaryOverdue";

/** Who makes the call, and where: only that call is the canary. */
export interface CanaryIdentity {
  readonly roleArn: string;
  readonly region: string;
}

/** What is kept of the canary between two runs. */
export interface CanaryState {
  /** When it began: at first, and again after a long pause. */
  readonly sinceMs?: number | undefined;
  readonly calledAtMs?: number | undefined;
  /** The first call since the last one that came back. */
  readonly unseenSinceMs?: number | undefined;
  /** The time of the latest call that came back, by its record. */
  readonly seenAtMs?: number | undefined;
}

/** Keeps the canary's state: one for each installation, and so for each account and Region. */
export interface CanaryStore {
  readonly read: () => Promise<CanaryState>;
  /** Stores all but what came back, which another function tells. */
  readonly write: (state: Omit<CanaryState, "seenAtMs">) => Promise<void>;
  /** Stores the time of a call that came back, unless a later one is stored. */
  readonly seen: (atMs: number) => Promise<void>;
}

/** How long a call may take to come back. CloudTrail promises no time; about five minutes are usual. */
const BACK_MS = 30 * MINUTE_MS;

/** A new installation's trail and rules need a while, and nobody is to hear of them in the first hour. */
const QUIET_MS = 30 * MINUTE_MS;

/** Runs come a few seconds early or late. */
const JITTER_MS = MINUTE_MS;

/** Without a call for this long the canary was switched off, or the sweep stood still: it begins anew. */
const PAUSE_MS = 3 * HOUR_MS;

/** What a run has to do. */
export interface CanaryStep {
  readonly isDue: boolean;
  /** How long a call has not come back, if that is too long. */
  readonly overdueMs?: number | undefined;
  /** What to store: after the call, if one is due. */
  readonly next?: Omit<CanaryState, "seenAtMs"> | undefined;
}

/** The first call that has not come back. A record's time has whole seconds, and clocks differ. */
function firstUnseen({ calledAtMs, unseenSinceMs, seenAtMs = -Infinity }: CanaryState) {
  return [unseenSinceMs, calledAtMs].find(
    (atMs) => atMs !== undefined && seenAtMs < atMs - JITTER_MS,
  );
}

/**
 * Calls once an hour, from half an hour after it began. A call is overdue from half an hour after it
 * was made until it, or a later one, comes back, so that an outage is one alarm however long it lasts.
 */
export function canaryStep(state: CanaryState, nowMs: number): CanaryStep {
  const { sinceMs, calledAtMs } = state;
  const lastMs = calledAtMs ?? sinceMs;
  if (sinceMs === undefined || lastMs === undefined || nowMs - lastMs >= PAUSE_MS) {
    return { isDue: false, next: { sinceMs: nowMs } };
  }
  const unseenSinceMs = firstUnseen(state);
  const waitedMs = unseenSinceMs === undefined ? 0 : nowMs - unseenSinceMs;
  const isDue = nowMs - lastMs >= (calledAtMs === undefined ? QUIET_MS : HOUR_MS) - JITTER_MS;
  return {
    isDue,
    overdueMs: waitedMs >= BACK_MS ? waitedMs : undefined,
    next: isDue ? { sinceMs, calledAtMs: nowMs, unseenSinceMs: unseenSinceMs ?? nowMs } : undefined,
  };
}
