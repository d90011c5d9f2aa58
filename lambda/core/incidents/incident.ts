import type { Call, Sample } from "../counting/windows/evidence";
import type { Finding, Settled } from "../findings/finding";
import { areOne } from "../model/interval";
import type { Money } from "../model/money";
import type { Measure } from "../model/measure";
import type { CountKey, Entity, Severity, Target } from "../model/rule";
import type { Rest } from "./rest";

/** What one rule found in an incident. */
export interface RuleSummary {
  readonly ruleId: string;
  /** How many entities tripped it, and the one that counted most. */
  readonly findings: number;
  readonly topEntity: string;
  readonly entityType: Entity["type"];
  /** Sums over its findings. */
  readonly count: number;
  readonly confirmed: number;
  readonly paid: number;
  /** Of all hits, those that the usual share of confirmed codes does not explain. */
  readonly unexplained?: number | undefined;
  /** The largest number of hits that one entity made in one window. */
  readonly peak: number;
  readonly measure: Measure;
  readonly notify: Finding["notify"];
  /** Whether the top entity had confirmed codes on the days before. */
  readonly isKnown: boolean;
  /** What is usual for the top entity. */
  readonly usual?: Finding["usual"];
  readonly isLearning?: boolean | undefined;
}

/** An address or a network that is a finding of its own. */
export interface Share {
  readonly value: string;
  readonly count: number;
  /** Of the incident's count, 0 to 1. */
  readonly share: number;
}

/** Everything about an incident that is derived from its findings, afresh at every fold. */
export interface IncidentSummary {
  readonly firstSeen: number;
  readonly openedAt: number;
  readonly lastSeen: number;
  readonly status: "open" | "closed";
  readonly severity: Severity;
  /** Set where no finding that makes the incident can have sent a text. */
  readonly sentNothing?: true | undefined;
  /** The highest of its findings' levels. */
  readonly level: number;
  readonly rules: readonly RuleSummary[];
  /**
   * The paging rule with the largest sum: rules overlap, so its figures alone stand for the
   * incident.
   */
  readonly leadRuleId: string;
  readonly count: number;
  readonly confirmed: number;
  readonly paid: number;
  readonly countIsUpperBound: boolean;
  readonly money: Money;
  /** Addresses with findings of their own, largest first, at most ten. */
  readonly addresses: readonly Share[];
  /** Further addresses that evidence names, without counts of their own. */
  readonly otherAddresses: readonly string[];
  /** How many different addresses there were, about. */
  readonly addressCount: number;
  /** Networks with findings of their own, largest first, at most ten. */
  readonly networks: readonly Share[];
  readonly calls: readonly Call[];
  readonly destinations: Sample;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly suppressedBy?: string | undefined;
  readonly drill?: string | undefined;
}

/** All findings on one target, or on linked ones, within the session gap: what people are notified of. */
export interface Incident extends IncidentSummary {
  readonly id: string;
  readonly scope: string;
  /** The target on which it opened. It never changes: notifications are kept under it. */
  readonly target: Target;
  /** The targets of its findings; absent when that is `target` alone. */
  readonly targets?: readonly Target[] | undefined;
  /** As what people were first notified of it: an e-mail's subject never changes, so that mail threads. */
  readonly openedAs: { readonly severity: Severity; readonly ruleId: string };
  /** Raised by whatever is worth telling; the number of steps written so far. */
  readonly revision: number;
  /** The count at which the next revision is due. */
  readonly nextCount: number;
  readonly recordedAtMs: number;
  readonly updatedAtMs: number;
}

/** What a finding's head is still to say of itself; without `settled` that it is not settled. */
export interface Settling {
  readonly key: CountKey;
  readonly findingId: string;
  readonly round: number;
  readonly settled?: Settled | undefined;
}

/** All recent incidents of a target, or of a linked set. Written only if `version` is as read. */
export interface IncidentHead {
  readonly scope: string;
  /** Of a linked set, the primary target. */
  readonly target: Target;
  readonly version: number;
  readonly incidents: readonly Incident[];
  /** The other targets of the set. Absent on the head of a target that is linked to none. */
  readonly linked?: readonly Target[] | undefined;
  /** The target whose head holds this one's incidents; this head then holds none. */
  readonly partOf?: Target | undefined;
  /** What ended by then has been dropped to keep the head small, and is never notified anew. */
  readonly forgottenMs?: number | undefined;
  /** Findings beyond those that a fold reads. */
  readonly rests?: readonly Rest[] | undefined;
  readonly settling?: readonly Settling[] | undefined;
}

/** Names one incident. */
export interface IncidentKey {
  readonly scope: string;
  readonly target: Target;
  readonly incidentId: string;
}

/** Why a revision was raised. */
export type Reason =
  "opened" | "escalated" | "new rule" | "tenfold" | "closed" | "reopened" | "merged";

/** One immutable record in an incident's life. Its sequence is the incident's revision. */
export interface IncidentStep {
  readonly reasons: readonly Reason[];
  readonly atMs: number;
  readonly incident: Incident;
  /** Set in the last step of an incident that an older one has grown to hold. */
  readonly into?: string | undefined;
}

/** All targets whose findings make up the incidents of a head. */
export const targetsOf = ({ target, linked = [] }: IncidentHead): readonly Target[] => [
  target,
  ...linked,
];

/** The incident that a finding belongs to, if any: the one on its target that it overlaps. */
export const incidentOf = (
  finding: Finding,
  incidents: readonly Incident[],
  gapMs: number,
): Incident | undefined =>
  incidents.find(
    ({ scope, target, targets = [target], firstSeen, lastSeen }) =>
      scope === finding.scope &&
      targets.includes(finding.target) &&
      areOne(
        { fromMs: firstSeen, toMs: lastSeen },
        { fromMs: finding.firstSeen, toMs: finding.lastSeen },
        finding.notify === "page" ? gapMs : 0,
      ),
  );

/** Keeps incidents, in the manner of `FindingStore`. */
export interface IncidentStore {
  readonly read: (scope: string, target: Target) => Promise<IncidentHead | undefined>;
  readonly write: (head: IncidentHead, steps: readonly IncidentStep[]) => Promise<boolean>;
  /** Writes the head of a linked set and those that are part of it, all of them or none. */
  readonly writeLinked: (
    head: IncidentHead,
    parts: readonly IncidentHead[],
    steps: readonly IncidentStep[],
  ) => Promise<boolean>;
  /** Heads that were written since they were last settled. */
  readonly unsettled: () => Promise<readonly IncidentHead[]>;
  /** Nothing is left to tell of this version of a head. */
  readonly settle: (head: IncidentHead) => Promise<void>;
}

/** The head that holds a target's incidents: its own, or that of the set it is part of. */
export async function headOf(
  scope: string,
  target: Target,
  incidents: Pick<IncidentStore, "read">,
): Promise<IncidentHead | undefined> {
  const passed = new Set<Target>();
  let head = await incidents.read(scope, target);
  while (head?.partOf !== undefined && !passed.has(head.partOf)) {
    passed.add(head.partOf);
    head = await incidents.read(scope, head.partOf);
  }
  return head;
}
