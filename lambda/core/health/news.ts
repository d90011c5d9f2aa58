import { isWorse, type CheckResult, type Status } from "./check";
import type { LearnedReport } from "./learned";
import { DAY_MS } from "../model/time";

/** What a run left of a check for the next one. */
export interface CheckState {
  readonly status: Status;
  readonly sinceMs: number;
  /** The status that people were told, while it is bad. */
  readonly told?: Status;
  readonly toldMs?: number;
}

/** What a run leaves for the next one, by check. */
export interface HealthState {
  readonly atMs: number;
  readonly checks: Readonly<Record<string, CheckState>>;
  /** When it was told what was learned; absent in what versions before kept. */
  readonly learned?: Readonly<Partial<Record<LearnedReport, number>>> | undefined;
}

/** What people are told after a run. */
export interface HealthNews {
  readonly turnedBad: readonly CheckResult[];
  readonly stillBad: readonly CheckResult[];
  readonly goodAgain: readonly CheckResult[];
}

export interface HealthStore {
  readonly read: (account: string, region: string) => Promise<HealthState | undefined>;
  /** Stores it unless a later one is stored. */
  readonly write: (account: string, region: string, state: HealthState) => Promise<void>;
}

/** Whoever knows of a gap need not hear of it each day. */
const REMIND_MS = 7 * DAY_MS;

const isBad = ({ status }: CheckResult): boolean => status !== "ok";

/** A single answer that AWS did not give says nothing: it must be missing twice. */
function isWorthTelling({ status }: CheckResult, before: CheckState | undefined): boolean {
  if (status === "ok") return false;
  if (status === "unknown" && before?.status !== "unknown") return false;
  return before?.told === undefined || isWorse(status, before.told);
}

const isReminderDue = (toldMs: number | undefined, nowMs: number): boolean =>
  toldMs !== undefined && nowMs - toldMs >= REMIND_MS;

function newsOf(
  results: readonly CheckResult[],
  checks: HealthState["checks"],
  nowMs: number,
): HealthNews | undefined {
  const turnedBad = results.filter((result) => isWorthTelling(result, checks[result.id]));
  const goodAgain = results.filter(
    (result) => !isBad(result) && checks[result.id]?.told !== undefined,
  );
  const known = results.filter(
    (result) =>
      isBad(result) && checks[result.id]?.told !== undefined && !turnedBad.includes(result),
  );
  const isDue = known.some(({ id }) => isReminderDue(checks[id]?.toldMs, nowMs));
  if (turnedBad.length + goodAgain.length === 0 && !isDue) return undefined;
  return { turnedBad, goodAgain, stillBad: known };
}

function stateOf(
  result: CheckResult,
  before: CheckState | undefined,
  isTold: boolean,
  nowMs: number,
): CheckState {
  const { status } = result;
  const sinceMs = before?.status === status ? before.sinceMs : nowMs;
  if (status === "ok") return { status, sinceMs };
  if (isTold) return { status, sinceMs, told: status, toldMs: nowMs };
  const { told, toldMs } = before ?? {};
  return {
    status,
    sinceMs,
    ...(told !== undefined && { told }),
    ...(toldMs !== undefined && { toldMs }),
  };
}

/**
 * What to tell after a run, if anything, and what to keep: a gap is told once, again when it gets
 * worse, at most once a week while it lasts, and when it is closed. Whatever is told names all that
 * is known to be bad, so that one e-mail has the whole picture.
 */
export function afterRun(
  results: readonly CheckResult[],
  before: HealthState | undefined,
  nowMs: number,
): { readonly news: HealthNews | undefined; readonly state: HealthState } {
  const checks = before?.checks ?? {};
  const news = newsOf(results, checks, nowMs);
  const told = new Set([...(news?.turnedBad ?? []), ...(news?.stillBad ?? [])]);
  const next = results.map(
    (result) => [result.id, stateOf(result, checks[result.id], told.has(result), nowMs)] as const,
  );
  const { learned } = before ?? {};
  const state = { atMs: nowMs, checks: Object.fromEntries(next) };
  return { news, state: { ...state, ...(learned !== undefined && { learned }) } };
}
