import type { Finding, FindingHead } from "../findings/finding";
import { areOne, chains, type Interval } from "../model/interval";
import { countKeyText } from "../model/rule";
import { isOfGroup, spanOf, type FoldView, type ViewedHead } from "./fold-view";
import type { Settling } from "./incident";
import { figuresOf, restOf, together, type Rest } from "./rest";

/**
 * How many findings a fold reads each time. Beyond `most` of one target and rule, or of a linked set
 * in all, they are settled until `least` remain.
 */
export interface Bounds {
  readonly ofRule: { readonly most: number; readonly least: number };
  readonly inAll: { readonly most: number; readonly least: number };
}

export const BOUNDS: Bounds = {
  ofRule: { most: 64, least: 32 },
  inAll: { most: 192, least: 128 },
};

/** Rests of rules that only record, outside of all incidents, by rule. */
const MOST_LOOSE = 10;

/** What is still likely to change comes first, and then what is large. */
const byWeight = (a: Finding, b: Finding): number =>
  Number(b.status === "open") - Number(a.status === "open") ||
  b.count - a.count ||
  b.lastSeen - a.lastSeen ||
  (a.id < b.id ? -1 : 1);

type Limit = Bounds["inAll"];

function split(findings: readonly Finding[], { most, least }: Limit) {
  if (findings.length <= most) return { kept: findings, excess: [] };
  const sorted = [...findings].sort(byWeight);
  return { kept: sorted.slice(0, least), excess: sorted.slice(least) };
}

/** The findings that are to be settled now. */
function excessOf(findings: readonly Finding[], bounds: Bounds): readonly Finding[] {
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.target, finding.ruleId]);
    const own = byRule.get(key) ?? [];
    byRule.set(key, own);
    own.push(finding);
  }
  const parts = [...byRule.values()].map((own) => split(own, bounds.ofRule));
  const { excess } = split(
    parts.flatMap(({ kept }) => kept),
    bounds.inAll,
  );
  return [...parts.flatMap((part) => part.excess), ...excess];
}

/** The incident that a finding or a rest lies in, if any. */
const extentIn = (extents: readonly Interval[], of: Finding): Interval | undefined =>
  extents.find((extent) => areOne(extent, spanOf(of), 0));

function withFinding(
  rests: readonly Rest[],
  finding: Finding,
  extents: readonly Interval[],
): readonly Rest[] {
  const extent = extentIn(extents, finding);
  // What lies in no incident is none's, although a rest that reaches out of one may touch it.
  const joins = (rest: Rest): boolean =>
    isOfGroup(rest, finding) &&
    areOne(spanOf(rest), extent ?? spanOf(finding), 0) &&
    (extent !== undefined || extentIn(extents, rest) === undefined);
  const [first, ...others] = rests.filter(joins);
  if (first === undefined) return [...rests, restOf(finding)];
  const sum = together(
    others.reduce<Rest>((rest, other) => together(rest, other), first),
    finding,
  );
  return [...rests.filter((rest) => !joins(rest)), sum];
}

/** Without what is forgotten, and without what lies in no incident as far as it is too much. */
function kept(
  rests: readonly Rest[],
  extents: readonly Interval[],
  endMs: number,
): readonly Rest[] {
  const extentOf = (rest: Rest) => extentIn(extents, rest);
  const recent = rests.filter((rest) => (extentOf(rest) ?? spanOf(rest)).toMs > endMs);
  const loose = recent
    .filter((rest) => extentOf(rest) === undefined)
    .sort((a, b) => b.lastSeen - a.lastSeen);
  return recent.filter(
    (rest) => loose.filter((other) => isOfGroup(other, rest)).indexOf(rest) < MOST_LOOSE,
  );
}

/** The extents of the chains that make incidents. */
function extentsOf({ findings, rests }: FoldView, gapMs: number): readonly Interval[] {
  const paging = [...findings, ...rests].filter(({ notify }) => notify === "page");
  return chains(paging, spanOf, gapMs).map((chain) => ({
    fromMs: Math.min(...chain.map(({ firstSeen }) => firstSeen)),
    toMs: Math.max(...chain.map(({ lastSeen }) => lastSeen)),
  }));
}

const roundOf = (head: FindingHead, findingId: string): number =>
  head.settled?.[findingId]?.round ?? 0;

/** A head with more of its findings settled. */
function withSettled(viewed: ViewedHead, excess: ReadonlySet<Finding>): ViewedHead {
  const { head } = viewed;
  const settled = new Map(viewed.settled);
  for (const finding of head.findings) {
    if (!excess.has(finding)) continue;
    const { id, firstSeen: atMs, notify } = finding;
    settled.set(id, { figures: figuresOf(finding), atMs, notify, round: roundOf(head, id) + 1 });
  }
  return { head, settled };
}

/** What the head does not say of itself so far. */
function entriesOf({ head, settled }: ViewedHead): readonly Settling[] {
  const { key } = head;
  const ids = new Set([...Object.keys(head.settled ?? {}), ...settled.keys()]);
  return [...ids].flatMap((findingId): readonly Settling[] => {
    const now = settled.get(findingId);
    const stored = roundOf(head, findingId);
    if (now?.round === stored) return [];
    return [{ key, findingId, round: now?.round ?? stored + 1, settled: now }];
  });
}

const isDone = ({ head, settled }: ViewedHead): boolean =>
  head.findings.every(({ id }) => settled.has(id));

/** The head as it says of itself what is settled, and that nothing in it waits where all is. */
const headWith = (viewed: ViewedHead): FindingHead => ({
  ...viewed.head,
  version: viewed.head.version + 1,
  settled: viewed.settled.size === 0 ? undefined : Object.fromEntries(viewed.settled),
  isUnlisted: isDone(viewed) || undefined,
});

/** What is to be written besides incidents. */
export interface Settlement {
  readonly rests: readonly Rest[];
  readonly settling: readonly Settling[];
  /** The heads to write once the entries are. */
  readonly heads: readonly FindingHead[];
}

/** How findings are chained, what is forgotten, and how much is read. */
export interface SettleBy {
  readonly gapMs: number;
  readonly endMs: number;
  readonly bounds: Bounds;
}

/** Settles what is too much to be read at every fold. */
export function settle(view: FoldView, { gapMs, endMs, bounds }: SettleBy): Settlement {
  const extents = extentsOf(view, gapMs);
  const excess = excessOf(view.findings, bounds);
  const rests = excess.reduce((all, finding) => withFinding(all, finding, extents), view.rests);
  const chosen = new Set(excess);
  const viewed = view.heads.map((each) => withSettled(each, chosen));
  const settling = viewed.map(entriesOf);
  return {
    rests: kept(rests, extents, endMs),
    settling: settling.flat(),
    heads: viewed.filter((each, i) => isDone(each) || (settling[i]?.length ?? 0) > 0).map(headWith),
  };
}

/** Entries of heads that were not read. */
export function unread(
  settling: readonly Settling[],
  heads: readonly FindingHead[],
): readonly Settling[] {
  const read = new Set(heads.map(({ key }) => countKeyText(key)));
  return settling.filter(({ key }) => !read.has(countKeyText(key)));
}
