import { type Fact, isKnown, type NotKnown } from "./fact";
import type { Facts } from "./facts";

/** `unknown` is no answer: something that the check needs could not be read. */
export type Status = "ok" | "warn" | "fail" | "unknown";

/** What a check has found. Text of others in it is printable already. */
export interface Verdict {
  readonly status: Status;
  /** What was found, as a clause. */
  readonly found: string;
  /** What to do, as a clause; given unless the status is `ok`. */
  readonly remedy?: string;
}

export interface Check {
  /** Names the check in output, stored state, and documentation. */
  readonly id: string;
  /** The question that it answers, for the documentation. */
  readonly asks: string;
  /** Why the stack's daily run leaves it out. Absent: it runs there too. */
  readonly notDaily?: string;
  readonly judge: (facts: Facts) => Verdict;
}

export interface CheckResult extends Verdict {
  readonly id: string;
}

export const ok = (found: string): Verdict => ({ status: "ok", found });
export const warn = (found: string, remedy: string): Verdict => ({ status: "warn", found, remedy });
export const fail = (found: string, remedy: string): Verdict => ({ status: "fail", found, remedy });

export const unknown = ({ why, lacks }: NotKnown): Verdict => ({
  status: "unknown",
  found: `not known: ${why}`,
  remedy: lacks.length === 0 ? "try again" : `allow ${lacks.join(", ")}`,
});

/** A verdict on a fact, or `unknown` where the fact is missing. */
export const judged = <T>(fact: Fact<T>, judge: (value: T) => Verdict): Verdict =>
  isKnown(fact) ? judge(fact.value) : unknown(fact);

const RANK: Readonly<Record<Status, number>> = { ok: 0, unknown: 1, warn: 2, fail: 3 };

export const isWorse = (a: Status, b: Status): boolean => RANK[a] > RANK[b];

/** The worst of several verdicts, the first of equals; their findings in one line. */
export function together(verdicts: readonly Verdict[]): Verdict {
  const [first, ...others] = [...verdicts].sort((a, b) => RANK[b.status] - RANK[a.status]);
  if (first === undefined) return ok("nothing to check");
  const told = first.status === "ok" ? [] : others.filter(({ status }) => status !== "ok");
  const remedies = [first, ...told].flatMap(({ remedy }) => remedy ?? []);
  return {
    status: first.status,
    found: [first, ...(first.status === "ok" ? others : told)].map(({ found }) => found).join("; "),
    ...(remedies.length > 0 && { remedy: [...new Set(remedies)].join("; ") }),
  };
}

/** What the checks make of the facts, in their order. */
export const checked = (checks: readonly Check[], facts: Facts): readonly CheckResult[] =>
  checks.map(({ id, judge }) => ({ id, ...judge(facts) }));
