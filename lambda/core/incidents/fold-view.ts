import type { Figures, Finding, FindingHead, Settled } from "../findings/finding";
import { areOne, type Interval } from "../model/interval";
import { countKeyText } from "../model/rule";
import type { IncidentHead, Settling } from "./incident";
import { figuresOf, together, without, type Rest } from "./rest";

/* What a finding adds to a rest is written down twice: first in the head of incidents, together with
   the rest, as an entry; then in the finding's own head. Whoever reads both between the two writes
   finds the entry, and takes it as done. So nothing is added twice, and nothing is lost, whoever dies. */

/** Known to be settled, by the ids of a head's findings. */
export type SettledById = ReadonlyMap<string, Settled>;

/** A head of findings as a fold sees it. */
export interface ViewedHead {
  readonly head: FindingHead;
  readonly settled: SettledById;
}

/** What a fold makes incidents of. */
export interface FoldView {
  readonly heads: readonly ViewedHead[];
  /** Those that are not settled. */
  readonly findings: readonly Finding[];
  readonly rests: readonly Rest[];
}

export const spanOf = ({ firstSeen, lastSeen }: Pick<Finding, "firstSeen" | "lastSeen">) => ({
  fromMs: firstSeen,
  toMs: lastSeen,
});

type Grouped = Pick<Finding, "target" | "ruleId" | "notify" | "entity">;

/** Whether a rest may stand for a finding. */
export const isOfGroup = (rest: Rest, { target, ruleId, notify, entity }: Grouped): boolean =>
  rest.target === target &&
  rest.ruleId === ruleId &&
  rest.notify === notify &&
  rest.entity.type === entity.type;

const at = (atMs: number): Interval => ({ fromMs: atMs, toMs: atMs });

const areEqual = (a: Figures, b: Figures): boolean =>
  (Object.keys(a) as (keyof Figures)[]).every((name) => a[name] === b[name]);

/** What is settled of a head: what it says itself, and what entries say later. */
function settledOf(head: FindingHead, entries: readonly Settling[]): Map<string, Settled> {
  const settled = new Map(Object.entries(head.settled ?? {}));
  for (const { findingId, round, settled: now } of entries) {
    if ((settled.get(findingId)?.round ?? 0) >= round) continue;
    if (now === undefined) settled.delete(findingId);
    else settled.set(findingId, now);
  }
  return settled;
}

/** Rests that change while a head after the other is read. */
class Rests {
  #rests: readonly Rest[];

  constructor(rests: readonly Rest[]) {
    this.#rests = rests;
  }

  get all(): readonly Rest[] {
    return this.#rests;
  }

  find(finding: Grouped, { atMs, notify }: Settled): Rest | undefined {
    return this.#rests.find(
      (rest) => isOfGroup(rest, { ...finding, notify }) && areOne(spanOf(rest), at(atMs), 0),
    );
  }

  replace(rest: Rest, by: Rest | undefined): void {
    this.#rests = this.#rests.flatMap((each) => (each === rest ? (by ?? []) : [each]));
  }
}

/** Takes what has become of one settled finding into its rest; nothing where it is not settled any more. */
function follow(finding: Finding, known: Settled, rests: Rests): Settled | undefined {
  const figures = figuresOf(finding);
  const rest = rests.find(finding, known);
  const hasMoved = !areEqual(figures, known.figures);
  if (finding.notify !== known.notify) {
    if (rest !== undefined) rests.replace(rest, without(rest, known.figures));
    return undefined;
  }
  // The incident that it was part of is forgotten.
  if (rest === undefined) return hasMoved ? undefined : known;
  rests.replace(rest, together(rest, finding, known.figures));
  if (!hasMoved) return known;
  const atMs = finding.firstSeen;
  return { figures, atMs, notify: finding.notify, round: known.round + 1 };
}

function viewHead(head: FindingHead, entries: readonly Settling[], rests: Rests): ViewedHead {
  const before = settledOf(head, entries);
  const settled = new Map<string, Settled>();
  for (const finding of head.findings) {
    const known = before.get(finding.id);
    const now = known && follow(finding, known, rests);
    if (now !== undefined) settled.set(finding.id, now);
  }
  const present = new Set(head.findings.map(({ id }) => id));
  for (const [id, known] of before) {
    if (present.has(id)) continue;
    const rest = rests.find({ ...head.key, notify: known.notify }, known);
    if (rest !== undefined) rests.replace(rest, without(rest, known.figures));
  }
  return { head, settled };
}

/** The findings and rests that make up the incidents of a head. */
export function viewOf(
  { rests: stored = [], settling = [] }: IncidentHead,
  heads: readonly FindingHead[],
): FoldView {
  const rests = new Rests(stored);
  const entries = new Map<string, Settling[]>();
  for (const entry of settling) {
    const key = countKeyText(entry.key);
    entries.set(key, [...(entries.get(key) ?? []), entry]);
  }
  const viewed = heads.map((head) =>
    viewHead(head, entries.get(countKeyText(head.key)) ?? [], rests),
  );
  const findings = viewed.flatMap(({ head, settled }) =>
    head.findings.filter(({ id }) => !settled.has(id)),
  );
  return { heads: viewed, findings, rests: rests.all };
}
